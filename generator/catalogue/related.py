"""Related rules: relations that rules declare, and similar rules."""

from __future__ import annotations

import heapq
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from generator.base.grouping import reverse
from generator.catalogue.link import Catalogue, RuleKey, key_of
from generator.catalogue.tags import Tags
from generator.content.model import RelationType, Rule, RuleKind

MOST_ALIKE = 5
"""Maximum rules in a list; the technique's page has the rest."""
COMMON = 150
"""The number of rules from which a shared word or tag no longer indicates similarity."""
_WORD = re.compile(r"[a-z0-9]{2,}")

FORWARD: Mapping[RelationType, str] = MappingProxyType(
    {
        RelationType.DERIVED: "derived from",
        RelationType.OBSOLETE: "obsoletes",
        RelationType.MERGED: "merged from",
        RelationType.RENAMED: "renamed from",
        RelationType.SIMILAR: "similar to",
    }
)
BACK: Mapping[RelationType, str] = MappingProxyType(
    {
        RelationType.DERIVED: "origin of",
        RelationType.OBSOLETE: "obsoleted by",
        RelationType.MERGED: "merged into",
        RelationType.RENAMED: "renamed to",
        RelationType.SIMILAR: "similar to",
    }
)
"""The relation of a rule to the one that names it, and the reverse, as in Sigma's `related`."""
REPLACED = (RelationType.OBSOLETE, RelationType.MERGED, RelationType.RENAMED)
"""The types whose rule replaces the one that it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A relation that one of two rules declares. `rule` is None where the id is unknown."""

    words: str
    id: str
    rule: Rule | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """All relations of a rule.

    `replaced_by` are its replacements. `same_technique` and `same_data` are the most similar active
    rules, most similar first; `of_technique` and `of_data` are the totals.
    """

    declared: tuple[Declared, ...]
    replaced_by: tuple[Rule, ...]
    same_technique: tuple[Rule, ...]
    of_technique: int
    same_data: tuple[Rule, ...]
    of_data: int


class RelatedRules(dict[RuleKey, Related]):
    """The relations of every rule of a catalogue, computed on demand."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._rules = {key_of(rule): rule for rule in catalogue.rules}
        self._by_id = {str(rule.id): rule for rule in reversed(catalogue.rules)}
        self._naming = reverse(
            catalogue.rules, lambda rule: {relation.id for relation in rule.related}
        )
        self._alike = _Alike(catalogue)

    def __missing__(self, key: RuleKey) -> Related:
        rule = self._rules[key]
        naming = self._naming.get(str(rule.id), ())
        found = self[key] = _related(rule, self._by_id, naming, self._alike)
        return found


def _related(
    rule: Rule, by_id: Mapping[str, Rule], naming: Sequence[Rule], alike: _Alike
) -> Related:
    told = {
        (FORWARD[relation.type], relation.id): by_id.get(relation.id) for relation in rule.related
    }
    replaced_by = {}
    for other in naming:
        for relation in other.related:
            if relation.id == rule.id and other is not rule:
                told[BACK[relation.type], str(other.id)] = other
                if relation.type in REPLACED:
                    replaced_by[key_of(other)] = other
    words = (*FORWARD.values(), *BACK.values())
    declared = [
        Declared(words=said, id=identifier, rule=found)
        for (said, identifier), found in told.items()
        if identifier != rule.id
    ]
    technique, of_technique, data, of_data = alike.lists(rule, {d.id for d in declared})
    return Related(
        declared=tuple(sorted(declared, key=lambda d: (words.index(d.words), _title(d), d.id))),
        replaced_by=tuple(replaced_by[key] for key in sorted(replaced_by)),
        same_technique=tuple(technique),
        of_technique=of_technique,
        same_data=tuple(data),
        of_data=of_data,
    )


def _title(declared: Declared) -> str:
    return declared.rule.title.casefold() if declared.rule else "\N{REPLACEMENT CHARACTER}"


class _Alike:
    """Active rules by shared words of the title and tags; rarer ones count more.

    Rules are indexed by position in title order, since integers are quick to compare.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        links = catalogue.links
        self.techniques = {
            key_of(rule): _techniques(links[key_of(rule)].tags) for rule in catalogue.rules
        }
        self.traits = {
            key_of(rule): _traits(rule, links[key_of(rule)].tags, self.techniques[key_of(rule)])
            for rule in catalogue.rules
        }
        used = [r for r in catalogue.rules if not r.retired and r.kind is not RuleKind.FILTER]
        self.rules = sorted(used, key=lambda r: (r.title.casefold(), r.path, r.number))
        self.places = {key_of(rule): place for place, rule in enumerate(self.rules)}
        self.sources = [str(rule.logsource or "") for rule in self.rules]
        places = range(len(self.rules))
        self.by_id = reverse(places, lambda place: (str(self.rules[place].id),))
        self.by_trait = reverse(places, lambda place: self.traits[key_of(self.rules[place])])
        self.by_technique = reverse(
            places, lambda place: self.techniques[key_of(self.rules[place])]
        )

    def lists(self, rule: Rule, declared: set[str]) -> tuple[list[Rule], int, list[Rule], int]:
        """The most similar rules of a rule's techniques, and those of its log source that share a
        word or tag with it, each with their total. Rules with a declared relation are excluded.
        """
        scores = self._scores(rule)
        passed_over = self._passed_over(rule, declared)
        names = self.techniques[key_of(rule)]
        chosen = {o for name in names for o in self.by_technique.get(name, ())} - passed_over
        first = self._first(chosen, scores)
        source = str(rule.logsource or "")
        alike = {place for place in scores if source and self.sources[place] == source}
        alike -= passed_over
        second = self._first(alike.difference(first), scores)
        return self._at(first), len(chosen), self._at(second), len(alike)

    def _passed_over(self, rule: Rule, declared: set[str]) -> set[int]:
        """The positions of a rule and of the rules with a declared relation to it."""
        itself = self.places.get(key_of(rule))
        others = {place for identifier in declared for place in self.by_id.get(identifier, ())}
        return others if itself is None else {itself, *others}

    def _first(self, places: Iterable[int], scores: Mapping[int, int]) -> list[int]:
        ranked = heapq.nsmallest(MOST_ALIKE, [(-scores.get(place, 0), place) for place in places])
        return [place for _, place in ranked]

    def _at(self, places: Iterable[int]) -> list[Rule]:
        return [self.rules[place] for place in places]

    def _scores(self, rule: Rule) -> dict[int, int]:
        """The similarity of each other rule. The weight of a trait depends on the order of
        magnitude of its rule count, so that one more rule does not change other lists.
        """
        scores: dict[int, int] = defaultdict(int)
        for trait in self.traits[key_of(rule)]:
            having = self.by_trait.get(trait, ())
            if len(having) <= COMMON:
                weight = COMMON.bit_length() + 1 - len(having).bit_length()
                for other in having:
                    scores[other] += weight
        return scores


def _traits(rule: Rule, tags: Tags, techniques: Iterable[str]) -> list[str]:
    words = dict.fromkeys(_WORD.findall(rule.title.casefold()))
    others = dict.fromkeys(f"tag {tag.casefold()}" for tag in tags.others)
    return [*words, *others, *(f"technique {name}" for name in techniques)]


def _techniques(tags: Tags) -> list[str]:
    return list(dict.fromkeys(str(t.technique.id) for t in tags.techniques if t.technique))
