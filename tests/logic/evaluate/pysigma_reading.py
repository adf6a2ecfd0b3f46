"""A second evaluator, over the condition tree that pySigma makes of a rule.

It shares no code with `generator.logic.evaluate`: where both agree on many events, the parsing of
values, modifiers and conditions is the same. It looks at plain fields with one value only.
"""

from __future__ import annotations

import operator
import re
from ipaddress import ip_address
from typing import Any

from sigma.collection import SigmaCollection
from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.types import (
    CompareOperators,
    SigmaBool,
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SpecialChars,
)

Event = dict[str, Any]


def reading(rule: dict[str, Any]) -> list[Any]:
    """The condition trees of a rule."""
    parsed = SigmaCollection.from_dicts([rule]).rules[0]
    return [condition.parsed for condition in parsed.detection.parsed_condition]


def fires_by(trees: list[Any], event: Event) -> bool:
    """Whether one of the trees holds for an event."""
    return any(_holds(tree, event) for tree in trees)


def _holds(node: Any, event: Event) -> bool:
    if isinstance(node, ConditionAND):
        return all(_holds(argument, event) for argument in node.args)
    if isinstance(node, ConditionOR):
        return any(_holds(argument, event) for argument in node.args)
    if isinstance(node, ConditionNOT):
        return not _holds(node.args[0], event)
    if isinstance(node, ConditionValueExpression):
        return any(_keyword(node.value, _text(value)) for value in event.values())
    assert isinstance(node, ConditionFieldEqualsValueExpression)
    return _equal(node.value, event.get(node.field), node.field, event)


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _glob(value: SigmaString) -> str:
    special = {SpecialChars.WILDCARD_MULTI: ".*", SpecialChars.WILDCARD_SINGLE: "."}
    return "".join(re.escape(p) if isinstance(p, str) else special[p] for p in value.s)


def _flags(value: SigmaString) -> int:
    return re.DOTALL if isinstance(value, SigmaCasedString) else re.DOTALL | re.IGNORECASE


def _keyword(value: Any, text: str | None) -> bool:
    if text is None:
        return False
    if isinstance(value, SigmaRegularExpression):
        return _regex(value, text)
    if isinstance(value, SigmaExpansion):
        return any(_keyword(each, text) for each in value.values)
    if isinstance(value, SigmaString):
        return re.search(_glob(value), text, _flags(value)) is not None
    return str(value).lower() in text.lower()


def _regex(value: SigmaRegularExpression, text: str) -> bool:
    flags = 0
    for flag in value.flags:
        flags |= value.sigma_to_python_flags[flag]
    return re.search(str(value.regexp), text, flags) is not None


_COMPARE = {
    CompareOperators.LT: operator.lt,
    CompareOperators.LTE: operator.le,
    CompareOperators.GT: operator.gt,
    CompareOperators.GTE: operator.ge,
}


def _equal(value: Any, found: Any, field: str, event: Event) -> bool:
    if isinstance(value, SigmaExpansion):
        return any(_equal(each, found, field, event) for each in value.values)
    if isinstance(value, SigmaNull):
        return found is None
    if isinstance(value, SigmaExists):
        return (field in event) is value.exists
    text = _text(found)
    if text is None:
        return False
    if isinstance(value, SigmaString):
        return re.fullmatch(_glob(value), text, _flags(value)) is not None
    if isinstance(value, (SigmaNumber, SigmaBool)):
        return text.lower() == str(value).lower()
    if isinstance(value, SigmaRegularExpression):
        return _regex(value, text)
    if isinstance(value, SigmaCIDRExpression):
        try:
            return ip_address(text) in value.network
        except ValueError:
            return False
    if isinstance(value, SigmaCompareExpression):
        try:
            return bool(_COMPARE[value.op](float(text), value.number.number))
        except ValueError:
            return False
    assert isinstance(value, SigmaFieldReference)
    other = _text(event.get(value.field))
    if other is None:
        return False
    pattern = (".*" if value.ends_with else "") + re.escape(other)
    pattern += ".*" if value.starts_with else ""
    return re.fullmatch(pattern, text, re.DOTALL | re.IGNORECASE) is not None
