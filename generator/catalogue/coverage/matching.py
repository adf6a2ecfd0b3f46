"""Whether a detection can match an event that lacks some of its fields.

By Sigma 2.1 a field that is missing equals no value, so what must not match does not match either;
`null` and `exists: false` hold. Nothing is assumed of the fields that the event has, so the answer
errs on the side of "can match".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from generator.base.boolean import fold
from generator.content.condition import (
    Expression,
    Quantifier,
    Reference,
    Selector,
    parse_condition,
    selected,
)
from generator.content.kinds.detection import RESERVED
from generator.content.kinds.event_requirements import EVENT_ID_FIELDS
from generator.content.kinds.mapping_reader import whole_number
from generator.content.model import Rule


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a part of a detection can come to."""

    can_hold: bool
    can_fail: bool


_OPEN = _Outcome(True, True)
_HOLDS = _Outcome(True, False)
_FAILS = _Outcome(False, True)


def can_match(rule: Rule, event_id: int | None, missing: Collection[str]) -> bool:
    """Whether a detection, whose conditions parse, can match an event of this id without the
    fields in `missing`."""
    detection = rule.definition["detection"]
    selections = {name: value for name, value in detection.items() if name not in RESERVED}
    reading = _Reading(selections=selections, event_id=event_id, missing=frozenset(missing))
    stated = detection["condition"]
    conditions = stated if isinstance(stated, list) else [stated]
    return any(reading.outcome(parse_condition(text).expression).can_hold for text in conditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    selections: Mapping[str, Any]
    event_id: int | None
    missing: frozenset[str]

    def outcome(self, expression: Expression) -> _Outcome:
        return fold(self.reference, negation=_negated, every=_every, some=_some)(expression)

    def reference(self, reference: Reference) -> _Outcome:
        found = [
            self.selection(self.selections[name]) for name in selected(reference, self.selections)
        ]
        one = isinstance(reference, Selector) and reference.quantifier is Quantifier.ONE
        return _some(found) if one else _every(found)

    def selection(self, value: Any) -> _Outcome:
        """A map is AND over its fields, a list OR over its items, anything else a keyword."""
        if isinstance(value, dict):
            return _every(self.item(str(key), content) for key, content in value.items())
        if isinstance(value, list):
            return _some(self.selection(item) for item in value)
        return _OPEN

    def item(self, key: str, content: Any) -> _Outcome:
        field, *modifiers = key.split("|")
        values = content if isinstance(content, list) else [content]
        if field in self.missing:
            held = [_holds_for_nothing(value, modifiers) for value in values]
            holds = all(held) if "all" in modifiers else any(held)
            return _known(holds is not ("neq" in modifiers))
        if "fieldref" in modifiers and self.missing.issuperset(map(str, values)):
            return _known("neq" in modifiers)
        if field in EVENT_ID_FIELDS and self.event_id is not None and not modifiers:
            numbers = [whole_number(value) for value in values]
            if None not in numbers:
                return _known(self.event_id in numbers)
        return _OPEN


def _holds_for_nothing(value: Any, modifiers: list[str]) -> bool:
    """Whether a value is what a missing field has."""
    return value is None or ("exists" in modifiers and value is False)


def _known(holds: bool) -> _Outcome:
    return _HOLDS if holds else _FAILS


def _negated(outcome: _Outcome) -> _Outcome:
    return _Outcome(can_hold=outcome.can_fail, can_fail=outcome.can_hold)


def _every(outcomes: Iterable[_Outcome]) -> _Outcome:
    found = list(outcomes)
    return _Outcome(
        can_hold=all(outcome.can_hold for outcome in found),
        can_fail=any(outcome.can_fail for outcome in found),
    )


def _some(outcomes: Iterable[_Outcome]) -> _Outcome:
    found = list(outcomes)
    return _Outcome(
        can_hold=any(outcome.can_hold for outcome in found),
        can_fail=all(outcome.can_fail for outcome in found),
    )
