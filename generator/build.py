"""The way from files to pages, as one function."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from generator import attack, checks, documents, views
from generator import samples as sampling
from generator.catalogue import Catalogue, RuleKey, key_of, link
from generator.config import BAD_SETTING, FILE_NAME, Config
from generator.convert import Conversion, convert
from generator.convert.targets import PRESETS, Target, chosen
from generator.diagnostics import Diagnostic, in_order
from generator.documents import Document
from generator.history import histories
from generator.kinds import KINDS
from generator.model import Artifact
from generator.samples import Verdict
from generator.trust import Level, Trust, trust_in
from generator.views.publication import Publication
from generator.write import Written, write

CACHE_FILE = Path("cache", "queries.sqlite")
"""Where queries are kept, beside the output folder."""

Progress = Callable[[str, int, int], None]
"""Told a stage, how much of it is done and how much there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Content read, parsed, linked and checked."""

    catalogue: Catalogue
    targets: tuple[Target, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What a build made. `sources` has the content file of each page; `seconds` the time of each
    stage."""

    loaded: Loaded
    conversion: Conversion
    written: Written
    sources: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]
    seconds: Mapping[str, float]


@dataclass(slots=True)
class Clock:
    """Seconds of wall time that each stage took."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


def load(config: Config, clock: Clock | None = None) -> Loaded:
    """Reads all content and finds every mistake in it."""
    clock = clock or Clock()
    report: list[Diagnostic] = []
    read: list[Document] = []
    entities: dict[str, list[Any]] = {}
    with clock.stage("read"):
        for kind in KINDS:
            reading = documents.read(config.sources[kind.key], base=config.base)
            read += reading.documents
            report += reading.diagnostics
            found = entities.setdefault(kind.key, [])
            for document in reading.documents:
                parsed, mistakes = kind.parse(document)
                found += parsed
                report += mistakes
    with clock.stage("link"):
        facts = attack.load_file(config.attack) if config.attack else attack.load()
        catalogue, mistakes = link(entities, facts)
        report += mistakes
        targets, mistakes = targets_of(config)
        report += mistakes
    with clock.stage("check"):
        report += checks.run(_context(catalogue, config, read))
        placed = in_order(documents.located(report, read))
    return Loaded(catalogue=catalogue, targets=targets, diagnostics=placed)


def _context(catalogue: Catalogue, config: Config, read: Iterable[Document]) -> checks.Context:
    folders = [folder for folders in config.sources.values() for folder in folders]
    return checks.Context(
        catalogue=catalogue,
        base=config.base,
        files={document.path: document.file for document in read},
        samples=cache(lambda: sampling.collect(catalogue, config)),
        histories=cache(lambda: histories(() if config.history is False else folders)),
        cache=config.output.parent / CACHE_FILE.parent,
        targets=config.named_targets | {target.id for target in PRESETS},
    )


def targets_of(config: Config) -> tuple[tuple[Target, ...], list[Diagnostic]]:
    """The targets that a configuration names, and those of them that there are not."""
    file = config.chosen_in
    targets, mistakes = chosen(config.targets, file.path if file else "--target")
    return targets, list(documents.located(mistakes, [file] if file else []))


def build(
    config: Config,
    *,
    jobs: int | None = None,
    executor: str = "",
    progress: Progress | None = None,
    site_url: str = "",
    beside: Iterable[Artifact] = (),
) -> Build:
    """Files → pages in `config.output`. Raises OutputError where those cannot be written.

    `executor` is the address of a cluster that converts (see `generator.convert.executors`),
    `site_url` the public address that the pages will have, if there is one, `beside` what is to be
    written with the pages. Raises ExecutorError.
    """
    clock = Clock()
    loaded = load(config, clock)

    def converting(done: int, total: int) -> None:
        if progress is not None:
            progress("convert", done, total)

    with clock.stage("convert"):
        conversion = convert(
            loaded.catalogue,
            loaded.targets,
            jobs=jobs,
            address=executor,
            cache=config.output.parent / CACHE_FILE,
            progress=converting,
        )
    with clock.stage("samples"):
        samples = sampling.collect(loaded.catalogue, config)
        verdicts = grouped(sampling.verdicts(loaded.catalogue, samples))
    with clock.stage("history"):
        past = histories(() if config.history is False else config.sources["rules"])
        silent = [
            BAD_SETTING.at(FILE_NAME, (), f"history is true, but {problem}")
            for problem in (past.problems if config.history else ())
        ]
    publication = Publication(
        catalogue=loaded.catalogue,
        verdicts=verdicts,
        targets=loaded.targets,
        queries=conversion.queries,
        trust=trust_of(loaded.targets),
        longest_query=config.longest_query,
        versions=versions(loaded.targets, loaded.catalogue),
        site_url=site_url,
        base=config.base,
        histories=past,
        repository=config.repository,
        owners=config.owners,
        passed=sampling.read_passed(sampling.folders_of(config)),
    )
    sources: dict[str, str] = {}
    with clock.stage("write"):
        made = chain(views.artifacts(publication), beside)
        written = write(_noting(made, sources), config.output)
    return Build(
        loaded=loaded,
        conversion=conversion,
        written=written,
        sources=sources,
        diagnostics=in_order(
            (*loaded.diagnostics, *silent, *conversion.diagnostics, *samples.diagnostics)
        ),
        seconds=clock.seconds,
    )


def grouped(verdicts: Iterable[Verdict]) -> dict[RuleKey, tuple[Verdict, ...]]:
    """Verdicts, which come rule by rule, by the rule that they are about."""
    by_rule = groupby(verdicts, key=lambda verdict: key_of(verdict.rule))
    return {key: tuple(group) for key, group in by_rule}


def trust_of(targets: Iterable[Target]) -> dict[str, Trust]:
    """What is known of each target; nothing of one that a user made of a preset or of his own."""
    presets = {target.id: target for target in PRESETS}
    return {
        target.id: trust_in(target.id, target.packages)
        if presets.get(target.id) == target
        else Trust(level=Level.CONVERTED)
        for target in targets
    }


def versions(targets: tuple[Target, ...], catalogue: Catalogue) -> dict[str, str]:
    """What made the queries: this program, ATT&CK, pySigma and every back end's package."""
    packages = {name for target in targets for name in target.packages} | {"pysigma"}
    return {
        "generator": metadata.version("detection-catalogue"),
        "attack": f"{catalogue.attack.domain} {catalogue.attack.version}",
        **{name: metadata.version(name) for name in sorted(packages)},
    }


def _noting(artifacts: Iterator[Artifact], sources: dict[str, str]) -> Iterator[Artifact]:
    for artifact in artifacts:
        if artifact.source is not None:
            sources[artifact.path] = artifact.source
        yield artifact
