"""The linking step: resolves every reference of a build and derives its reverse, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from generator.base.diagnostics import Diagnostic
from generator.base.grouping import reverse
from generator.catalogue import data_links, duplicates
from generator.catalogue.data_links import DataLink
from generator.catalogue.duplicates import Titled, report_duplicates, with_own_ids
from generator.catalogue.page_names import CODES as PAGE_NAME_CODES
from generator.catalogue.page_names import page_names
from generator.catalogue.tags import Tags, understand
from generator.catalogue.trigger_links import TriggerLink, exercises, trigger_links
from generator.content.model import (
    DataNeeded,
    Enrichment,
    Environment,
    LoggingPolicy,
    LogSource,
    Rule,
    RuleFile,
    RuleKind,
    Trigger,
    UseCase,
)
from generator.facts.attack import Attack

CODES = (*duplicates.CODES, *PAGE_NAME_CODES)

RuleKey = tuple[str, int]
"""The path of a rule's file and the index of its document in that file."""


Entity = TypeVar("Entity", bound=Titled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """All links of a rule."""

    tags: Tags
    data: tuple[DataLink, ...]
    triggers: tuple[TriggerLink, ...]
    enrichments: tuple[Enrichment, ...]
    refers_to: tuple[Rule, ...]
    filters: tuple[Rule, ...]
    counted_by: tuple[Rule, ...]

    @property
    def data_needed(self) -> tuple[DataNeeded, ...]:
        """The Data Needed with all of the rule's fields."""
        return tuple(link.entity for link in self.data if not link.lacks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All content of the pages. Sequences are sorted; `pages` has the page of each file,
    `sectioned` the files with several rules, whose page has a section for each.
    """

    attack: Attack
    files: tuple[RuleFile, ...]
    data_needed: tuple[DataNeeded, ...]
    logging_policies: tuple[LoggingPolicy, ...]
    enrichments: tuple[Enrichment, ...]
    triggers: tuple[Trigger, ...]
    environments: tuple[Environment, ...]
    use_cases: tuple[UseCase, ...]
    pages: Mapping[str, str]
    sectioned: frozenset[str]
    links: Mapping[RuleKey, Links]
    rules_by_data: Mapping[str, tuple[Rule, ...]]
    rules_by_trigger: Mapping[str, tuple[Rule, ...]]
    rules_by_enrichment: Mapping[str, tuple[Rule, ...]]
    data_by_policy: Mapping[str, tuple[DataNeeded, ...]]
    data_by_title: Mapping[str, DataNeeded]
    policy_by_title: Mapping[str, LoggingPolicy]
    enrichment_by_title: Mapping[str, Enrichment]

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(rule for file in self.files for rule in file.rules)

    def page(self, entity: Titled) -> str:
        """The page of an entity, relative to the output folder."""
        return self.pages[entity.path]

    def full_data(self, rule: Rule) -> tuple[DataLink, ...]:
        """The data that fully provides a rule's events; for a correlation, those of the rules it
        counts.
        """
        links = self.links[key_of(rule)]
        if rule.kind is not RuleKind.CORRELATION:
            return tuple(found for found in links.data if not found.lacks)
        counted = {
            found.entity.title: found
            for other in links.refers_to
            for found in self.links[key_of(other)].data
            if not found.lacks
        }
        return tuple(counted[title] for title in sorted(counted))


def key_of(rule: Rule) -> RuleKey:
    return rule.path, rule.number


def link(
    entities: Mapping[str, Sequence[Any]], attack: Attack
) -> tuple[Catalogue, list[Diagnostic]]:
    """The catalogue of the entities of each kind, by kind key, and the diagnostics of linking."""
    report: list[Diagnostic] = []
    files = with_own_ids(sorted(entities["rules"], key=lambda file: file.path), report)
    data_needed = _by_title(entities["data_needed"])
    policies = _by_title(entities["logging_policies"])
    enrichments = _by_title(entities["enrichments"])
    triggers = _by_title(entities["triggers"])
    environments = _by_title(entities.get("environments", ()))
    use_cases = _by_title(entities.get("use_cases", ()))
    for group in (data_needed, policies, enrichments, triggers, environments, use_cases):
        report_duplicates(group, report)
    pages = {
        **page_names("rules", ((file.path, file.stem) for file in files), report),
        **page_names("data_needed", ((e.path, e.title) for e in data_needed), report),
        **page_names("logging_policies", ((e.path, e.title) for e in policies), report),
        **page_names("enrichments", ((e.path, e.title) for e in enrichments), report),
        **page_names("triggers", ((e.path, str(e.technique)) for e in triggers), report),
        **page_names("environments", ((e.path, e.stem) for e in environments), report),
        **page_names("use_cases", ((e.path, e.stem) for e in use_cases), report),
    }
    links = _links(files, data_needed, enrichments, triggers, attack)
    rules = [rule for file in files for rule in file.rules]
    catalogue = Catalogue(
        attack=attack,
        files=files,
        data_needed=data_needed,
        logging_policies=policies,
        enrichments=enrichments,
        triggers=triggers,
        environments=environments,
        use_cases=use_cases,
        pages=pages,
        sectioned=frozenset(file.path for file in files if len(file.rules) > 1),
        links=links,
        rules_by_data=reverse(
            rules, lambda rule: (e.title for e in links[key_of(rule)].data_needed)
        ),
        rules_by_trigger=reverse(
            rules, lambda rule: (t.trigger.path for t in links[key_of(rule)].triggers)
        ),
        rules_by_enrichment=reverse(
            rules, lambda rule: (e.title for e in links[key_of(rule)].enrichments)
        ),
        data_by_policy=reverse(data_needed, lambda entity: entity.logging_policies),
        data_by_title=_first_by_title(data_needed),
        policy_by_title=_first_by_title(policies),
        enrichment_by_title=_first_by_title(enrichments),
    )
    return catalogue, report


def _by_title(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    return tuple(sorted(entities, key=lambda entity: (entity.title, entity.path)))


def _first_by_title(entities: Iterable[Entity]) -> dict[str, Entity]:
    first: dict[str, Entity] = {}
    for entity in entities:
        first.setdefault(entity.title, entity)
    return first


def _links(
    files: Sequence[RuleFile],
    data_needed: Sequence[DataNeeded],
    enrichments: Sequence[Enrichment],
    triggers: Sequence[Trigger],
    attack: Attack,
) -> dict[RuleKey, Links]:
    rules = [rule for file in files for rule in file.rules]
    by_name = {name: rule for rule in rules for name in (rule.id, rule.name) if name}
    channels = data_links.by_channel(data_needed)
    titles = _first_by_title(data_needed)
    enrichment_titles = _first_by_title(enrichments)
    tests = exercises(triggers, attack)
    filters = reverse(
        [rule for rule in rules if rule.kind is RuleKind.FILTER], lambda rule: rule.refers_to
    )
    counting = reverse(
        [rule for rule in rules if rule.kind is RuleKind.CORRELATION], lambda rule: rule.refers_to
    )
    links = {}
    for rule in rules:
        tags = understand(rule.tags, attack)
        named = [titles[name] for name in rule.data_needed if name in titles]
        links[key_of(rule)] = Links(
            tags=tags,
            data=data_links.data_links(rule, named, channels),
            triggers=trigger_links(rule, _sources(rule, by_name), tags, tests),
            enrichments=tuple(
                enrichment_titles[name] for name in rule.enrichments if name in enrichment_titles
            ),
            refers_to=tuple(by_name[name] for name in rule.refers_to if name in by_name),
            filters=tuple(other for other in _naming(rule, filters, "any") if _covers(other, rule)),
            counted_by=_naming(rule, counting),
        )
    return links


def _sources(rule: Rule, by_name: Mapping[str, Rule]) -> tuple[LogSource, ...]:
    """The log source of a rule; where it has none, those of the rules that it counts."""
    if rule.logsource:
        return (rule.logsource,)
    counted = (by_name[name] for name in rule.refers_to if name in by_name)
    return tuple(other.logsource for other in counted if other.logsource)


def _covers(narrowing: Rule, rule: Rule) -> bool:
    """Whether a filter applies to a rule's log source. By Sigma, each part that the filter names
    must be equal.
    """
    if rule.kind is not RuleKind.DETECTION or not narrowing.logsource or not rule.logsource:
        return False
    return all(
        getattr(narrowing.logsource, part) in (None, getattr(rule.logsource, part))
        for part in ("product", "category", "service")
    )


def _naming(rule: Rule, by_name: Mapping[str, tuple[Rule, ...]], *more: str) -> tuple[Rule, ...]:
    """The rules that reference a rule by id, name or one of `more`, each once."""
    found = {
        key_of(other): other
        for name in (rule.id, rule.name, *more)
        if name
        for other in by_name.get(name, ())
    }
    return tuple(found[key] for key in sorted(found))
