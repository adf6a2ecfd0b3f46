"""A Sigma rule, as loaded from YAML, to the tree that is walked over events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from generator.base.boolean import And, Not, Or, every, some
from generator.content.condition import (
    ConditionError,
    Expression,
    Identifier,
    Quantifier,
    Selector,
    parse_condition,
    selected,
)
from generator.facts.logsources import named_as_events
from generator.logic.evaluate.errors import EvaluationError
from generator.logic.evaluate.matchers import Matcher
from generator.logic.evaluate.modifiers import matchers_for
from generator.logic.evaluate.record import text_of
from generator.logic.evaluate.tree import Leaf, Node, Selection

RESERVED = frozenset({"condition", "timeframe"})
"""Keys of a detection that name no selection."""

MAX_DEPTH = 30
"""How deep lists and maps of a selection may nest; a cyclic YAML alias has no end."""

FOR_KEYWORDS = frozenset(
    {"all", "neq", "contains", "cased", "re", "i", "ignorecase", "m", "multiline", "s", "dotall"}
    | {"windash", "wide", "utf16le", "utf16be", "utf16", "base64", "base64offset", "expand"}
)
"""Modifiers that mean something where there is no field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRule:
    """The tree of a rule's condition, and those of its selections by name."""

    root: Node
    selections: Mapping[str, Node]


def compile_rule(rule: Mapping[str, Any]) -> CompiledRule:
    """The trees of a detection rule; raises EvaluationError with what stands against it.

    Fields have the names that events have, also where the rule calls them otherwise. Remembers the
    last rules by the text of their detections, so that a caller may ask for the same rule once per
    event.
    """
    rule = named_as_events(rule)
    if "correlation" in rule:
        kind = rule["correlation"]
        name = kind.get("type") if isinstance(kind, Mapping) else None
        raise EvaluationError(
            f"A correlation rule ({name or 'without a type'}) is about several events; only rules"
            " about a single event can be evaluated."
        )
    detection = rule.get("detection")
    if not isinstance(detection, Mapping):
        raise EvaluationError("The rule has no detection.")
    return _remembered(_Key(detection))


class _Key:
    """A detection by its text: hashable, and equal to that of another with the same text."""

    def __init__(self, detection: Mapping[Any, Any]) -> None:
        self.detection = detection
        self.text = repr(detection)

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.text == other.text


@lru_cache(maxsize=64)
def _remembered(key: _Key) -> CompiledRule:
    return _compiled(key.detection)


def _compiled(detection: Mapping[Any, Any]) -> CompiledRule:
    selections = {
        str(name): _selection(definition, 0)
        for name, definition in detection.items()
        if name not in RESERVED
    }
    conditions = detection.get("condition")
    listed = conditions if isinstance(conditions, list) else [conditions]
    texts = [text for text in listed if isinstance(text, str)]
    if not listed or len(texts) < len(listed):
        raise EvaluationError("The condition must be a text or a list of texts.")
    roots = tuple(_condition(text, selections) for text in texts)
    return CompiledRule(root=some(roots), selections=selections)


def _condition(text: str, selections: Mapping[str, Node]) -> Node:
    try:
        condition = parse_condition(text)
    except ConditionError as error:
        raise EvaluationError(
            f"The condition does not parse: {error.reason} (character {error.position + 1})."
        ) from error
    if condition.aggregation is not None:
        raise EvaluationError(
            f"The aggregation `| {condition.aggregation}` is about several events; only rules"
            " about a single event can be evaluated."
        )
    return _resolved(condition.expression, selections)


def _resolved(expression: Expression, selections: Mapping[str, Node]) -> Node:
    match expression:
        case And(parts):
            return every(_resolved(part, selections) for part in parts)
        case Or(parts):
            return some(_resolved(part, selections) for part in parts)
        case Not(part):
            return Not(_resolved(part, selections))
        case Identifier(name=name):
            if name not in selections:
                raise EvaluationError(f"The condition names `{name}`, which is no selection here.")
            return Selection(name, selections[name])
        case Selector(quantifier=quantifier, pattern=pattern):
            names = selected(expression, selections)
            if not names:
                raise EvaluationError(
                    f"`{quantifier.value} of {pattern}` in the condition means no selection here."
                )
            children = tuple(Selection(name, selections[name]) for name in names)
            return every(children) if quantifier is Quantifier.ALL else some(children)


def _selection(definition: object, depth: int) -> Node:
    """A map is AND over its fields, a list OR over its items, anything else a keyword."""
    if depth > MAX_DEPTH:
        raise EvaluationError(f"A selection nests deeper than {MAX_DEPTH} levels.")
    if isinstance(definition, (Mapping, list)) and not definition:
        raise EvaluationError("A selection is empty.")
    if isinstance(definition, Mapping):
        return every(_item(str(key), value) for key, value in definition.items())
    if isinstance(definition, list):
        return some(_selection(item, depth + 1) for item in definition)
    return _item("", definition)


def _item(key: str, values: object) -> Node:
    """`field|modifiers: values`, or keywords where the field's name is empty."""
    name, *modifiers = key.split("|")
    listed = values if isinstance(values, list) else [values]
    if not listed:
        raise EvaluationError(f"`{key}` has an empty list of values.")
    try:
        tests = tuple(_leaf(name or None, tuple(modifiers), value) for value in listed)
    except EvaluationError as error:
        raise EvaluationError(f"`{key}`: {error}" if key else str(error)) from error
    node: Node = every(tests) if "all" in modifiers else some(tests)
    return Not(node) if "neq" in modifiers else node


def _leaf(field: str | None, modifiers: tuple[str, ...], value: object) -> Leaf:
    if field is None:
        for modifier in modifiers:
            if modifier not in FOR_KEYWORDS:
                raise EvaluationError(f"`{modifier}` needs a field; a keyword has none.")
        matchers = _keyword_matchers(value, modifiers)
    else:
        matchers = matchers_for(value, modifiers)
    return Leaf(field=field, modifiers=modifiers, value=value, matchers=matchers)


def _keyword_matchers(value: object, modifiers: tuple[str, ...]) -> tuple[Matcher, ...]:
    text = text_of(value)
    if text is None:
        raise EvaluationError("A keyword must be a text or a number.")
    return matchers_for(text, (*modifiers, "contains"))
