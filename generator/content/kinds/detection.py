"""The `detection` of a Sigma rule: its selections, its fields and its condition, checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from generator.base.diagnostics import error, quoted, warning
from generator.content.condition import (
    Condition,
    ConditionError,
    Identifier,
    Selector,
    missing,
    parse_condition,
    references,
    selected,
)
from generator.content.kinds import selection
from generator.content.kinds.event_requirements import demands
from generator.content.kinds.mapping_reader import WRONG_TYPE, MappingReader, because
from generator.content.kinds.selection import check_selection, parsed_part
from generator.content.model import Demand, Selection, items_of
from generator.content.yaml_text import called

MISSING_CONDITION = error("missing-condition", "A detection has no condition")
BAD_CONDITION = error("bad-condition", "A condition cannot be parsed")
UNKNOWN_SELECTION = error("unknown-selection", "A condition names a selection that is not there")
UNUSED_SELECTION = warning("unused-selection", "A selection that the condition does not use")
DETECTION_TOO_LARGE = error("detection-too-large", "A detection is too large to be worked on")
OLD_AGGREGATION = warning("old-aggregation", "A condition has a `| count()` of old Sigma")

CODES = (
    MISSING_CONDITION,
    BAD_CONDITION,
    UNKNOWN_SELECTION,
    UNUSED_SELECTION,
    DETECTION_TOO_LARGE,
    OLD_AGGREGATION,
    *selection.CODES,
)

RESERVED = ("condition", "timeframe")
"""Keys of a detection that are no selections."""
MOST_SELECTIONS = 500
LONGEST_CONDITION = 4_000
"""Characters. Real rules stay below 40 selections and 600 characters; naming all by all takes
time that grows with the product of both."""
MOST_CONDITIONS = 100
LONGEST_NAME = 100
MOST_STARS = 2
"""Of a pattern of selection names. The time to match one is the length of a name to the power of
their number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """What other stages ask of a detection. `problem` says why it cannot be converted."""

    fields: tuple[str, ...] = ()
    demands: tuple[Demand, ...] = ()
    selections: tuple[Selection, ...] = ()
    conditions: tuple[str, ...] = ()
    correlation_type: str = ""
    problem: str | None


def read_detection(reader: MappingReader) -> Detection:
    """A detection checked: conditions parse, what they name is there, modifiers exist.

    One with a mistake in it cannot be converted: what the conversion engine made of it would not
    be what its author meant.
    """
    before = reader.reported
    for key in reader.keys_that_are_no_text():
        message = f"the name {key} is no text; put it in quotes, or give the selection another one"
        reader.report(WRONG_TYPE, message, key)
    selections = {name: value for name, value in reader.data.items() if name not in RESERVED}
    if len(selections) > MOST_SELECTIONS or any(len(name) > LONGEST_NAME for name in selections):
        message = (
            f"has more than {MOST_SELECTIONS:,} selections, or a name of one with more than "
            f"{LONGEST_NAME} characters; split the rule"
        )
        reader.report(DETECTION_TOO_LARGE, message)
        return Detection(problem="The detection is too large.")
    for name, value in selections.items():
        check_selection(reader, name, value)
    conditions = _conditions(reader, tuple(selections))
    mistake = reader.first_error(before)
    parts = {name: parsed_part(value, (*reader.route, name)) for name, value in selections.items()}
    items = [item for part in parts.values() for item in items_of(part)]
    return Detection(
        fields=tuple(sorted({field for item in items for field in item.named_fields()})),
        demands=demands(conditions, parts),
        selections=tuple(Selection(name, part) for name, part in parts.items()),
        conditions=tuple(condition.text for condition in conditions),
        problem=because("detection", mistake) if mistake else _aggregated(conditions),
    )


def _conditions(reader: MappingReader, names: tuple[str, ...]) -> tuple[Condition, ...]:
    """The conditions that parse."""
    stated = reader.data.get("condition")
    if stated in (None, []) or (isinstance(stated, str) and not stated.strip()):
        message = "the detection has no condition; add one, like `condition: selection`"
        reader.report(MISSING_CONDITION, message)
        return ()
    several = isinstance(stated, list)
    texts = stated if isinstance(stated, list) else [stated]
    if len(texts) > MOST_CONDITIONS:
        message = f"has more than {MOST_CONDITIONS} conditions; split the rule"
        reader.report(DETECTION_TOO_LARGE, message, "condition")
        return ()
    conditions: list[Condition] = []
    for place, text in enumerate(texts):
        route = ("condition", place) if several else ("condition",)
        condition = _condition(reader, text, route)
        if condition is not None:
            conditions.append(condition)
            _check_names(reader, condition, names, route)
    if len(conditions) == len(texts):
        _check_unused(reader, conditions, names)
    return tuple(conditions)


def _condition(reader: MappingReader, text: Any, route: tuple[str | int, ...]) -> Condition | None:
    if not isinstance(text, str):
        message = f"a condition must be text, found {called(text)}; put it in quotes"
        reader.report(WRONG_TYPE, message, *route)
        return None
    if len(text) > LONGEST_CONDITION:
        message = f"the condition has more than {LONGEST_CONDITION:,} characters; split the rule"
        reader.report(DETECTION_TOO_LARGE, message, *route)
        return None
    try:
        condition = parse_condition(text)
    except ConditionError as mistake:
        where = f"at character {mistake.position + 1} of the condition"
        reader.report(BAD_CONDITION, f"{mistake.reason} ({where})", *route)
        return None
    for reference in references(condition.expression):
        if isinstance(reference, Selector) and reference.pattern.count("*") > MOST_STARS:
            message = (
                f"{quoted(reference.pattern)} has more than {MOST_STARS} `*`; name fewer parts"
            )
            reader.report(BAD_CONDITION, message, *route)
            return None
    return condition


def _check_names(
    reader: MappingReader,
    condition: Condition,
    names: tuple[str, ...],
    route: tuple[str | int, ...],
) -> None:
    for reference in missing(condition, names):
        shown = reference.name if isinstance(reference, Identifier) else reference.pattern
        hint = reader.nearest(shown.rstrip("*"), names) or "; add it, or mend the condition"
        message = f"the condition names {quoted(shown)}, but no selection is called so{hint}"
        reader.report(UNKNOWN_SELECTION, message, *route)
    if condition.aggregation is not None:
        message = (
            f"`| {condition.aggregation[:80]}` is no longer part of Sigma; write a correlation rule"
        )
        reader.report(OLD_AGGREGATION, message, *route)


def _check_unused(
    reader: MappingReader, conditions: Sequence[Condition], names: tuple[str, ...]
) -> None:
    found = [ref for condition in conditions for ref in references(condition.expression)]
    used = {name for reference in dict.fromkeys(found) for name in selected(reference, names)}
    # `a | near b` of old Sigma names selections behind the bar.
    used.update(*(re.split(r"[^\w-]+", condition.aggregation or "") for condition in conditions))
    for name in names:
        if name not in used:
            message = f"the condition does not use {quoted(name)}; name it there, or remove it"
            reader.report(UNUSED_SELECTION, message, name)


def _aggregated(conditions: Sequence[Condition]) -> str | None:
    """Why old rules that count events have no query."""
    for condition in conditions:
        if condition.aggregation is not None:
            return (
                f"The condition ends in an aggregation of old Sigma (`{condition.aggregation}`), "
                "which a correlation rule has to express."
            )
    return None
