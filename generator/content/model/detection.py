"""The selections of a detection: which fields an event must have with which values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.base.diagnostics import Route


@dataclass(frozen=True, slots=True)
class DetectionItem:
    """One `field|modifiers` with its values, or one keyword.

    `route` is its place in the file. `field` is empty where the key has modifiers only, and None
    for a keyword, which any field may hold. `listed` says whether the values are a list, also one
    of a single value.
    """

    route: Route
    field: str | None
    modifiers: tuple[str, ...]
    values: tuple[Any, ...]
    listed: bool

    def placed_values(self) -> Iterator[tuple[Route, Any]]:
        """Each value with its place in the file."""
        for place, value in enumerate(self.values):
            yield (*self.route, place) if self.listed else self.route, value

    def named_fields(self) -> Iterator[str]:
        """The fields that an event needs for it: the one that is tested, and those of `fieldref`,
        with which it is compared."""
        if self.field:
            yield self.field
        if "fieldref" in self.modifiers:
            yield from filter(None, map(str, self.values))


@dataclass(frozen=True, slots=True)
class AllOf:
    """A mapping: every item must match."""

    items: tuple[DetectionItem, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A list: one of its mappings or keywords must match."""

    parts: tuple[Part, ...]


Part = DetectionItem | AllOf | AnyOf
"""What a selection or an entry of its list holds."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A selection by the name that conditions use."""

    name: str
    part: Part


def items_of(part: Part) -> Iterator[DetectionItem]:
    """Every item of a part, in the order of the file."""
    match part:
        case DetectionItem():
            yield part
        case AllOf(items):
            yield from items
        case AnyOf(parts):
            for inner in parts:
                yield from items_of(inner)
