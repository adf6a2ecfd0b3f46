"""What a view is given: the catalogue, what became of its rules, and how it is to be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from generator.catalogue import Catalogue, RuleKey, key_of
from generator.convert import Queries
from generator.convert.targets import Target
from generator.evidence import Evidence, evidence_of
from generator.model import Query, Rule, RuleKind
from generator.samples import Verdict
from generator.standing import Standing, standing
from generator.trust import Trust, rule_digest

Standings = Mapping[RuleKey, Mapping[str, Standing]]
"""By the key of a rule and the id of a target."""


@dataclass(frozen=True, kw_only=True)
class Publication:
    """`verdicts` are what each rule does on its samples, `trust` what is known of each target, by its
    id; `longest_query` is the number of characters of a query that a page shows; `versions` name
    what made it; `site_url` is the public address of the site, empty where none is known."""

    catalogue: Catalogue
    targets: tuple[Target, ...]
    queries: Queries
    verdicts: Mapping[RuleKey, tuple[Verdict, ...]]
    trust: Mapping[str, Trust]
    longest_query: int
    versions: Mapping[str, str]
    site_url: str = ""

    def query(self, rule: Rule, target: Target) -> Query:
        return self.queries[key_of(rule)][target.id]

    def standing(self, rule: Rule, target: Target) -> Standing:
        return self.standings[key_of(rule)][target.id]

    @cached_property
    def standings(self) -> Standings:
        """How every rule stands with every target."""
        return {key_of(rule): dict(self._standings(rule)) for rule in self.catalogue.rules}

    def _standings(self, rule: Rule) -> Iterator[tuple[str, Standing]]:
        digest = rule_digest(rule.definition)
        for target in self.targets:
            wrong = digest in self.trust[target.id].wrong
            yield target.id, standing(rule, target, self.query(rule, target), wrong=wrong)

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
