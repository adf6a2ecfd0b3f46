"""The `detection` of a Sigma rule: its selections, its fields and its condition, checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.condition import (
    And,
    Condition,
    ConditionError,
    Expression,
    Identifier,
    Not,
    Or,
    missing,
    parse_condition,
    selected,
)
from generator.diagnostics import error, warning
from generator.kinds.reading import WRONG_TYPE, MappingReader, nearest

MISSING_CONDITION = error("missing-condition", "A detection has no condition")
BAD_CONDITION = error("bad-condition", "A condition cannot be parsed")
UNKNOWN_SELECTION = error("unknown-selection", "A condition names a selection that is not there")
UNKNOWN_MODIFIER = error("unknown-modifier", "A field has a modifier that Sigma does not have")
EMPTY_SELECTION = error("empty-selection", "A selection holds no fields and no values")
OLD_AGGREGATION = warning("old-aggregation", "A condition has a `| count()` of old Sigma")

CODES = (
    MISSING_CONDITION,
    BAD_CONDITION,
    UNKNOWN_SELECTION,
    UNKNOWN_MODIFIER,
    EMPTY_SELECTION,
    OLD_AGGREGATION,
)

MODIFIERS = frozenset(
    "all base64 base64offset cased cidr contains endswith exists expand fieldref gt gte i lt lte m "
    "minute hour day week month year neq re s startswith utf16 utf16be utf16le wide windash".split()
)
"""Every modifier of Sigma 2.1's appendix, with the date parts and `neq` that pySigma adds."""

RESERVED = ("condition", "timeframe")
"""Keys of a detection that are no selections."""

EVENT_ID_FIELDS = ("EventID", "EventCode")


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """What other stages ask of a detection. `problem` says why it cannot be converted."""

    fields: tuple[str, ...]
    event_ids: tuple[int, ...]
    problem: str | None


def read_detection(reader: MappingReader) -> Detection:
    """A detection checked: conditions parse, what they name is there, modifiers exist."""
    selections = {str(key): value for key, value in reader.data.items() if key not in RESERVED}
    for name, value in selections.items():
        _check_selection(reader, name, value)
    conditions, problem = _conditions(reader, tuple(selections))
    asserted = {
        name
        for condition in conditions
        for reference in _asserted(condition.expression)
        for name in selected(reference, selections)
    }
    fields = {field for value in selections.values() for field, _ in _items(value) if field}
    event_ids = {
        number
        for name in asserted
        for field, value in _items(selections[name])
        if field in EVENT_ID_FIELDS
        for number in _numbers(value)
    }
    return Detection(
        fields=tuple(sorted(fields)), event_ids=tuple(sorted(event_ids)), problem=problem
    )


def _conditions(
    reader: MappingReader, names: tuple[str, ...]
) -> tuple[tuple[Condition, ...], str | None]:
    """The conditions that parse, and the first reason why a query cannot be made."""
    stated = reader.data.get("condition")
    if stated is None or stated == "":
        reader.report(MISSING_CONDITION, "the detection has no condition; add `condition: …`")
        return (), "The rule has no condition."
    if not isinstance(stated, (str, list)):
        reader.report(WRONG_TYPE, "condition must be text, or a list of texts", "condition")
        return (), "The rule's condition is not text."
    conditions: list[Condition] = []
    problems: list[str] = []
    several = isinstance(stated, list)
    for place, text in enumerate(stated if isinstance(stated, list) else [stated]):
        route = ("condition", place) if several else ("condition",)
        try:
            condition = parse_condition(str(text))
        except ConditionError as mistake:
            where = f"at character {mistake.position + 1}"
            reader.report(BAD_CONDITION, f"{mistake.reason} ({where})", *route)
            problems.append(f"The rule's condition cannot be parsed: {mistake.reason}.")
            continue
        conditions.append(condition)
        for reference in missing(condition, names):
            shown = reference.name if isinstance(reference, Identifier) else reference.pattern
            reader.report(
                UNKNOWN_SELECTION,
                f"the condition names {shown!r}, but no selection is called so"
                f"{nearest(shown.rstrip('*'), names)}",
                *route,
            )
            problems.append(f"The rule's condition names a selection that is missing: {shown}.")
        if condition.aggregation is not None:
            reader.report(
                OLD_AGGREGATION,
                f"`| {condition.aggregation}` is no longer part of Sigma; write a correlation rule",
                *route,
            )
            problems.append(
                f"The condition ends in an aggregation of old Sigma (`{condition.aggregation}`), "
                "which a correlation rule has to express."
            )
    return tuple(conditions), problems[0] if problems else None


def _check_selection(reader: MappingReader, name: str, value: Any) -> None:
    if value is None or value == {} or value == []:
        reader.report(EMPTY_SELECTION, f"the selection {name!r} is empty; fill or remove it", name)
        return
    for route, keys, content in _fields(value, (name,)):
        for modifier in keys.split("|")[1:]:
            if modifier not in MODIFIERS:
                reader.report(
                    UNKNOWN_MODIFIER,
                    f"unknown modifier {modifier!r}{nearest(modifier, MODIFIERS)}",
                    *route,
                )
        values = content if isinstance(content, list) else [content]
        if any(isinstance(item, (dict, list)) for item in values):
            message = f"{keys} must hold a value or a list of values"
            reader.report(WRONG_TYPE, message, *route)


def _fields(
    value: Any, route: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str, Any]]:
    """Every `field|modifiers` of a selection with its route and its values."""
    if isinstance(value, dict):
        for key, content in value.items():
            yield (*route, str(key)), str(key), content
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _fields(item, (*route, place))


def _items(value: Any) -> Iterator[tuple[str, Any]]:
    """Every field of a selection, without modifiers, with its values; a keyword has no field."""
    for _, key, content in _fields(value, ()):
        field, *modifiers = key.split("|")
        yield field, content
        if "fieldref" in modifiers:
            for other in content if isinstance(content, list) else [content]:
                yield str(other), None


def _numbers(value: Any) -> Iterator[int]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, int) and not isinstance(item, bool):
            yield item
        elif isinstance(item, str) and item.strip().isdecimal():
            yield int(item)


def _asserted(expression: Expression, negated: bool = False) -> Iterator[Any]:
    """The selections that must hold, not those that must not."""
    match expression:
        case Not(operand=operand):
            yield from _asserted(operand, not negated)
        case And(operands=operands) | Or(operands=operands):
            for operand in operands:
                yield from _asserted(operand, negated)
        case reference if not negated:
            yield reference


def merge(document: Mapping[Any, Any], shared: Mapping[Any, Any]) -> dict[Any, Any]:
    """A document with the parts of an `action: global` document in it, as Sigma 1 had it.

    Mappings are merged, anything else of the shared document takes the place of the document's.
    """
    merged = dict(document)
    for key, value in shared.items():
        own = merged.get(key)
        if isinstance(value, dict) and isinstance(own, dict):
            merged[key] = merge(own, value)
        else:
            merged[key] = value
    return merged
