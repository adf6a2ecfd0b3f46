"""What a view is given: the catalogue, what became of its rules, and how it is to be shown."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from generator.catalogue.history import FileHistory, Histories
from generator.catalogue.link import Catalogue, RuleKey, key_of
from generator.catalogue.related import RelatedRules
from generator.catalogue.samples import LastPass, SampleVerdict
from generator.content.model import Query, Rule, RuleKind
from generator.content.rule_digest import rule_digest
from generator.pages.page_text import PageText
from generator.settings.owners import Owners
from generator.settings.repository import NOWHERE, Repository
from generator.targets.convert.conversion import Queries
from generator.targets.evidence import Evidence, evidence_of
from generator.targets.support import TargetSupport, target_support
from generator.targets.target import Target
from generator.targets.trust import Trust

Standings = Mapping[RuleKey, Mapping[str, TargetSupport]]
"""By the key of a rule and the id of a target."""


@dataclass(frozen=True, kw_only=True)
class Publication:
    """`verdicts` are what each rule does on its samples, `trust` what is known of each target, by its
    id; `longest_query` is the number of characters of a query that a page shows; `versions` name
    what made it; `site_url` is the public address of the site, empty where none is known.

    `base` is the folder that paths of content are relative to; `passed` says by the id of a rule
    when it last passed its samples; `page_text` has the templates and words of pages."""

    catalogue: Catalogue
    targets: tuple[Target, ...]
    queries: Queries
    verdicts: Mapping[RuleKey, tuple[SampleVerdict, ...]]
    trust: Mapping[str, Trust]
    longest_query: int
    versions: Mapping[str, str]
    site_url: str = ""
    base: Path = Path()
    histories: Histories = field(default_factory=Histories)
    repository: Repository = NOWHERE
    owners: Owners = field(default_factory=Owners)
    passed: Mapping[str, LastPass] = field(default_factory=dict)
    page_text: PageText = field(default_factory=PageText)

    def query(self, rule: Rule, target: Target) -> Query:
        return self.queries[key_of(rule)][target.id]

    def support_of(self, rule: Rule, target: Target) -> TargetSupport:
        return self.standings[key_of(rule)][target.id]

    def history_of(self, path: str) -> FileHistory | None:
        """The history of a content file by its path; None where git knows nothing of it."""
        if not self.histories.files:
            return None
        folder, _, name = path.rpartition("/")
        real = self._real_folders.get(folder)
        if real is None:
            real = self._real_folders[folder] = os.path.realpath(self.base / folder)
        # Only a link to a file has to be looked up by itself, which takes long for thousands.
        found = self.histories.files.get(f"{real}/{name}")
        return found if found is not None else self.histories.of(self.base / path)

    @cached_property
    def _real_folders(self) -> dict[str, str]:
        return {}

    @cached_property
    def related(self) -> RelatedRules:
        """What every rule has to do with others."""
        return RelatedRules(self.catalogue)

    @cached_property
    def standings(self) -> Standings:
        """How every rule stands with every target."""
        return {key_of(rule): dict(self._standings(rule)) for rule in self.catalogue.rules}

    def _standings(self, rule: Rule) -> Iterator[tuple[str, TargetSupport]]:
        digest = rule_digest(rule.document) if self._known_wrong else ""
        for target in self.targets:
            wrong = digest in self.trust[target.id].wrong
            yield target.id, target_support(rule, target, self.query(rule, target), wrong=wrong)

    @cached_property
    def _known_wrong(self) -> bool:
        """Whether a wrong query of any target is known: a digest of all rules takes a while."""
        return any(self.trust[target.id].wrong for target in self.targets)

    @cached_property
    def evidence(self) -> Mapping[RuleKey, Evidence]:
        """What stands behind each rule; a filter is none of its own."""
        return {
            key_of(rule): evidence_of(
                rule,
                self.catalogue,
                (found.state for found in self.standings[key_of(rule)].values()),
                self.verdicts.get(key_of(rule), ()),
            )
            for rule in self.catalogue.rules
            if rule.kind is not RuleKind.FILTER
        }
