"""MITRE ATT&CK by a pinned version: its facts, and what a rule's tags mean by them.

© The MITRE Corporation. ATT&CK is reproduced and distributed with the permission of The MITRE
Corporation.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from importlib import resources
from typing import Any

from generator.model import Tactic, Technique, TechniqueId

PINNED = "enterprise-attack-19.1"
NOTICE = (
    "© The MITRE Corporation. ATT&CK is reproduced and distributed with the permission of "
    "The MITRE Corporation."
)
SPLIT_TACTIC = "defense-evasion"
"""The tactic that version 19 took apart; no rule says mechanically into which of its parts."""
SPLIT_INTO = ("stealth", "defense-impairment")


class State(Enum):
    """How a technique id stands to the pinned version."""

    CURRENT = "current"
    REVOKED = "revoked"
    DEPRECATED = "deprecated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class TechniqueReference:
    """A technique id of a rule, resolved. `technique` is the successor where the id was revoked."""

    given: TechniqueId
    state: State
    technique: Technique | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """The facts of one version of one domain."""

    domain: str
    version: str
    tactics: tuple[Tactic, ...]
    techniques: Mapping[str, Technique]
    revoked: Mapping[str, str]
    deprecated: frozenset[str]

    def technique(self, identifier: str) -> TechniqueReference:
        """A technique id resolved; chains of revoked ids are followed, cycles of them survived."""
        given = TechniqueId(identifier.upper())
        current, passed = str(given), set[str]()
        while current in self.revoked and current not in passed:
            passed.add(current)
            current = self.revoked[current]
        technique = self.techniques.get(current)
        if technique is not None:
            state = State.CURRENT if current == given else State.REVOKED
        else:
            state = State.DEPRECATED if current in self.deprecated else State.UNKNOWN
        return TechniqueReference(given=given, state=state, technique=technique)

    def tactic(self, name: str) -> Tactic | None:
        """A tactic by its id or by its short name, with `-` or `_` between the words."""
        wanted = name.lower().replace("_", "-")
        return next((t for t in self.tactics if wanted in (t.shortname, t.id.lower())), None)

    def nearest(self, identifier: str) -> str | None:
        """The technique id that a mistyped one most likely means."""
        close = difflib.get_close_matches(identifier.upper(), self.techniques, n=1, cutoff=0.6)
        return close[0] if close else None


_TECHNIQUE = re.compile(r"t\d{4}(?:\.\d{3})?")
_OTHER_ATTACK = re.compile(r"(?:[gscm]|ds)\d{4}")


def is_technique(name: str) -> bool:
    """Whether the part of a tag after `attack.` has the form of a technique id."""
    return _TECHNIQUE.fullmatch(name.lower()) is not None


def is_other_object(name: str) -> bool:
    """Whether it has the form of a group, software, campaign, mitigation or data source id."""
    return _OTHER_ATTACK.fullmatch(name.lower()) is not None


def load(name: str = PINNED) -> Attack:
    """The bundled facts of a domain and version."""
    text = resources.files("generator.attack").joinpath("facts", f"{name}.json").read_text("utf-8")
    return from_facts(json.loads(text))


def from_facts(facts: Mapping[str, Any]) -> Attack:
    """Facts as plain data (domain, version, tactics, techniques, revoked, deprecated)."""
    return Attack(
        domain=facts["domain"],
        version=facts["version"],
        tactics=tuple(
            Tactic(id=item["id"], shortname=item["shortname"], name=item["name"])
            for item in facts["tactics"]
        ),
        techniques={
            item["id"]: Technique(
                id=TechniqueId(item["id"]),
                name=item["name"],
                tactics=tuple(item["tactics"]),
                platforms=tuple(item["platforms"]),
            )
            for item in facts["techniques"]
        },
        revoked=dict(facts["revoked"]),
        deprecated=frozenset(facts["deprecated"]),
    )


def parts_of_split_tactic(
    attack: Attack, techniques: Iterable[TechniqueReference]
) -> tuple[Tactic, ...]:
    """What `attack.defense-evasion` means for a rule, by the techniques that it names; in the
    order of the matrix, empty where they do not decide."""
    named = {
        name
        for reference in techniques
        if reference.technique is not None
        for name in reference.technique.tactics
        if name in SPLIT_INTO
    }
    return tuple(tactic for tactic in attack.tactics if tactic.shortname in named)


def technique_url(identifier: str) -> str:
    """The page of a technique at attack.mitre.org, sub-techniques below their technique."""
    return f"https://attack.mitre.org/techniques/{identifier.replace('.', '/')}"


def tactic_url(identifier: str) -> str:
    return f"https://attack.mitre.org/tactics/{identifier}"
