"""The `correlation` of a rule, as loaded from YAML, read once and for all."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from generator.base.boolean import fold
from generator.content.condition import (
    Condition,
    ConditionError,
    Expression,
    Identifier,
    Reference,
    parse_condition,
    references,
)
from generator.logic.evaluate.errors import EvaluationError

COUNTS = ("event_count", "value_count")
TEMPORAL = ("temporal", "temporal_ordered")
COMPARISONS: Mapping[str, Callable[[int, int], bool]] = MappingProxyType(
    {
        "gt": operator.gt,
        "gte": operator.ge,
        "lt": operator.lt,
        "lte": operator.le,
        "eq": operator.eq,
        "neq": operator.ne,
    }
)
GROWING = frozenset({"gt", "gte"})
"""Comparisons that hold for more once they hold for a number."""
SECONDS: Mapping[str, int] = MappingProxyType(
    {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "M": 2592000, "y": 31536000}
)
"""Of the units of a timespan; a month has 30 days and a year 365."""
_TIMESPAN = re.compile(r"([1-9][0-9]{0,8})([smhdwMy])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a correlation counts, in which time, and when that is enough.

    `aliases` has, by alias and rule, the field that an alias stands for; `counted` the fields of
    a value_count; `expression` the condition of a temporal correlation where it is a text.
    """

    type: str
    rules: tuple[str, ...]
    group_by: tuple[str, ...]
    seconds: int
    aliases: Mapping[str, Mapping[str, str]]
    counted: tuple[str, ...]
    limits: tuple[tuple[Callable[[int, int], bool], int], ...]
    only_grows: bool
    expression: Expression | None


def plan_of(rule: Mapping[str, Any]) -> Plan:
    """The plan of a correlation rule; raises EvaluationError with what stands against it."""
    body = rule.get("correlation")
    if not isinstance(body, Mapping):
        raise EvaluationError("The rule has no correlation.")
    kind = body.get("type")
    if kind not in (*COUNTS, *TEMPORAL):
        raise EvaluationError(f"Correlations of the type {kind!r} are not evaluated.")
    condition = body.get("condition")
    expression = _expression(condition) if isinstance(condition, str) else None
    compared = condition if isinstance(condition, Mapping) else {}
    limits = _limits(compared)
    if kind in COUNTS and not limits:
        raise EvaluationError(f"A correlation of the type {kind} needs a condition like `gte: 10`.")
    if kind == "temporal_ordered" and (limits or expression):
        raise EvaluationError(
            "A condition beside the order of a temporal_ordered is not evaluated."
        )
    counted = _texts(compared.get("field"))
    if kind == "value_count" and not counted:
        raise EvaluationError("A value_count needs `field: …` in its condition.")
    named = (
        tuple(r.name for r in references(expression) if isinstance(r, Identifier))
        if expression
        else ()
    )
    rules = _texts(body.get("rules")) or tuple(dict.fromkeys(named))
    if not rules:
        raise EvaluationError("The correlation names no rules.")
    return Plan(
        type=kind,
        rules=rules,
        group_by=_texts(body.get("group-by")),
        seconds=_seconds(body.get("timespan")),
        aliases=_aliases(body.get("aliases")),
        counted=counted,
        limits=tuple((COMPARISONS[name], limit) for name, limit in limits.items()),
        only_grows=limits.keys() <= GROWING,
        expression=expression,
    )


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _seconds(timespan: object) -> int:
    found = _TIMESPAN.fullmatch(str(timespan))
    if found is None:
        raise EvaluationError(
            f"The timespan {timespan!r} is no number and one of s, m, h, d, w, M, y."
        )
    return int(found[1]) * SECONDS[found[2]]


def _limits(condition: Mapping[str, Any]) -> dict[str, int]:
    limits = {}
    for name in COMPARISONS:
        value = condition.get(name)
        if value is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool):
            raise EvaluationError(f"`{name}` in the condition is no whole number.")
        limits[name] = value
    return limits


def _expression(text: str) -> Expression:
    try:
        condition: Condition = parse_condition(text)
    except ConditionError as error:
        raise EvaluationError(f"The condition does not parse: {error.reason}.") from error
    if _negates(condition.expression):
        raise EvaluationError("`not` in the condition of a correlation is not evaluated.")
    return condition.expression


def _negates(expression: Expression) -> bool:
    def itself(_: Reference) -> bool:
        return False

    return fold(itself, negation=lambda _: True, every=any, some=any)(expression)


def _aliases(value: object) -> dict[str, dict[str, str]]:
    if not isinstance(value, Mapping):
        return {}
    return {
        str(alias): {str(rule): str(field) for rule, field in fields.items()}
        for alias, fields in value.items()
        if isinstance(fields, Mapping)
    }
