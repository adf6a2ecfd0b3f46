"""Pages of rules that were just saved, generated before the full build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from generator.build.build import CACHE_FILE, grouped
from generator.build.serve_state import ServeState, SourceStamp, stamps_of
from generator.catalogue import samples as sampling
from generator.catalogue.link import Catalogue, link
from generator.content import documents
from generator.content.kinds import KINDS
from generator.content.model import Artifact, RuleFile
from generator.pages.rules.page import pages_of
from generator.settings.config import Config
from generator.targets.convert.conversion import convert

MANY = 20
"""From this number of changed rule files on, the full build is just as fast."""
RULES = KINDS[0]


def live_pages(config: Config, serve_state: ServeState) -> list[Artifact]:
    """The pages of the few rule files that changed since the last build.

    They equal those of the next build, except for what they show about other rules. Empty if the
    configuration, other content or many rules changed, or if a file was added or removed.
    """
    before = serve_state.publication
    if before is None or serve_state.config != config:
        return []
    changed = tuple(_changed(serve_state.stamps, stamps_of(config)))
    if not 0 < len(changed) <= MANY:
        return []
    files = {file.path: file for place in changed for file in _parsed(place, config)}
    if not files or not files.keys() <= {file.path for file in before.catalogue.files}:
        return []
    catalogue = _with(before.catalogue, files)
    there = tuple(file for file in catalogue.files if file.path in files)
    alone = replace(catalogue, files=there)
    conversion = convert(alone, before.targets, jobs=1, cache=config.output.parent / CACHE_FILE)
    samples = sampling.collect(alone, config.base, config.sample_folders)
    publication = replace(
        before,
        catalogue=catalogue,
        queries={**before.queries, **conversion.queries},
        verdicts={**before.verdicts, **grouped(sampling.verdicts(alone, samples))},
    )
    return [artifact for file in there for artifact in pages_of(publication, file)]


def _changed(
    before: Mapping[str, Mapping[Path, SourceStamp]], now: Mapping[str, Mapping[Path, SourceStamp]]
) -> Iterator[Path]:
    """The rule files that changed; empty if anything else changed."""
    for kind, files in now.items():
        was = before.get(kind, {})
        if files.keys() != was.keys() or (kind != RULES.key and files != was):
            return
    was = before[RULES.key]
    yield from (place for place, stamp in now[RULES.key].items() if was[place] != stamp)


def _parsed(file: Path, config: Config) -> Sequence[RuleFile]:
    """The rules of a file; empty if it cannot be read."""
    if not file.name.lower().endswith(documents.SUFFIXES):
        return ()
    source = next(s for s in config.sources[RULES.key] if file == s or s in file.parents)
    within = file.name if file == source else file.relative_to(source).as_posix()
    shown = documents.shown_path(file, config.base)
    document, _ = documents.read_file(file, shown, documents.printable(within))
    return () if document is None else RULES.parse(document)[0]


def _with(catalogue: Catalogue, files: Mapping[str, RuleFile]) -> Catalogue:
    """The catalogue with a new version of some rule files, linked again."""
    entities = {
        RULES.key: [files.get(file.path, file) for file in catalogue.files],
        **{kind.key: getattr(catalogue, kind.key) for kind in KINDS if kind is not RULES},
    }
    linked, _ = link(entities, catalogue.attack)
    return linked
