"""What has to be put right before the conversion engine sees a rule, because it gets it wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.content.condition import (
    THEM,
    ConditionError,
    Identifier,
    Reference,
    parse_condition,
    references,
)
from generator.facts.logsources import named_as_events
from generator.targets.convert.metadata import with_sound_metadata

NOT_SELECTIONS = ("condition", "timeframe")


def guarded(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document in a form that pySigma 1.5 parses as it is meant.

    It takes a `timeframe` for a selection, which `them` then means too, so that is left out.
    Its condition parser takes an identifier that begins with `not` for a negation, so selections
    of such a rule get other names, and their patterns with them. Fields that the rule calls
    otherwise than its events do get the names of the events. Metadata that pySigma would refuse the
    rule for is repaired or left out. Everything else is left alone.
    """
    document = with_sound_metadata(named_as_events(document))
    detection = document.get("detection")
    if not isinstance(detection, dict):
        return dict(document)
    detection = {name: value for name, value in detection.items() if name != "timeframe"}
    document = {**document, "detection": detection}
    names = [str(name) for name in detection if name not in NOT_SELECTIONS]
    if not any(name.lower().startswith("not") for name in names):
        return dict(document)
    renamed = {
        _prefixed(str(name)) if name not in NOT_SELECTIONS else str(name): value
        for name, value in detection.items()
    }
    condition = detection.get("condition")
    renamed["condition"] = (
        [_with_prefixes(str(text)) for text in condition]
        if isinstance(condition, list)
        else _with_prefixes(str(condition))
    )
    return {**document, "detection": renamed}


def _prefixed(name: str) -> str:
    """Names with a leading `_` keep it: `them` and patterns pass over those."""
    return f"_s_{name}" if name.startswith("_") else f"s_{name}"


def _with_prefixes(condition: str) -> str:
    try:
        parsed = parse_condition(condition)
    except ConditionError:
        return condition
    found = sorted(references(parsed.expression), key=lambda reference: reference.position)
    for reference in reversed(found):
        old, new = _texts(reference)
        start = condition.index(old, reference.position)
        condition = condition[:start] + new + condition[start + len(old) :]
    return condition


def _texts(reference: Reference) -> tuple[str, str]:
    """What a reference is called in the condition, and what it has to be called."""
    if isinstance(reference, Identifier):
        return reference.name, _prefixed(reference.name)
    if reference.pattern == THEM or reference.pattern.startswith("*"):
        return reference.pattern, reference.pattern
    return reference.pattern, _prefixed(reference.pattern)
