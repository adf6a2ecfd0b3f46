"""Coverage of each ATT&CK technique, and what it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from generator.base.grouping import reverse
from generator.catalogue.link import Catalogue, key_of
from generator.content.model import (
    DataNeeded,
    Level,
    Rule,
    RuleKind,
    Status,
    Tactic,
    Technique,
    Trigger,
)
from generator.facts.attack import Attack

NOT_IN_USE = (Status.DEPRECATED, Status.UNSUPPORTED)
"""A rule with such a status (see `Rule.retired`) is listed with its techniques, but does not cover
them.
"""


class Degree(Enum):
    """The degree of coverage by number of active rules: a word for the style sheet, a symbol that
    is readable without colour, and the minimum number of rules.
    """

    NONE = ("none", "○", 0)
    FEW = ("few", "◔", 1)
    SOME = ("some", "◑", 3)
    MANY = ("many", "●", 10)

    def __init__(self, word: str, symbol: str, least: int) -> None:
        self.word = word
        self.symbol = symbol
        self.least = least


def degree(rules: int) -> Degree:
    return max((d for d in Degree if rules >= d.least), key=lambda d: d.least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """One technique: all of its rules, the active ones, the active ones without any Data Needed,
    the data that the others need, and the technique files that exercise it.

    `former` are the ids that it replaces; rules tagged with those are among its rules.
    """

    technique: Technique
    rules: tuple[Rule, ...]
    in_use: tuple[Rule, ...]
    without_data: tuple[Rule, ...]
    data_needed: tuple[DataNeeded, ...]
    triggers: tuple[Trigger, ...]
    former: tuple[str, ...]

    @property
    def degree(self) -> Degree:
        return degree(len(self.in_use))


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Every technique with a page, by id: all of the pinned domain, and of the other domains those
    for which the catalogue has content. `tactics` are those with a page.
    """

    attack: Attack
    techniques: Mapping[str, Covered]
    sub_techniques: Mapping[str, tuple[Covered, ...]]
    tactics: tuple[Tactic, ...]
    rules_by_tactic: Mapping[str, tuple[Rule, ...]]

    def of_tactic(self, tactic: Tactic) -> tuple[Covered, ...]:
        """The techniques of a tactic, each before its sub-techniques."""
        facts = next(f for f in self.attack.domains if tactic in f.tactics)
        return tuple(
            covered
            for identifier, covered in self.techniques.items()
            if identifier in facts.techniques and tactic.shortname in covered.technique.tactics
        )

    def subs(self, technique: Technique) -> tuple[Covered, ...]:
        """The sub-techniques of a technique."""
        return self.sub_techniques.get(technique.id, ())

    def parent(self, technique: Technique) -> Covered | None:
        number, _, sub = technique.id.partition(".")
        return self.techniques.get(number) if sub else None


def coverage(catalogue: Catalogue) -> Coverage:
    """The coverage of every technique, by the current id of the techniques in rules and triggers."""
    attack = catalogue.attack
    rules = [rule for rule in catalogue.rules if rule.kind is not RuleKind.FILTER]
    by_technique = reverse(
        rules, lambda rule: (r.current for r in catalogue.links[key_of(rule)].tags.techniques)
    )
    triggers = reverse(
        catalogue.triggers, lambda trigger: (attack.technique(trigger.technique).current,)
    )
    by_tactic = reverse(
        rules, lambda rule: (r.tactic.id for r in catalogue.links[key_of(rule)].tags.tactics)
    )
    former = attack.former()
    shown = [catalogue.links[key_of(rule)].tags for rule in catalogue.rules]
    named = {*triggers} | {r.current for tags in shown for r in tags.techniques}
    techniques: dict[str, Covered] = {}
    for facts in attack.domains:
        for identifier, technique in sorted(facts.techniques.items()):
            if facts is attack or identifier in named:
                techniques.setdefault(
                    identifier,
                    _covered(
                        technique,
                        by_technique.get(identifier, ()),
                        triggers.get(identifier, ()),
                        former.get(identifier, ()),
                        catalogue,
                    ),
                )
    return Coverage(
        attack=attack,
        techniques=techniques,
        sub_techniques=reverse(techniques.values(), _parent),
        tactics=_tactics(
            attack, techniques.values(), {r.tactic.id for tags in shown for r in tags.tactics}
        ),
        rules_by_tactic=by_tactic,
    )


def _parent(covered: Covered) -> tuple[str, ...]:
    number, _, sub = covered.technique.id.partition(".")
    return (number,) if sub else ()


def _covered(
    technique: Technique,
    rules: Iterable[Rule],
    triggers: tuple[Trigger, ...],
    former: tuple[str, ...],
    catalogue: Catalogue,
) -> Covered:
    ordered = by_importance(rules)
    in_use = tuple(rule for rule in ordered if not rule.retired)
    data = {key_of(rule): data_of(rule, catalogue) for rule in in_use}
    needed = {entity.title: entity for found in data.values() for entity in found}
    return Covered(
        technique=technique,
        rules=ordered,
        in_use=in_use,
        without_data=tuple(rule for rule in in_use if not data[key_of(rule)]),
        data_needed=tuple(needed[title] for title in sorted(needed)),
        triggers=triggers,
        former=former,
    )


def _tactics(attack: Attack, techniques: Iterable[Covered], named: set[str]) -> tuple[Tactic, ...]:
    """All tactics of the pinned domain; of the others, those with a technique that has a page."""
    needed = named | {t.id for c in techniques for t in attack.tactics_of(c.technique)}
    return tuple(
        tactic
        for facts in attack.domains
        for tactic in facts.tactics
        if facts is attack or tactic.id in needed
    )


def data_of(rule: Rule, catalogue: Catalogue) -> tuple[DataNeeded, ...]:
    """The data that serves a rule; for a correlation, the data of the rules that it counts."""
    links = catalogue.links[key_of(rule)]
    if rule.kind is not RuleKind.CORRELATION:
        return links.data_needed
    return tuple(e for o in links.refers_to for e in catalogue.links[key_of(o)].data_needed)


LEVELS = tuple(reversed(Level))
"""Highest severity first."""


def by_importance(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Sorted by level, highest first, then by status, most mature first, then by title."""
    levels, statuses = list(LEVELS), list(Status)

    def order(rule: Rule) -> tuple[int, int, str, str, int]:
        return (
            levels.index(rule.level) if rule.level else len(levels),
            statuses.index(rule.status) if rule.status else len(statuses),
            rule.title.casefold(),
            rule.path,
            rule.number,
        )

    return tuple(sorted(rules, key=order))


def by_level(rules: Iterable[Rule]) -> dict[str, int]:
    """The number of rules of each level, highest first."""
    return _counted([*LEVELS, None], [rule.level for rule in rules], "no level")


def by_status(rules: Iterable[Rule]) -> dict[str, int]:
    """The number of rules of each status, most mature first."""
    return _counted([*Status, None], [rule.status for rule in rules], "no status")


def _counted(
    order: Sequence[Level | Status | None], found: Sequence[Level | Status | None], nothing: str
) -> dict[str, int]:
    counted = Counter(found)
    return {str(word or nothing): counted[word] for word in order if counted[word]}
