"""Which events a detection asks for, and which fields of each: what its data must have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.condition import And, Condition, Expression, Not, Or, Reference, selected
from generator.kinds.reading import whole_number
from generator.kinds.selection import items
from generator.model import Demand

EVENT_ID_FIELDS = ("EventID", "EventCode")
TELLING_FIELDS = ("Provider_Name", "EventType", "type", "logtype")
"""Fields whose exact values tell one kind of event of a log from another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alternative:
    """One mapping of a selection, all of whose fields must match."""

    event_ids: frozenset[int]
    fields: frozenset[str]
    values: Mapping[str, frozenset[str]]


def demands(conditions: Sequence[Condition], selections: Mapping[str, Any]) -> tuple[Demand, ...]:
    """One demand for each event id that the detection names, else a single one.

    Fields of selections that must not match (`not filter`) are apart: an event of another kind may
    lack them.
    """
    asserted = [
        alternative
        for name in _names(conditions, selections, negated=False)
        for alternative in _alternatives(selections[name])
    ]
    filters = frozenset(
        field
        for name in _names(conditions, selections, negated=True)
        for field, _ in items(selections[name])
        if field
    )
    numbers = sorted({number for found in asserted for number in found.event_ids})
    if not numbers:
        return (_demand(asserted, filters, None),)
    return tuple(_demand(asserted, filters, number) for number in numbers)


def _demand(
    asserted: Iterable[_Alternative], filters: frozenset[str], number: int | None
) -> Demand:
    meant = [
        found
        for found in asserted
        if number is None or not found.event_ids or number in found.event_ids
    ]
    fields = frozenset(field for found in meant for field in found.fields)
    values = {
        field: frozenset(value for found in meant for value in found.values.get(field, ()))
        for field in TELLING_FIELDS
    }
    return Demand(
        event_id=number,
        fields=tuple(sorted(fields)),
        filter_fields=tuple(sorted(filters - fields)),
        values={field: tuple(sorted(found)) for field, found in values.items() if found},
    )


def _alternatives(value: Any) -> Iterator[_Alternative]:
    """The mappings of a selection: one, or those of a list; keywords have no fields."""
    if isinstance(value, dict):
        contents = list(items(value))
        yield _Alternative(
            event_ids=frozenset(
                number
                for field, content in contents
                if field in EVENT_ID_FIELDS
                for item in _listed(content)
                if (number := whole_number(item)) is not None
            ),
            fields=frozenset(field for field, _ in contents if field),
            values={
                key: frozenset(str(item) for item in _listed(content))
                for key, content in value.items()
                if key in TELLING_FIELDS
            },
        )
    elif isinstance(value, list):
        for item in value:
            yield from _alternatives(item)


def _listed(content: Any) -> list[Any]:
    return content if isinstance(content, list) else [content]


def _names(
    conditions: Iterable[Condition], selections: Mapping[str, Any], *, negated: bool
) -> Iterator[str]:
    """The selections that must match, or those that must not."""
    seen = dict.fromkeys(
        name
        for condition in conditions
        for reference in _references(condition.expression, negated)
        for name in selected(reference, selections)
    )
    return iter(seen)


def _references(expression: Expression, wanted: bool, negated: bool = False) -> Iterator[Reference]:
    match expression:
        case Not(operand=operand):
            yield from _references(operand, wanted, not negated)
        case And(operands=operands) | Or(operands=operands):
            for operand in operands:
                yield from _references(operand, wanted, negated)
        case reference if negated is wanted:
            yield reference
