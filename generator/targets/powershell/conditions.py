"""What a command asks of an event: tests on its fields, and their connection.

`Every(())` holds for every event and `Some(())` for none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds."""

    parts: tuple[Condition, ...]


Test = Has | Exists | Compares | Within | Refers
Condition = Test | Not | Every | Some


def every(parts: Iterable[Condition]) -> Condition:
    """All of the parts, without a connection in a connection."""
    flat = [p for part in parts for p in (part.parts if isinstance(part, Every) else (part,))]
    if any(part == Some(()) for part in flat):
        return Some(())
    return flat[0] if len(flat) == 1 else Every(tuple(flat))


def some(parts: Iterable[Condition]) -> Condition:
    """One of the parts, with tests of the same kind on the same field made one test."""
    flat = [p for part in parts for p in (part.parts if isinstance(part, Some) else (part,))]
    if any(part == Every(()) for part in flat):
        return Every(())
    merged = _merged(flat)
    return merged[0] if len(merged) == 1 else Some(tuple(merged))


def negated(part: Condition) -> Condition:
    """The opposite of a part."""
    match part:
        case Not(part=inner):
            return inner
        case Every(parts=()):
            return Some(())
        case Some(parts=()):
            return Every(())
    return Not(part)


def tests(condition: Condition) -> Iterator[Test]:
    """The tests of a condition, in its order."""
    match condition:
        case Not(part=part):
            yield from tests(part)
        case Every(parts=parts) | Some(parts=parts):
            for part in parts:
                yield from tests(part)
        case _:
            yield condition


def event_ids(condition: Condition) -> frozenset[int] | None:
    """Ids of which every event has one that meets the condition; None where any id may do."""
    match condition:
        case Has(field=field, texts=texts) if field.lower() == "eventid" and texts:
            numbers = [_event_id(text) for text in texts]
            return None if None in numbers else frozenset(n for n in numbers if n is not None)
        case Every(parts=parts):
            known = [ids for ids in map(event_ids, parts) if ids is not None]
            return frozenset.intersection(*known) if known else None
        case Some(parts=parts):
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
        case Every(parts=parts):
            return every(narrowed(part, known) for part in parts)
        case Some(parts=parts):
            return some(narrowed(part, known) for part in parts)
        case Has(field=field, texts=texts) if texts and field.lower() in known:
            values = known[field.lower()]
            hits = values & {text.lower() for text in texts}
            if hits == values:
                return Every(())
            return condition if hits else Some(())
    return condition


def _event_id(text: str) -> int | None:
    if not text.isascii() or not text.isdecimal() or str(int(text)) != text:
        return None
    return int(text) if int(text) <= HIGHEST_EVENT_ID else None


def _merged(parts: list[Condition]) -> list[Condition]:
    """The parts with each test joined to the first one that it can be one test with."""
    merged: dict[object, Condition] = {}
    for part in parts:
        match part:
            case Has(joinable=True):
                key: object = (Has, part.field, part.options, bool(part.texts))
            case Within():
                key = (Within, part.field)
            case _:
                key = part
        merged[key] = _joined(merged[key], part) if key in merged else part
    return list(merged.values())


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
