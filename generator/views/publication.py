"""What a view is given: the catalogue, what became of its rules, and how it is to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.catalogue import Catalogue, key_of
from generator.convert import Queries
from generator.convert.standing import Standing, standing
from generator.convert.targets import Target
from generator.model import Query, Rule
from generator.trust import Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """`trust` is what is known of each target, by its id; `longest_query` is the number of
    characters of a query that a page shows; `versions` name what made it; `site_url` is the public
    address of the site, empty where none is known."""

    catalogue: Catalogue
    targets: tuple[Target, ...]
    queries: Queries
    trust: Mapping[str, Trust]
    longest_query: int
    versions: Mapping[str, str]
    site_url: str = ""

    def query(self, rule: Rule, target: Target) -> Query:
        return self.queries[key_of(rule)][target.id]

    def standing(self, rule: Rule, target: Target) -> Standing:
        return standing(rule, target, self.query(rule, target), self.trust[target.id])
