"""Whether a detection can match an event that lacks some of its fields.

By Sigma 2.1 a missing field equals no value, so a condition on it does not match, while `null` and
`exists: false` do. The fields that the event has may take any value, so the answer errs on the side
of "can match".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from generator.base.boolean import fold
from generator.content.condition import (
    Expression,
    Quantifier,
    Reference,
    Selector,
    parse_condition,
    selected,
)
from generator.content.kinds.event_requirements import EVENT_ID_FIELDS
from generator.content.kinds.mapping_reader import whole_number
from generator.content.model import AllOf, AnyOf, DetectionItem, Part, Rule


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The possible outcomes of a part of a detection."""

    can_hold: bool
    can_fail: bool


_OPEN = _Outcome(True, True)
_HOLDS = _Outcome(True, False)
_FAILS = _Outcome(False, True)


def can_match(rule: Rule, event_id: int | None, missing: Collection[str]) -> bool:
    """Whether a detection, whose conditions parse, can match an event of this id without the
    fields in `missing`."""
    selections = {selection.name: selection.part for selection in rule.selections}
    reading = _Reading(selections=selections, event_id=event_id, missing=frozenset(missing))
    expressions = (parse_condition(text).expression for text in rule.conditions)
    return any(reading.outcome(expression).can_hold for expression in expressions)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    selections: Mapping[str, Part]
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

    def selection(self, part: Part) -> _Outcome:
        match part:
            case AllOf(items):
                return _every(map(self.item, items))
            case AnyOf(parts):
                return _some(map(self.selection, parts))
            case item:
                return self.item(item)

    def item(self, item: DetectionItem) -> _Outcome:
        values, modifiers = item.values, item.modifiers
        if item.field in self.missing:
            held = [_holds_for_nothing(value, modifiers) for value in values]
            holds = all(held) if "all" in modifiers else any(held)
            return _known(holds is not ("neq" in modifiers))
        if "fieldref" in modifiers and self.missing.issuperset(map(str, values)):
            return _known("neq" in modifiers)
        if item.field in EVENT_ID_FIELDS and self.event_id is not None and not modifiers:
            numbers = [whole_number(value) for value in values]
            if None not in numbers:
                return _known(self.event_id in numbers)
        return _OPEN


def _holds_for_nothing(value: object, modifiers: Collection[str]) -> bool:
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
