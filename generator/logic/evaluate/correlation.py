"""Does a correlation rule fire on a series of events with times?

By the Sigma correlation rules specification: `event_count`, `value_count`, `temporal` and
`temporal_ordered`. What is taken where it leaves a choice stands in `docs/evaluation.md`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from generator.base.boolean import fold
from generator.content.condition import (
    Expression,
    Quantifier,
    Reference,
    Selector,
    selected,
)
from generator.logic.evaluate.compiler import compile_rule
from generator.logic.evaluate.correlation_plan import Plan, plan_of
from generator.logic.evaluate.errors import EvaluationError
from generator.logic.evaluate.matchers import number_of
from generator.logic.evaluate.record import Record, field_values, text_of
from generator.logic.evaluate.tree import holds

Event = Mapping[str, Any]
Group = tuple[tuple[str, ...], ...]
Judge = Callable[[Mapping[str, Any], Event], bool]
"""Whether a rule about one event fires on one."""

TIME_FIELDS = ("@timestamp", "time", "TimeCreated")
"""Where the time of an event is looked for, the first that there is."""
DEEPEST_CHAIN = 10
"""How many correlations may count one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A rule that a correlation counts fired: when, and on which event."""

    reference: str
    time: float
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A correlation fired: the values that it groups by, and what it counted."""

    group: Mapping[str, tuple[str, ...]]
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlated:
    """What came of a series: how often each rule fired, and the hits, which share no event.

    `nearest` is the highest count that a window of one group reached: events, distinct values,
    or rules, as the type of the correlation counts.
    """

    fired: Mapping[str, int]
    nearest: int
    hits: tuple[Hit, ...]


def correlate(
    rule: Mapping[str, Any],
    related: Mapping[str, Mapping[str, Any]],
    events: Sequence[Event],
    judge: Judge | None = None,
    *,
    depth: int = 0,
) -> Correlated:
    """What a correlation rule finds in a series of events, each with a time.

    `related` has the rules that it may count, by id and by name; `judge` says whether one of
    these fires on an event, by default as `fires` does. Raises EvaluationError where the rule
    cannot be judged or an event has no time.
    """
    if depth > DEEPEST_CHAIN:
        raise EvaluationError(f"Correlations count one another more than {DEEPEST_CHAIN} deep.")
    plan = plan_of(rule)
    judging = judge or _fires
    found: list[Occurrence] = []
    for reference in dict.fromkeys(plan.rules):
        definition = related.get(reference) or related.get(reference.lower())
        if definition is None:
            raise EvaluationError(f"The correlation counts {reference!r}, which is no rule here.")
        found += _occurrences(reference, definition, related, events, judging, depth)
    fired = {name: sum(o.reference == name for o in found) for name in plan.rules}
    nearest, hits = 0, []
    for group, series in _grouped(plan, found).items():
        for number, window, fires in _windows(plan, series):
            nearest = max(nearest, number)
            if fires:
                hits.append(
                    Hit(group=dict(zip(plan.group_by, group, strict=True)), occurrences=window)
                )
    return Correlated(fired=fired, nearest=nearest, hits=tuple(hits))


def time_of(event: Event) -> float:
    """Seconds since 1970 of an event: ISO 8601 (UTC where it says nothing else), or the number."""
    for name in TIME_FIELDS:
        value = event.get(name)
        if value is None:
            continue
        number = number_of(value)
        if number is not None:
            return float(number)
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            raise EvaluationError(f"{name} is {str(value)[:40]!r}, which is no time.") from None
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    raise EvaluationError(f"An event of a series has no time; add {TIME_FIELDS[0]}.")


def _fires(rule: Mapping[str, Any], event: Event) -> bool:
    return holds(compile_rule(rule).root, Record(event))


def _occurrences(
    reference: str,
    definition: Mapping[str, Any],
    related: Mapping[str, Mapping[str, Any]],
    events: Sequence[Event],
    judge: Judge,
    depth: int,
) -> Iterator[Occurrence]:
    """Each time that a rule fires; a correlation does so on the last event that it counted."""
    if "correlation" not in definition:
        for event in events:
            time = time_of(event)
            if judge(definition, event):
                yield Occurrence(reference=reference, time=time, event=event)
        return
    for hit in correlate(definition, related, events, judge, depth=depth + 1).hits:
        last = hit.occurrences[-1]
        group = {name: list(values) for name, values in hit.group.items()}
        yield Occurrence(reference=reference, time=last.time, event={**last.event, **group})


def _grouped(plan: Plan, found: Sequence[Occurrence]) -> dict[Group, list[Occurrence]]:
    """Occurrences in the order of their times, apart for each combination of what is grouped by.

    One whose event lacks a field of the group is in none.
    """
    groups: dict[Group, list[Occurrence]] = {}
    for occurrence in sorted(found, key=lambda occurrence: occurrence.time):
        key = tuple(_texts(plan, occurrence, name) for name in plan.group_by)
        if all(key):
            groups.setdefault(key, []).append(occurrence)
    return groups


def _texts(plan: Plan, occurrence: Occurrence, name: str) -> tuple[str, ...]:
    field = plan.aliases.get(name, {}).get(occurrence.reference, name)
    values = field_values(occurrence.event, field) or ()
    return tuple(text for value in values if (text := text_of(value)) is not None)


def _windows(
    plan: Plan, series: Sequence[Occurrence]
) -> Iterator[tuple[int, tuple[Occurrence, ...], bool]]:
    """The windows of a group: what each counts, what is in it, and whether the condition holds.

    Where more can only help, a window ends at each occurrence, and begins anew after a hit. Where
    too many spoil it (`lt`, `lte`, `eq`, `neq`), windows follow one another: each begins at the
    first occurrence that the one before does not hold, and is judged when it is over.
    """
    if plan.only_grows:
        start = 0
        for end, occurrence in enumerate(series):
            while occurrence.time - series[start].time > plan.seconds:
                start += 1
            window = tuple(series[start : end + 1])
            number, fires = _judged(plan, window)
            yield number, window, fires
            if fires:
                start = end + 1
        return
    start = 0
    while start < len(series):
        last = series[start].time + plan.seconds
        end = next((i for i in range(start, len(series)) if series[i].time > last), len(series))
        window = tuple(series[start:end])
        number, fires = _judged(plan, window)
        yield number, window, fires
        start = end


def _judged(plan: Plan, window: Sequence[Occurrence]) -> tuple[int, bool]:
    if plan.type == "event_count":
        number = len(window)
    elif plan.type == "value_count":
        names = plan.counted
        seen = {tuple(_texts(plan, occurrence, name) for name in names) for occurrence in window}
        number = sum(all(values) for values in seen)
    else:
        names_seen = {occurrence.reference for occurrence in window}
        number = len(names_seen)
        if plan.expression is not None:
            return number, _holds(plan.expression, names_seen, plan.rules)
        if not plan.limits:
            in_order = plan.type != "temporal_ordered" or _follows(plan.rules, window)
            return number, number == len(set(plan.rules)) and in_order
    return number, all(compare(number, limit) for compare, limit in plan.limits)


def _follows(rules: Sequence[str], window: Sequence[Occurrence]) -> bool:
    """Whether the rules occur one after the other, with anything between them."""
    occurrences = iter(window)
    return all(any(o.reference == rule for o in occurrences) for rule in rules)


def _holds(expression: Expression, seen: set[str], rules: Sequence[str]) -> bool:
    def occurred(reference: Reference) -> bool:
        meant = [name in seen for name in selected(reference, dict.fromkeys(rules))]
        one = isinstance(reference, Selector) and reference.quantifier is Quantifier.ONE
        return any(meant) if one else all(meant)

    return fold(occurred, negation=operator.not_, every=all, some=any)(expression)
