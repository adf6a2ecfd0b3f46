"""The terms of a condition: what an AND and an OR join, however deep they are nested."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv6Network
from typing import Any

from sigma.conditions import ConditionAND, ConditionFieldEqualsValueExpression, ConditionOR
from sigma.types import (
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaExpansion,
    SigmaNumber,
    SigmaString,
)

from generator.targets.logpoint.values import ANY, ipv6_wildcards, number, quoted

_NOT_IN_LISTS = ((), ("-",), (ANY,))
"""Strings that have a condition of their own."""


def conjuncts(cond: Any) -> Iterator[Any]:
    """The conditions that an AND, and the ANDs in it, join."""
    if isinstance(cond, ConditionAND):
        for arg in cond.args:
            yield from conjuncts(arg)
    else:
        yield cond


def is_or(cond: Any) -> bool:
    """Whether a condition joins others by OR, also as a value that stands for several."""
    return isinstance(cond, ConditionOR) or (
        isinstance(cond, ConditionFieldEqualsValueExpression)
        and isinstance(cond.value, (SigmaExpansion, SigmaCIDRExpression))
    )


def disjuncts(cond: Any) -> Iterator[Any]:
    """The conditions that an OR joins, its inner ORs, expanded values and networks resolved."""
    if isinstance(cond, ConditionOR):
        for arg in cond.args:
            yield from disjuncts(arg)
    elif is_or(cond):
        for value in _values(cond.value):
            yield from disjuncts(ConditionFieldEqualsValueExpression(cond.field, value))
    else:
        yield cond


def _values(value: SigmaExpansion | SigmaCIDRExpression) -> Iterator[Any]:
    if isinstance(value, SigmaExpansion):
        yield from value.values
    elif isinstance(value.network, IPv6Network):
        yield from map(SigmaString, ipv6_wildcards(value.network))
    else:
        yield from map(SigmaString, value.expand())


def listed(cond: Any) -> str | None:
    """The value of a condition as it stands in a list of values; None where it cannot."""
    if not isinstance(cond, ConditionFieldEqualsValueExpression):
        return None
    value = cond.value
    if isinstance(value, SigmaNumber):
        return number(value)
    if (
        not isinstance(value, SigmaString)
        or isinstance(value, SigmaCasedString)
        or value.contains_placeholder()
        or tuple(value.s) in _NOT_IN_LISTS
    ):
        return None
    return quoted(value)
