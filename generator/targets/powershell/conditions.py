"""What a command asks of an event: tests on its fields, and their connection."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from generator.base import boolean
from generator.base.boolean import And, Not, Or, Tree, flat_and, flat_or, merged, negated

FOLDED = "IgnoreCase, CultureInvariant, Singleline"
"""The .NET regex options of Sigma's own comparisons: `i` is `I` in Turkish too, `.` is any text."""

CASED = "Singleline"
"""The .NET regex options of a `cased` comparison."""

HIGHEST_EVENT_ID = 65_535
"""Windows keeps an event id in 16 bits."""


@dataclass(frozen=True, slots=True)
class Has:
    """A value of the field matches one of the .NET regular expressions.

    `texts` are the values that the expressions stand for, where they stand for nothing else;
    `joinable` says whether an expression may be an alternative of a longer one.
    """

    field: str
    patterns: tuple[str, ...]
    options: str = FOLDED
    texts: tuple[str, ...] = ()
    joinable: bool = True


@dataclass(frozen=True, slots=True)
class Exists:
    """The event has the field."""

    field: str


@dataclass(frozen=True, slots=True)
class Compares:
    """A value of the field is a number for which the comparison holds."""

    field: str
    operator: str
    number: str


@dataclass(frozen=True, slots=True)
class Within:
    """A value of the field is an address in one of the networks (CIDR)."""

    field: str
    networks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refers:
    """A value of the field has a value of another one where `place` has its `{0}`."""

    field: str
    other: str
    place: str


Test: TypeAlias = Has | Exists | Compares | Within | Refers
Condition: TypeAlias = Tree[Test]


def every(parts: Iterable[Condition]) -> Condition:
    """All of the parts, without a connection in a connection."""
    return boolean.every(flat_and(parts))


def some(parts: Iterable[Condition]) -> Condition:
    """One of the parts, with tests of the same kind on the same field made one test."""
    return boolean.some(merged(flat_or(parts), _kind, _joined))


def event_ids(condition: Condition) -> frozenset[int] | None:
    """Ids of which every event has one that meets the condition; None where any id may do."""
    match condition:
        case Has(field=field, texts=texts) if field.lower() == "eventid" and texts:
            numbers = [_event_id(text) for text in texts]
            return None if None in numbers else frozenset(n for n in numbers if n is not None)
        case And(parts=parts):
            known = [ids for ids in map(event_ids, parts) if ids is not None]
            return frozenset.intersection(*known) if known else None
        case Or(parts=parts):
            all_ids = [event_ids(part) for part in parts]
            if not all_ids or None in all_ids:
                return None
            return frozenset.union(*(ids for ids in all_ids if ids is not None))
    return None


def narrowed(condition: Condition, known: Mapping[str, frozenset[str]]) -> Condition:
    """The condition for events of which some fields (in lower case) have one of the known values.

    Tests that all of these values decide in the same way are gone.
    """
    match condition:
        case Not(part=part):
            return negated(narrowed(part, known))
        case And(parts=parts):
            return every(narrowed(part, known) for part in parts)
        case Or(parts=parts):
            return some(narrowed(part, known) for part in parts)
        case Has(field=field, texts=texts) if texts and field.lower() in known:
            values = known[field.lower()]
            hits = values & {text.lower() for text in texts}
            if hits == values:
                return And(())
            return condition if hits else Or(())
    return condition


def _event_id(text: str) -> int | None:
    if not text.isascii() or not text.isdecimal() or str(int(text)) != text:
        return None
    return int(text) if int(text) <= HIGHEST_EVENT_ID else None


def _kind(part: Condition) -> Hashable:
    """The same for tests that can be one test."""
    match part:
        case Has(joinable=True):
            return (Has, part.field, part.options, bool(part.texts))
        case Within():
            return (Within, part.field)
    return part


def _joined(first: Condition, second: Condition) -> Condition:
    match first, second:
        case Has(), Has():
            return Has(
                first.field,
                tuple(dict.fromkeys((*first.patterns, *second.patterns))),
                first.options,
                tuple(dict.fromkeys((*first.texts, *second.texts))),
                first.joinable,
            )
        case Within(), Within():
            networks = tuple(dict.fromkeys((*first.networks, *second.networks)))
            return Within(first.field, networks)
    return first
