"""Tactics by their names, also by those that ATT&CK has given up."""

from __future__ import annotations

from collections.abc import Iterable

from generator.content.model import Tactic
from generator.facts.attack.domain import Attack, TechniqueReference

SPLIT_TACTIC = "defense-evasion"
"""The tactic that version 19 took apart; no rule says mechanically into which of its parts."""
SPLIT_NAME = "Defense Evasion"
SPLIT_INTO = ("stealth", "defense-impairment")
"""The first has kept the id TA0005, the second is new."""


def is_split(name: str, attack: Attack) -> bool:
    """Whether a name is that of the tactic that this version has taken apart."""
    return name.lower().replace("_", "-") == SPLIT_TACTIC and attack.tactic(name) is None


def tactic_of(name: str, attack: Attack, domain: str | None = None) -> Tactic | None:
    """A tactic by its id or short name; one of `domain` before one of Enterprise, and that before
    one of another domain, since all have a tactic `execution`.

    None for the tactic that was split, although Mobile still has one of that name.
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
    """What `attack.defense-evasion` means for a rule, by the techniques that it names; in the
    order of the matrix, empty where they do not decide."""
    named = {
        name
        for reference in techniques
        if reference.technique is not None and reference.domain == attack.domain
        for name in reference.technique.tactics
        if name in SPLIT_INTO
    }
    return tuple(tactic for tactic in attack.tactics if tactic.shortname in named)
