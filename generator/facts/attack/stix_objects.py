"""The objects of a STIX bundle by type and id, with the problems found while reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.facts.attack.bundle_source import BundleError

Stix = Mapping[str, Any]

_SHOWN = 10
"""Maximum number of objects that a message names per problem."""


@dataclass(slots=True)
class BundleObjects:
    """The objects of a bundle by type and by id, and the findings about them."""

    by_type: dict[str, list[Stix]]
    by_id: dict[str, Stix]
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def of(self, kind: str, *, gone: bool | None = None) -> list[Stix]:
        """The objects of a type; optionally only removed ones, or only current ones."""
        found = self.by_type.get(kind, [])
        return [item for item in found if gone is None or is_gone(item) is gone]

    def complain(self, sentence: str, found: Sequence[str]) -> None:
        """Records a problem, if any object has it."""
        if found:
            self.problems.append(_listed(sentence, found))

    def note(self, sentence: str, found: Sequence[str]) -> None:
        """Records an oddity, if any object has it."""
        if found:
            self.notes.append(_listed(sentence, found))

    def stop_at_problems(self) -> None:
        """Raises BundleError with all problems found so far."""
        if self.problems:
            raise BundleError("\n".join(self.problems))


def read_objects(objects: Iterable[Any]) -> BundleObjects:
    reading = BundleObjects(by_type={}, by_id={})
    for item in objects:
        if isinstance(item, dict) and isinstance(item.get("type"), str):
            reading.by_type.setdefault(item["type"], []).append(item)
            reading.by_id[str(item.get("id"))] = item
    return reading


def is_gone(item: Stix) -> bool:
    return bool(item.get("revoked") or item.get("x_mitre_deprecated"))


def external_id(item: Stix) -> str:
    """The id in MITRE's own reference, such as T1047; empty if there is none."""
    for reference in item.get("external_references", ()):
        if str(reference.get("source_name", "")).startswith("mitre-"):
            return str(reference.get("external_id", ""))
    return ""


def one_line(text: object) -> str:
    return " ".join(str(text).split())


def _listed(sentence: str, found: Sequence[str]) -> str:
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return f"{sentence}: {', '.join(sorted(found)[:_SHOWN])}{more}"
