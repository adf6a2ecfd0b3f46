"""A rule's condition put in order for LogQL: what filters lines, and lists of texts as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sigma.conditions import (
    ConditionAND,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.types import SigmaCasedString, SigmaString

from generator.targets.shared.expressions import Comparison


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of which a label is to be one; a list of them is one expression, which is read faster
    than a chain of `or` and does not become too deep."""

    texts: tuple[SigmaString, ...]


def merged(cond: Any) -> Any:
    """The condition with the texts that one field may be gathered, wherever they stand in a row."""
    if isinstance(cond, ConditionAND | ConditionNOT):
        return type(cond)([merged(arg) for arg in cond.args])
    if not isinstance(cond, ConditionOR):
        return cond
    texts: dict[str, list[SigmaString]] = {}
    parts: list[Any] = []
    for arg in map(merged, cond.args):
        if not _listable(arg):
            parts.append(arg)
        elif arg.field in texts:
            texts[arg.field].append(arg.value)
        else:
            texts[arg.field] = [arg.value]
            parts.append(arg)
    return ConditionOR(
        [
            Comparison(part.field, Texts(tuple(texts[part.field])))  # type: ignore[arg-type]
            if _listable(part) and len(texts[part.field]) > 1
            else part
            for part in parts
        ]
    )


def _listable(cond: Any) -> bool:
    """Whether it compares with a text that an expression for all of a label can say."""
    if not isinstance(cond, Comparison) or not isinstance(cond.value, SigmaString):
        return False
    return not isinstance(cond.value, SigmaCasedString) and str(cond.value) not in ("", "*")


def conjuncts(cond: Any) -> list[Any]:
    if isinstance(cond, ConditionAND):
        return [part for arg in cond.args for part in conjuncts(arg)]
    if isinstance(cond, ConditionOR | ConditionNOT) and len(cond.args) == 1:
        inner = cond.args[0]
        if isinstance(cond, ConditionNOT):
            if isinstance(inner, ConditionOR):  # None of several is each of them not.
                return [part for arg in inner.args for part in conjuncts(ConditionNOT([arg]))]
            return [cond]
        return conjuncts(inner)
    return [cond]


def conjunction(parts: list[Any]) -> Any:
    return parts[0] if len(parts) == 1 else ConditionAND(parts)


def keywords_of(cond: Any) -> list[ConditionValueExpression] | None:
    """The keywords of which a condition wants one; None where it is anything else."""
    if isinstance(cond, ConditionValueExpression):
        return [cond]
    if isinstance(cond, ConditionOR):
        found = [keywords_of(arg) for arg in cond.args]
        if all(one is not None for one in found):
            return [keyword for one in found if one is not None for keyword in one]
    return None
