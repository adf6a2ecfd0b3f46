"""Loading of files into a linked and checked catalogue."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from generator.base.diagnostics import Diagnostic, in_order
from generator.catalogue import samples as sampling
from generator.catalogue.history import Earlier, Histories, histories
from generator.catalogue.link import Catalogue, link
from generator.checks import registry as checks
from generator.content import documents
from generator.content.documents import Document
from generator.content.parse_cache import ParsedContent, parsed
from generator.facts import attack
from generator.pages import page_text
from generator.reporting import policy
from generator.reporting.policy import Waived
from generator.settings.config import Config
from generator.targets.registry import PRESETS, chosen
from generator.targets.target import Target

CACHE_FOLDER = "cache"
"""Folder of the caches that persist between runs, next to the output folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Content that is read, parsed, linked and checked.

    `waived` are the findings that catalogue.yml accepts; `files` has the file behind each path.
    """

    catalogue: Catalogue
    targets: tuple[Target, ...]
    diagnostics: tuple[Diagnostic, ...]
    waived: tuple[Waived, ...] = ()
    files: Mapping[str, Path] = field(default_factory=dict)


@dataclass(slots=True)
class Clock:
    """Wall-clock seconds of each stage."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedContent:
    """Content that is read, parsed and linked. `report` has the mistakes found on the way."""

    catalogue: Catalogue
    targets: tuple[Target, ...]
    content: ParsedContent
    report: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The findings about content: those reported, and those that catalogue.yml accepts."""

    reported: tuple[Diagnostic, ...]
    waived: tuple[Waived, ...]


def load(
    config: Config,
    clock: Clock | None = None,
    *,
    costly: bool = False,
    only: frozenset[str] | None = None,
    keep: bool = False,
    earlier: Callable[[], Earlier] = Earlier,
) -> Loaded:
    """Reads all content and finds all mistakes in it: `gather`, then `check`."""
    clock = clock or Clock()
    gathered = read_and_link(config, clock, keep=keep)
    with clock.stage("check"):
        checked = check(gathered, config, costly=costly, only=only, earlier=earlier)
    return loaded(gathered, checked)


def read_and_link(
    config: Config, clock: Clock, *, keep: bool = False, jobs: int | None = None
) -> LinkedContent:
    """Reads and links all content. With `keep`, the parsed files are cached next to the queries, so
    that the next run parses only changed files. `jobs` is the number of processes (default: one per
    core)."""
    with clock.stage("read"):
        cache_folder = config.output.parent / CACHE_FOLDER
        content = parsed(config.sources, config.base, cache_folder if keep else None, jobs)
    with clock.stage("link"):
        facts = attack.load_file(config.attack) if config.attack else attack.load()
        catalogue, of_links = link(content.entities, facts)
        targets, of_targets = targets_of(config)
    return LinkedContent(
        catalogue=catalogue,
        targets=targets,
        content=content,
        report=(*content.diagnostics, *of_links, *of_targets),
    )


def check(
    gathered: LinkedContent,
    config: Config,
    *,
    costly: bool = False,
    only: frozenset[str] | None = None,
    earlier: Callable[[], Earlier] = Earlier,
) -> Checked:
    """Finds all mistakes in content.

    Costly checks run only where requested. `only` are the paths to report on, None for all; they
    are still checked against all content. `earlier` returns the differences from a commit, and is
    called only if a check needs them.
    """
    catalogue, content = gathered.catalogue, gathered.content
    context = _context(catalogue, config, content.files, only, earlier)
    report = [*gathered.report]
    report += checks.run(context, on=policy.codes_on(config.rulings), costly=costly)
    report += _unknown_checks(config)
    if only is not None:
        report = [diagnostic for diagnostic in report if diagnostic.is_about(only)]
    settled = policy.apply_policy(
        documents.located(report, _needed(report, content)),
        config,
        policy.rule_ids(catalogue),
        policy.codes_looked_for(config.rulings, costly=costly) if only is None else None,
    )
    return Checked(
        reported=in_order(
            (
                *documents.located(settled.reported, _file_of(config)),
                *customisation_mistakes(config),
            )
        ),
        waived=settled.waived,
    )


def loaded(gathered: LinkedContent, checked: Checked) -> Loaded:
    return Loaded(
        catalogue=gathered.catalogue,
        targets=gathered.targets,
        diagnostics=checked.reported,
        waived=checked.waived,
        files=gathered.content.files,
    )


def _needed(report: Iterable[Diagnostic], content: ParsedContent) -> Iterator[Document]:
    """The documents in which diagnostics still need a position; cached ones are read again."""
    yield from content.read
    read = {document.path for document in content.read}
    paths = {found.path for found in report if found.route and not found.line} - read
    for path in sorted(paths & content.files.keys()):
        document, _ = documents.read_file(content.files[path], path, path)
        if document is not None:
            yield document


def _context(
    catalogue: Catalogue,
    config: Config,
    files: Mapping[str, Path],
    only: frozenset[str] | None,
    earlier: Callable[[], Earlier],
) -> checks.Context:
    return checks.Context(
        catalogue=catalogue,
        base=config.base,
        files=files,
        today=config.today,
        samples=cache(lambda: sampling.collect(catalogue, config.base, config.sample_folders)),
        histories=cache(lambda: _histories(config, files, only)),
        earlier=earlier,
        cache=config.output.parent / CACHE_FOLDER,
        targets=config.named_targets | {target.id for target in PRESETS},
        only=only,
    )


FEW = 100
"""Up to this many files, git is asked for their histories only, which is faster."""


def _histories(config: Config, files: Mapping[str, Path], only: frozenset[str] | None) -> Histories:
    """The histories of the files that are reported on. A full history is cached between runs, a
    partial one is not."""
    if config.history is False:
        return Histories()
    named = [] if only is None else [files[path] for path in only if path in files]
    if only is not None and len(named) <= FEW:
        return histories(named)
    folders = [folder for folders in config.sources.values() for folder in folders]
    return histories(folders, config.output.parent / CACHE_FOLDER)


def targets_of(config: Config) -> tuple[tuple[Target, ...], list[Diagnostic]]:
    """The targets that a configuration names, and a diagnostic for each unknown one."""
    file = config.chosen_in
    targets, mistakes = chosen(config.targets, file.path if file else "--target")
    return targets, list(documents.located(mistakes, [file] if file else []))


def setting_mistakes(config: Config) -> list[Diagnostic]:
    """Mistakes in settings that name targets, checks, page templates or page words. The
    configuration itself does not know which of these exist."""
    return [*targets_of(config)[1], *_unknown_checks(config), *customisation_mistakes(config)]


def customisation_mistakes(config: Config) -> Iterator[Diagnostic]:
    """Reports the templates and words that cannot be used and are ignored."""
    if config.document is None:
        return iter(())
    found = page_text.mistakes(config.customisation, config.document)
    return documents.located(found, _file_of(config))


def _unknown_checks(config: Config) -> Iterator[Diagnostic]:
    return documents.located(policy.unknown_checks(config), _file_of(config))


def _file_of(config: Config) -> tuple[Document, ...]:
    return (config.document,) if config.document else ()
