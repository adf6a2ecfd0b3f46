"""The meaning of a rule's tags: ATT&CK tactics and techniques, and the rest as labels."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from generator.content.model import Tactic
from generator.facts.attack import (
    SPLIT_INTO,
    SPLIT_NAME,
    Attack,
    TechniqueReference,
    domain_of,
    is_other_object,
    is_split,
    is_technique,
    object_url,
    parts_of_split_tactic,
    tactic_of,
)

NAMESPACES = frozenset({"attack", "car", "cve", "d3fend", "detection", "stp", "tlp"})
"""Tag namespaces in the tags appendix of Sigma 2.1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TacticReference:
    """A tactic of a rule, with the tag that names it.

    `was` is the former name of the tactic, where ATT&CK no longer has it.
    """

    tactic: Tactic
    given: str
    was: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """The parsed tags of a rule, each once and in file order.

    `split` are the tags of the tactic that ATT&CK 19 split. `undecided` says that neither
    techniques nor other tactics of the rule determine which part they mean. `unknown` are unknown
    tags under `attack.`, and tags of no known namespace. Nothing is left out: `others` has every
    tag that is neither a tactic nor a technique.
    """

    tactics: tuple[TacticReference, ...]
    techniques: tuple[TechniqueReference, ...]
    others: tuple[str, ...]
    split: tuple[str, ...]
    undecided: bool
    unknown: tuple[str, ...]


def attack_name(tag: str) -> str | None:
    """The part after `attack.`; None for a tag of another namespace."""
    namespace, _, name = tag.partition(".")
    return name if namespace.lower() == "attack" else None


def understand(tags: Iterable[str], attack: Attack) -> Tags:
    names = list(dict.fromkeys(tags))
    in_attack = {tag: name for tag in names if (name := attack_name(tag)) is not None}
    techniques = tuple(
        dict.fromkeys(attack.technique(name) for name in in_attack.values() if is_technique(name))
    )
    domain = domain_of(techniques)
    tactics: dict[str, TacticReference] = {}
    split: list[str] = []
    unknown = [tag for tag in names if tag.lower().partition(".")[0] not in NAMESPACES]
    for tag, name in in_attack.items():
        if is_technique(name):
            continue
        tactic = tactic_of(name, attack, domain)
        if tactic is not None:
            tactics[tactic.id] = TacticReference(tactic=tactic, given=tag)
        elif is_split(name, attack):
            split.append(tag)
            for part in parts_of_split_tactic(attack, techniques):
                moved = TacticReference(tactic=part, given=tag, was=SPLIT_NAME)
                tactics.setdefault(part.id, moved)
        elif not is_other_object(name):
            unknown.append(tag)
    decided = any(reference.tactic.shortname in SPLIT_INTO for reference in tactics.values())
    return Tags(
        tactics=tuple(tactics.values()),
        techniques=techniques,
        others=tuple(tag for tag in names if not _is_placed(tag, attack)),
        split=tuple(split),
        undecided=bool(split) and not decided,
        unknown=tuple(unknown),
    )


def _is_placed(tag: str, attack: Attack) -> bool:
    """Whether a tag appears in one of the two ATT&CK rows of a page."""
    name = attack_name(tag)
    return name is not None and (
        is_technique(name) or tactic_of(name, attack) is not None or is_split(name, attack)
    )


_CVE = re.compile(r"cve\.(?:cve-)?(\d{4})[-.](\d{4,})", re.IGNORECASE)
_CAR = re.compile(r"car\.(?:car-)?(\d{4}-\d{2}-\d{3})", re.IGNORECASE)


def tag_url(tag: str) -> str | None:
    """The publisher's page for a tag; None for a mere label.

    D3FEND's page addresses use technique names, which cannot be derived from ids.
    """
    name = attack_name(tag)
    if name is not None:
        return object_url(name)
    if (number := cve_of(tag)) is not None:
        return f"https://nvd.nist.gov/vuln/detail/{number}"
    if analytic := _CAR.fullmatch(tag):
        return f"https://car.mitre.org/analytics/CAR-{analytic[1]}/"
    return None


def cve_of(tag: str) -> str | None:
    """The CVE id of a tag: `cve.2021-44228` is CVE-2021-44228."""
    found = _CVE.fullmatch(tag)
    return f"CVE-{found[1]}-{found[2]}" if found else None
