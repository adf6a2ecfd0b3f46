"""Which events a detection asks for, and which fields of each: what its data must have.

A detection is read as the list of ways in which it can hold, each one an AND: the event ids that it
leaves, the texts that tell an event apart, and the fields that it asks for. Ways that ask for the
same event are one, so that their number stays small whatever a detection multiplies out to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from generator.base.boolean import And, Not, Or
from generator.content.condition import (
    Condition,
    Expression,
    Quantifier,
    Reference,
    Selector,
    selected,
)
from generator.content.kinds.mapping_reader import whole_number
from generator.content.model import AnyOf, Demand, DetectionItem, Part, items_of

EVENT_ID_FIELDS = ("EventID", "EventCode")
TELLING_FIELDS = ("Provider_Name", "EventType", "type", "logtype", "eventSource")
"""Fields whose exact values tell one kind of event of a log from another."""
MOST_WAYS = 200
"""Kinds of event of one detection that are told apart; past it they are taken as one. Real rules
have up to some ten."""
MOST_PAIRS = 1_000
"""Ways of two parts that are joined each with each; past it they are taken as one too."""
FEWEST_DIGITS = 4
"""Of a part of an event id that is as good as the whole: `|contains: '4738'` is 4738."""

_PARTS = frozenset({"contains", "startswith", "endswith"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """One way in which a part of a detection can hold.

    `event_ids` is None where any may be meant, and empty where none can be. `filters` are the
    fields of what must not match.
    """

    event_ids: frozenset[int] | None = None
    values: tuple[tuple[str, frozenset[str]], ...] = ()
    fields: frozenset[str] = frozenset()
    filters: frozenset[str] = frozenset()

    @property
    def asks_for_nothing(self) -> bool:
        return self.event_ids is None and not self.fields


def demands(conditions: Sequence[Condition], selections: Mapping[str, Part]) -> tuple[Demand, ...]:
    """One demand for each event that the detection tells apart: by event id, and by the values of
    `TELLING_FIELDS`.

    Fields of selections that must not match (`not filter`) are apart: an event of another kind may
    lack them.
    """
    found = _merged(
        way
        for condition in conditions
        for way in _ways(condition.expression, selections, negated=False)
    )
    telling = [way for way in found if not way.asks_for_nothing]
    # A keyword, or a filter alone, may stand in an event of any kind: it adds none to the others.
    loose = [way for way in found if way.asks_for_nothing]
    filters = frozenset[str]().union(*(way.filters for way in loose))
    if not telling:
        return (_demand(None, _Way(filters=filters)),)
    asked: dict[tuple[int | None, tuple[tuple[str, frozenset[str]], ...]], _Way] = {}
    for way in telling:
        numbers = (None,) if way.event_ids is None else sorted(way.event_ids)
        for number in numbers:
            key = (number, way.values)
            known = asked.get(key, _Way(filters=filters))
            asked[key] = _joined(known, way)
            if len(asked) > MOST_WAYS:
                return (_demand(None, _as_one((*telling, *loose))),)
    if not asked:  # Event ids that exclude each other: its fields alone say what is meant.
        return (_demand(None, _as_one((*telling, *loose))),)
    ordered = sorted(asked.items(), key=lambda pair: _order(*pair[0]))
    return tuple(_demand(number, replace(way, values=values)) for (number, values), way in ordered)


def _order(
    number: int | None, values: Iterable[tuple[str, frozenset[str]]]
) -> tuple[int, list[tuple[str, list[str]]]]:
    return -1 if number is None else number, [(field, sorted(texts)) for field, texts in values]


def _demand(number: int | None, way: _Way) -> Demand:
    return Demand(
        event_id=number,
        fields=tuple(sorted(way.fields)),
        filter_fields=tuple(sorted(way.filters - way.fields)),
        values={field: tuple(sorted(texts)) for field, texts in way.values},
    )


def _ways(
    expression: Expression, selections: Mapping[str, Part], *, negated: bool
) -> tuple[_Way, ...]:
    """The ways in which an expression holds, or in which it does not; `not` of `not` is none."""
    match expression:
        case Not(part):
            return _ways(part, selections, negated=not negated)
        case And(operands) | Or(operands):
            parts = [_ways(operand, selections, negated=negated) for operand in operands]
            every = isinstance(expression, And)
        case reference:
            named = [selections[name] for name in selected(reference, selections)]
            parts = [_of_selection(part, negated=negated) for part in named]
            every = not _is_one_of(reference)
    # What is not all of some is one of them that is not.
    if every is not negated:
        return reduce(_both, parts, (_Way(),))
    return _merged(way for part in parts for way in part)


def _is_one_of(reference: Reference) -> bool:
    return isinstance(reference, Selector) and reference.quantifier is Quantifier.ONE


def _of_selection(part: Part, *, negated: bool) -> tuple[_Way, ...]:
    if negated:
        return (_Way(filters=_fields(items_of(part))),)
    return _merged(_alternatives(part))


def _alternatives(part: Part) -> Iterator[_Way]:
    """The mappings of a selection: one, or those of a list; keywords have no fields."""
    match part:
        case AnyOf(parts):
            for inner in parts:
                yield from _alternatives(inner)
        case DetectionItem():
            yield _Way()
        case mapping:
            way = _Way(fields=_fields(mapping.items))
            yield reduce(_joined_by_and, map(_of_item, mapping.items), way)


def _fields(items: Iterable[DetectionItem]) -> frozenset[str]:
    return frozenset(field for item in items for field in item.named_fields())


def _of_item(item: DetectionItem) -> _Way:
    """What one field says of which event is meant."""
    if item.field in EVENT_ID_FIELDS:
        return _Way(event_ids=_event_ids(item.values, item.modifiers))
    if item.field in TELLING_FIELDS and not item.modifiers and all(map(_is_exact, item.values)):
        return _Way(values=((item.field, frozenset(map(str, item.values))),))
    return _Way()


def _event_ids(values: Sequence[Any], modifiers: Sequence[str]) -> frozenset[int] | None:
    """The event ids that a field may have; None where they cannot be counted (`|gte: 4000`)."""
    numbers = [whole_number(value) for value in values]
    found = frozenset(number for number in numbers if number is not None)
    in_parts = [modifier for modifier in modifiers if modifier in _PARTS]
    if len(found) < len(set(map(str, values))) or set(modifiers) - _PARTS:
        return None
    if in_parts and any(number < 10 ** (FEWEST_DIGITS - 1) for number in found):
        return None
    return found


def _is_exact(value: Any) -> bool:
    """Whether a value is one text and no pattern of several."""
    return value is not None and not any(sign in str(value) for sign in "*?")


def _both(first: Sequence[_Way], second: Sequence[_Way]) -> tuple[_Way, ...]:
    if len(first) * len(second) > MOST_PAIRS:
        return (_as_one((*first, *second)),)
    return _merged(_joined_by_and(one, other) for one in first for other in second)


def _joined_by_and(first: _Way, second: _Way) -> _Way:
    """A way in which both hold: of event ids and telling texts only what both leave."""
    if first.event_ids is None or second.event_ids is None:
        event_ids = second.event_ids if first.event_ids is None else first.event_ids
    else:
        event_ids = first.event_ids & second.event_ids
    values = dict(first.values)
    for field, texts in second.values:
        values[field] = values.get(field, texts) & texts
    return replace(
        _joined(first, second), event_ids=event_ids, values=tuple(sorted(values.items()))
    )


def _joined(first: _Way, second: _Way) -> _Way:
    return replace(
        first, fields=first.fields | second.fields, filters=first.filters | second.filters
    )


def _merged(ways: Iterable[_Way]) -> tuple[_Way, ...]:
    """Ways that ask for the same event as one, with the fields of all."""
    found: dict[object, _Way] = {}
    for way in ways:
        key = (way.event_ids, way.values, way.asks_for_nothing)
        found[key] = _joined(found[key], way) if key in found else way
        if len(found) > MOST_WAYS:
            return (_as_one((*found.values(), *ways)),)
    return tuple(found.values())


def _as_one(ways: Sequence[_Way]) -> _Way:
    """Ways that are not told apart: any event, with the fields of all."""
    return replace(reduce(_joined, ways), event_ids=None, values=())
