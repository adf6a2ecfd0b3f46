"""Why a rule fires on an event or does not: its selections, and the values that matched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.logic.evaluate.compiler import compile_rule
from generator.logic.evaluate.record import RAW, Record
from generator.logic.evaluate.tree import Leaf, holds, leaves


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMatch:
    """A value of the rule that the event has."""

    field: str | None
    """None for a keyword, which is looked for in the message."""
    modifiers: tuple[str, ...]
    value: object
    """The value as it stands in the rule."""
    found: tuple[Any, ...]
    """What the event has there; empty where the rule asks for nothing (`null`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionResult:
    """Whether one selection holds, and each of its values that the event has."""

    name: str
    holds: bool
    matches: tuple[FieldMatch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The verdict on one event, and the selections in the order of the rule."""

    fires: bool
    selections: tuple[SelectionResult, ...]


def explain(rule: Mapping[str, Any], event: Mapping[str, Any]) -> Explanation:
    """What `fires` says, with the reasons; raises EvaluationError as `fires` does."""
    compiled = compile_rule(rule)
    record = Record(event)
    return Explanation(
        fires=holds(compiled.root, record),
        selections=tuple(
            SelectionResult(
                name=name,
                holds=holds(node, record),
                matches=tuple(_match(leaf, record) for leaf in leaves(node) if leaf.holds(record)),
            )
            for name, node in compiled.selections.items()
        ),
    )


def _match(leaf: Leaf, record: Record) -> FieldMatch:
    found = record.found(leaf.field)
    values = found.values if found else ()
    if leaf.field is None and RAW not in record.event:
        alone = (value for value in values if leaf.holds(Record({RAW: value})))
        values = tuple(alone) or values
    return FieldMatch(field=leaf.field, modifiers=leaf.modifiers, value=leaf.value, found=values)
