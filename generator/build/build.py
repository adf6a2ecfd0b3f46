"""The build pipeline from files to pages, as one function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from itertools import groupby
from pathlib import Path

from generator.base import workers
from generator.base.diagnostics import Diagnostic, in_order
from generator.build.loading import (
    CACHE_FOLDER,
    Clock,
    Loaded,
    check,
    load,
    loaded,
    read_and_link,
    targets_of,
)
from generator.build.serve_state import ServeState, stamps_of
from generator.catalogue import samples as sampling
from generator.catalogue.history import Histories, histories
from generator.catalogue.link import Catalogue, RuleKey, key_of
from generator.catalogue.samples import SampleVerdict
from generator.content.model import Artifact
from generator.output import incremental
from generator.output.write import Written, write_all
from generator.pages import registry
from generator.pages.page_text import page_text
from generator.pages.publication import Publication
from generator.reporting import policy
from generator.settings.config import BAD_SETTING, FILE_NAME, Config
from generator.targets.convert.conversion import Conversion, convert
from generator.targets.registry import PRESETS
from generator.targets.target import Target
from generator.targets.target_digest import versions as versions_of
from generator.targets.trust import Level, Trust, trust_in

CACHE_FILE = Path(CACHE_FOLDER, "queries.sqlite")
"""Path of the query cache, relative to the output folder's parent."""

FEW = 200
"""Up to this many rules, one process generates the pages as fast as several."""

__all__ = ["CACHE_FILE", "Build", "Clock", "Loaded", "Progress", "build", "load", "targets_of"]

Progress = Callable[[str, int, int], None]
"""Called with a stage, the number of items done and the total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """The result of a build. `sources` has the content file of each page; `seconds` the time of
    each stage."""

    loaded: Loaded
    conversion: Conversion
    written: Written
    sources: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]
    histories: Histories
    seconds: Mapping[str, float]


def build(
    config: Config,
    *,
    jobs: int | None = None,
    executor: str = "",
    progress: Progress | None = None,
    site_url: str = "",
    beside: Iterable[Artifact] = (),
    serve_state: ServeState | None = None,
    put_off: bool = False,
) -> Build:
    """Builds the pages of all content in `config.output`. Raises OutputError if they cannot be
    written.

    `executor` is the address of a cluster that converts (see
    `generator.targets.convert.executors`), `site_url` the public address of the pages, if any,
    `beside` additional output that is written with the pages. `serve_state` holds the result of an
    earlier build of this process, and receives that of this one. With `put_off`, output that
    nothing else depends on may still be in progress on return, until `written.finish`. Raises
    ExecutorError.
    """
    clock = Clock()
    stamps = stamps_of(config) if serve_state is not None else {}
    gathered = read_and_link(config, clock, keep=True, jobs=jobs)
    catalogue, targets = gathered.catalogue, gathered.targets
    few = len(catalogue.rules) < FEW
    checking = partial(check, gathered, config)
    checked = checking if few else workers.beside(checking, jobs)

    def converting(done: int, total: int) -> None:
        if progress is not None:
            progress("convert", done, total)

    with clock.stage("convert"):
        conversion = convert(
            catalogue,
            targets,
            jobs=jobs,
            address=executor,
            cache=config.output.parent / CACHE_FILE,
            progress=converting,
        )
    with clock.stage("check"):
        found = loaded(gathered, checked())
    with clock.stage("samples"):
        samples = sampling.collect(catalogue, config.base, config.sample_folders)
        verdicts = grouped(sampling.verdicts(catalogue, samples))
    with clock.stage("history"):
        past = histories(
            () if config.history is False else config.sources["rules"],
            config.output.parent / CACHE_FILE.parent,
        )
        silent = [
            BAD_SETTING.at(FILE_NAME, (), f"history is true, but {problem}")
            for problem in (past.problems if config.history else ())
        ]
    publication = Publication(
        catalogue=catalogue,
        verdicts=verdicts,
        targets=targets,
        queries=conversion.queries,
        trust=trust_of(targets),
        longest_query=config.longest_query,
        versions=versions(targets, catalogue),
        site_url=site_url,
        base=config.base,
        histories=past,
        repository=config.repository,
        owners=config.owners,
        passed=sampling.read_passed(config.sample_folders),
        page_text=page_text(config.customisation),
    )
    if serve_state is not None:
        serve_state.config, serve_state.publication, serve_state.stamps = (
            config,
            publication,
            stamps,
        )
    with clock.stage("write"):
        deferred = registry.deferred(publication)
        makers = (*registry.makers(publication), lambda: beside)
        if not put_off:
            makers, deferred = (*makers, *(one.make for one in deferred)), ()
        written = write_all(
            makers,
            config.output,
            jobs=1 if few else jobs,
            groups=registry.groups(publication),
            last_output=config.output.parent / CACHE_FOLDER / incremental.FILE_NAME,
            deferred=deferred,
        )
    later = policy.apply_policy(
        (*silent, *conversion.diagnostics, *samples.diagnostics),
        config,
        policy.rule_ids(catalogue),
    )
    return Build(
        loaded=found,
        conversion=conversion,
        written=written,
        sources=written.sources,
        diagnostics=in_order((*found.diagnostics, *later.reported)),
        histories=past,
        seconds=clock.seconds,
    )


def grouped(verdicts: Iterable[SampleVerdict]) -> dict[RuleKey, tuple[SampleVerdict, ...]]:
    """Verdicts, which arrive rule by rule, grouped by rule."""
    by_rule = groupby(verdicts, key=lambda verdict: key_of(verdict.rule))
    return {key: tuple(group) for key, group in by_rule}


def trust_of(targets: Iterable[Target]) -> dict[str, Trust]:
    """The trust records of the targets; none for a target that the user derived from a preset or
    defined."""
    presets = {target.id: target for target in PRESETS}
    return {
        target.id: trust_in(target.id, versions_of(target))
        if presets.get(target.id) == target
        else Trust(level=Level.CONVERTED)
        for target in targets
    }


def versions(targets: tuple[Target, ...], catalogue: Catalogue) -> dict[str, str]:
    """The versions of everything that produced the queries: this program, ATT&CK, pySigma and the
    package of each back end."""
    packages = {"pysigma": metadata.version("pysigma")}
    for target in targets:
        packages |= versions_of(target)
    return {
        "generator": metadata.version("detection-catalogue"),
        "attack": f"{catalogue.attack.domain} {catalogue.attack.version}",
        **dict(sorted(packages.items())),
    }
