"""Files with ATT&CK facts, bundled or imported."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

from generator.content.model import Tactic, Technique, TechniqueId
from generator.facts.attack.domain import Attack

PINNED = "enterprise-attack-19.1"
"""The version used to interpret rules."""
OTHERS = ("ics-attack-18.1", "mobile-attack-18.1")
"""The other domains, used for ids that Enterprise does not have."""


class FactsError(Exception):
    """A file without valid ATT&CK facts; the message says what is wrong."""


def load(name: str = PINNED, others: Sequence[str] = OTHERS) -> Attack:
    """The bundled facts: Enterprise, with those of the other domains."""
    return replace(_bundled(name), others=tuple(_bundled(other) for other in others))


def load_file(file: Path, others: Sequence[str] = OTHERS) -> Attack:
    """Facts written by `catalogue attack import`, which replace the bundled ones of their domain.

    Raises FactsError if the file cannot be read or is invalid.
    """
    try:
        facts = from_facts(json.loads(file.read_text("utf-8")))
    except OSError as problem:
        raise FactsError(f"{file} cannot be read: {problem.strerror}") from problem
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise FactsError(
            f"{file} holds no facts of ATT&CK; make them with `catalogue attack import`"
        ) from problem
    bundled = [_bundled(name) for name in (PINNED, *others)]
    return replace(facts, others=tuple(b for b in bundled if b.domain != facts.domain))


def _bundled(name: str) -> Attack:
    text = (
        resources.files("generator.facts.attack")
        .joinpath("facts", f"{name}.json")
        .read_text("utf-8")
    )
    return from_facts(json.loads(text))


def from_facts(facts: Mapping[str, Any]) -> Attack:
    """Facts from plain data: domain, version, tactics, techniques, revoked, deprecated; also names
    and renamed if known."""
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
        highest=_highest(facts),
        names=dict(facts.get("names", {})),
        renamed=dict(facts.get("renamed", {})),
    )


def _highest(facts: Mapping[str, Any]) -> dict[str, int]:
    known = [item["id"] for item in facts["techniques"]]
    highest: dict[str, int] = {}
    for identifier in (*known, *facts["revoked"], *facts["deprecated"]):
        number, _, sub = identifier.partition(".")
        for name, value in (("", number[1:]), (number, sub or "0")):
            highest[name] = max(highest.get(name, 0), int(value))
    return highest


def as_text(facts: Mapping[str, Any]) -> str:
    """Facts as JSON with one tactic or technique per line, so that versions can be compared."""
    rows = []
    for key, value in facts.items():
        if isinstance(value, list):
            lines = ",\n  ".join(_compact(item) for item in value)
            text = f"[\n  {lines}\n ]" if value else "[]"
        elif isinstance(value, dict):
            lines = ",\n  ".join(f"{_compact(k)}: {_compact(v)}" for k, v in value.items())
            text = f"{{\n  {lines}\n }}" if value else "{}"
        else:
            text = _compact(value)
        rows.append(f" {_compact(key)}: {text}")
    return "{\n" + ",\n".join(rows) + "\n}\n"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
