"""What the tags of a rule mean: ATT&CK tactics and techniques, and the rest as labels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.attack import (
    SPLIT_TACTIC,
    Attack,
    TechniqueReference,
    is_other_object,
    is_technique,
    parts_of_split_tactic,
)
from generator.model import Tactic

NAMESPACES = frozenset({"attack", "car", "cve", "d3fend", "detection", "stp", "tlp"})
"""Tag namespaces of Sigma 2.1's appendix on tags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TacticReference:
    """A tactic of a rule. `was` is the name of the tactic it was tagged with, if that is gone."""

    tactic: Tactic
    was: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """The tags of a rule, taken apart, each once and in the order of the file.

    `undecided` says that the rule is tagged with the tactic that ATT&CK 19 split and that its
    techniques do not say into which part; `unknown` are the tags under `attack.` that mean
    nothing, and tags of no known namespace. Nothing is left out: `others` has all that is neither
    tactic nor technique.
    """

    tactics: tuple[TacticReference, ...]
    techniques: tuple[TechniqueReference, ...]
    others: tuple[str, ...]
    undecided: bool
    unknown: tuple[str, ...]


def understand(tags: Iterable[str], attack: Attack) -> Tags:
    names = list(dict.fromkeys(tags))
    in_attack = [
        tag.partition(".")[2] for tag in names if tag.lower().partition(".")[0] == "attack"
    ]
    techniques = tuple(
        dict.fromkeys(attack.technique(name) for name in in_attack if is_technique(name))
    )
    tactics: dict[str, TacticReference] = {}
    undecided = False
    unknown = [tag for tag in names if tag.lower().partition(".")[0] not in NAMESPACES]
    for name in in_attack:
        tactic = attack.tactic(name)
        if tactic is not None:
            tactics[tactic.id] = TacticReference(tactic=tactic)
        elif name.lower().replace("_", "-") == SPLIT_TACTIC:
            parts = parts_of_split_tactic(attack, techniques)
            undecided = not parts
            for part in parts:
                tactics.setdefault(part.id, TacticReference(tactic=part, was="Defense Evasion"))
        elif not is_technique(name) and not is_other_object(name):
            unknown.append(f"attack.{name}")
    return Tags(
        tactics=tuple(tactics.values()),
        techniques=techniques,
        others=tuple(tag for tag in names if not _is_placed(tag, attack)),
        undecided=undecided,
        unknown=tuple(unknown),
    )


def _is_placed(tag: str, attack: Attack) -> bool:
    """Whether a tag stands in one of the two ATT&CK rows of a page."""
    namespace, _, name = tag.partition(".")
    return namespace.lower() == "attack" and (
        is_technique(name)
        or attack.tactic(name) is not None
        or name.lower().replace("_", "-") == SPLIT_TACTIC
    )
