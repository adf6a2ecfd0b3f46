"""One side of a comparison, built from content: read, linked and converted here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from generator.build import build as building
from generator.build.loading import Clock, read_and_link
from generator.catalogue import samples as sampling
from generator.catalogue.link import Catalogue, RuleKey, key_of
from generator.content.model import Query, RelationType, Rule
from generator.facts.attack import TechniqueReference
from generator.review.diff.state import CatalogueState, RuleState, SampleResult, TechniqueName
from generator.settings.config import Config
from generator.targets.convert.conversion import Progress, convert, job_of
from generator.targets.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The linked content of one side."""

    name: str
    config: Config
    catalogue: Catalogue
    targets: tuple[Target, ...]


def read(name: str, config: Config) -> Content:
    """All content of a configuration. Mistakes in it are left to `catalogue check`."""
    found = read_and_link(config, Clock())
    return Content(name=name, config=config, catalogue=found.catalogue, targets=found.targets)


def unlike(content: Content, other: Content | None) -> frozenset[RuleKey]:
    """The rules whose queries may differ from those of the other side; all rules if it is unknown.

    The queries of two sides that are built here differ only if the converted content differs.
    """
    keys = frozenset(map(key_of, content.catalogue.rules))
    if other is None or content.targets != other.targets:
        return keys
    theirs = {rule.id: rule for rule in other.catalogue.rules}
    return frozenset(
        key_of(rule)
        for rule in content.catalogue.rules
        if rule.id not in theirs
        or job_of(rule, content.catalogue) != job_of(theirs[rule.id], other.catalogue)
    )


def state(
    content: Content,
    wanted: frozenset[RuleKey],
    *,
    cache: Path | None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> CatalogueState:
    """The state of the side, with queries for the requested rules."""
    catalogue = content.catalogue
    files = tuple(
        replace(file, rules=tuple(rule for rule in file.rules if key_of(rule) in wanted))
        for file in catalogue.files
    )
    conversion = convert(
        replace(catalogue, files=files), content.targets, jobs=jobs, cache=cache, progress=progress
    )
    return CatalogueState(
        name=content.name,
        rules={
            rule.id: _rule(rule, catalogue, conversion.queries.get(key_of(rule)))
            for rule in catalogue.rules
        },
        data_needed=frozenset(entity.title for entity in catalogue.data_needed),
        targets=tuple(target.id for target in content.targets),
        versions=building.versions(content.targets, catalogue),
        samples=_samples(content),
    )


def _rule(rule: Rule, catalogue: Catalogue, queries: Mapping[str, Query] | None) -> RuleState:
    links = catalogue.links[key_of(rule)]
    source = rule.logsource
    parts = {
        name: getattr(source, name) if source else None
        for name in ("product", "category", "service")
    }
    return RuleState(
        id=rule.id,
        title=rule.title,
        kind=rule.kind.value,
        path=rule.path,
        number=rule.number,
        page=catalogue.page(rule),
        level=rule.level_text,
        status=rule.status_text,
        logsource={name: text for name, text in parts.items() if text},
        tags=rule.tags,
        description=rule.description,
        techniques=_techniques(links.tags.techniques),
        data_needed=tuple(found.entity.title for found in catalogue.full_data(rule)),
        renamed_from=tuple(
            other.id for other in rule.related if other.type is RelationType.RENAMED
        ),
        definition=rule.document,
        queries=queries,
    )


def _techniques(references: Iterable[TechniqueReference]) -> tuple[TechniqueName, ...]:
    found = (
        TechniqueName(id=str(r.technique.id), name=r.technique.name)
        if r.technique
        else TechniqueName(id=str(r.given), name="")
        for r in references
    )
    return tuple(dict.fromkeys(found))


def _samples(content: Content) -> dict[tuple[str, str], SampleResult]:
    collected = sampling.collect(
        content.catalogue, content.config.base, content.config.sample_folders
    )
    results = {}
    for verdict in sampling.verdicts(content.catalogue, collected):
        name = f"{verdict.sample.path}:{verdict.sample.line}"
        results[str(verdict.rule.id), verdict.sample.path + verdict.sample.why] = SampleResult(
            rule=verdict.rule.id, name=name, fired=verdict.fired, right=verdict.right
        )
    return results
