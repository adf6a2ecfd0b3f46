"""Wrong readings of a rule, one token away from it: what generated events must tell from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from generator.base.boolean import And, Not, Or
from generator.content.condition import (
    Condition,
    Expression,
    Identifier,
    Quantifier,
    Selector,
    parse_condition,
    references,
    selected,
)

Rule = dict[str, Any]

PLACES = {
    "endswith": ("contains", None),
    "contains": ("startswith", "endswith", None),
    "startswith": ("contains", None),
    "lt": ("lte",),
    "lte": ("lt",),
    "gt": ("gte",),
    "gte": ("gt",),
}
"""Modifiers, and those that a wrong reading takes them for; None where it overlooks them."""

FLAGS = ("all", "windash", "cased", "i", "neq", "base64offset", "wide")
"""Modifiers that a wrong reading overlooks."""


def mutations(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """The kind of each mutation and the rule after it, which may fail to evaluate."""
    detection = rule["detection"]
    names = [name for name in detection if name not in ("condition", "timeframe")]
    texts = detection["condition"]
    for index, text in enumerate(texts if isinstance(texts, list) else [texts]):
        for kind, changed in _conditions(parse_condition(text), names):
            mutant = deepcopy(rule)
            if isinstance(texts, list):
                mutant["detection"]["condition"][index] = changed
            else:
                mutant["detection"]["condition"] = changed
            yield kind, mutant
    for name, selection in detection.items():
        if name in ("condition", "timeframe"):
            continue
        for kind, changed in _selections(selection):
            yield kind, {**rule, "detection": {**detection, name: changed}}
        if _by_pattern_only(name, detection):
            rest = {key: value for key, value in detection.items() if key != name}
            yield "drop a selection", {**rule, "detection": rest}


def _by_pattern_only(name: str, detection: dict[str, Any]) -> bool:
    """Whether the condition means a selection by patterns only, and others by each of them."""
    texts = detection["condition"]
    names = [key for key in detection if key not in ("condition", "timeframe")]
    for text in texts if isinstance(texts, list) else [texts]:
        for reference in references(parse_condition(text).expression):
            meant = selected(reference, names)
            if name in meant and (isinstance(reference, Identifier) or len(meant) == 1):
                return False
    return True


def _conditions(condition: Condition, names: list[str]) -> Iterator[tuple[str, str]]:
    text = condition.text
    for found in re.finditer(r"(?<![\w-])(not|and|or)(?![\w-])", text):
        before, after = text[: found.start()], text[found.end() :]
        if found[0] == "not":
            yield "drop a `not`", before + after
        else:
            yield "swap `and`, `or`", before + {"and": "or", "or": "and"}[found[0]] + after
    for found in re.finditer(r"\b(1|any|all)(?= +of +([\w*]+))", text):
        swapped = "1" if found[1] == "all" else "all"
        meant = Selector(quantifier=Quantifier.ONE, pattern=found[2], position=0)
        if len(selected(meant, names)) > 1:
            yield "swap `1 of`, `all of`", text[: found.start()] + swapped + text[found.end() :]
    for shorter in _without_one(condition.expression):
        yield "drop a selection", written(shorter)


def _without_one(expression: Expression) -> Iterator[Expression]:
    match expression:
        case Not(operand):
            yield from (Not(shorter) for shorter in _without_one(operand))
        case And(operands) | Or(operands):
            make = type(expression)
            for index, operand in enumerate(operands):
                before, after = operands[:index], operands[index + 1 :]
                rest = before + after
                yield rest[0] if len(rest) == 1 else make(rest)
                for shorter in _without_one(operand):
                    yield make((*before, shorter, *after))


def written(expression: Expression) -> str:
    """The text of an expression, with all its brackets."""
    match expression:
        case Identifier(name=name):
            return name
        case Selector(quantifier=quantifier, pattern=pattern):
            return f"{'1' if quantifier is Quantifier.ONE else 'all'} of {pattern}"
        case Not(operand):
            return f"not ({written(operand)})"
        case And(operands):
            return " and ".join(f"({written(operand)})" for operand in operands)
        case Or(operands):
            return " or ".join(f"({written(operand)})" for operand in operands)


def _selections(selection: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(selection, dict):
        yield from _maps(selection)
    elif isinstance(selection, list):
        for index, item in enumerate(selection):
            before, after = selection[:index], selection[index + 1 :]
            if before or after:
                kind = "drop a map" if isinstance(item, dict) else "drop a keyword"
                yield kind, before + after
            for kind, changed in _selections(item):
                yield kind, [*before, changed, *after]


def _maps(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, values in fields.items():
        rest = {other: value for other, value in fields.items() if other != key}
        if rest:
            yield "drop a field", rest
        if isinstance(values, list) and len(values) > 1:
            for index in range(len(values)):
                yield "drop a value", {**fields, key: values[:index] + values[index + 1 :]}
        for kind, changed in _keys(key):
            if changed not in fields:
                yield kind, {changed if k == key else k: v for k, v in fields.items()}


def _keys(key: str) -> Iterator[tuple[str, str]]:
    name, *modifiers = key.split("|")
    for index, modifier in enumerate(modifiers):
        before, after = modifiers[:index], modifiers[index + 1 :]
        for other in PLACES.get(modifier, ()):
            kept = [*before, *([other] if other else []), *after]
            yield f"{modifier} → {other or 'equals'}", "|".join([name, *kept])
        if modifier in FLAGS:
            yield f"drop |{modifier}", "|".join([name, *before, *after])
