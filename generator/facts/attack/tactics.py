"""Lookup of tactics by name, including tactics that ATT&CK has retired."""

from __future__ import annotations

from collections.abc import Iterable

from generator.content.model import Tactic
from generator.facts.attack.domain import Attack, TechniqueReference

SPLIT_TACTIC = "defense-evasion"
"""The tactic that version 19 split; no mechanical rule decides which part applies."""
SPLIT_NAME = "Defense Evasion"
SPLIT_INTO = ("stealth", "defense-impairment")
"""The first kept the id TA0005, the second is new."""


def is_split(name: str, attack: Attack) -> bool:
    """Whether a name is that of the tactic that this version has split."""
    return name.lower().replace("_", "-") == SPLIT_TACTIC and attack.tactic(name) is None


def tactic_of(name: str, attack: Attack, domain: str | None = None) -> Tactic | None:
    """A tactic by id or short name. One of `domain` comes first, then Enterprise, then the others,
    because all domains have a tactic `execution`.

    None for the split tactic, although Mobile still has one with that name.
    """
    for facts in sorted(attack.domains, key=lambda facts: facts.domain != domain):
        found = facts.tactic(name)
        if found is not None:
            return found
        if facts is attack and is_split(name, attack):
            return None
    return None


def parts_of_split_tactic(
    attack: Attack, techniques: Iterable[TechniqueReference]
) -> tuple[Tactic, ...]:
    """The meaning of `attack.defense-evasion` for a rule, derived from its techniques: tactics in
    matrix order, empty if the techniques are not conclusive."""
    named = {
        name
        for reference in techniques
        if reference.technique is not None and reference.domain == attack.domain
        for name in reference.technique.tactics
        if name in SPLIT_INTO
    }
    return tuple(tactic for tactic in attack.tactics if tactic.shortname in named)
