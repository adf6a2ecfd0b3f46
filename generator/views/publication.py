"""What a view is given: the catalogue, what became of its rules, and how it is to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from generator.catalogue import Catalogue, RuleKey, key_of
from generator.convert import Queries
from generator.convert.standing import Standing, standing
from generator.convert.targets import Target
from generator.evidence import Evidence, evidence_of
from generator.model import Query, Rule, RuleKind
from generator.samples import Verdict
from generator.trust import Trust


@dataclass(frozen=True, kw_only=True)
class Publication:
    """`verdicts` are what each rule does on its samples; `trust` is what is known of each target, by its id; `longest_query` is the number of
    characters of a query that a page shows; `versions` name what made it; `site_url` is the public
    address of the site, empty where none is known."""

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
        return standing(rule, target, self.query(rule, target), self.trust[target.id])

    @cached_property
    def evidence(self) -> Mapping[RuleKey, Evidence]:
        """What stands behind each rule; a filter is none of its own."""
        return {
            key_of(rule): evidence_of(
                rule,
                self.catalogue,
                (self.standing(rule, target).state for target in self.targets),
                self.verdicts.get(key_of(rule), ()),
            )
            for rule in self.catalogue.rules
            if rule.kind is not RuleKind.FILTER
        }
