"""A verdict in words, and its events in a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from generator.logic.compare.verdict import Relation, Verdict, Witness
from generator.logic.evaluate.record import RAW

LONGEST_VALUE = 160
"""Characters of a value; what is more is left out in its middle."""

LONGEST_EVENT = 600

_SUMMARIES: Mapping[Relation, str] = MappingProxyType(
    {
        Relation.EQUIVALENT: "Equivalent: it matches the same events as before.",
        Relation.BROADER: "Broader: it matches all that it matched before, and more.",
        Relation.NARROWER: "Narrower: it matches nothing new, and less than before.",
        Relation.DIFFERENT: "Different: it matches events that it did not match, and others no more.",
        Relation.UNKNOWN: "Cannot tell.",
    }
)


def summary(verdict: Verdict) -> str:
    """What the relation means, in a sentence; with the reason where it cannot be told."""
    text = _SUMMARIES[verdict.relation]
    if verdict.reason:
        text = f"Cannot tell: {verdict.reason[0].lower()}{verdict.reason[1:]}"
    if verdict.log_source is not None:
        before, after = verdict.log_source
        text += (
            f" Its log source changed from {before} to {after}; the verdict is on the detection."
        )
    return text


def sentence(verdict: Verdict) -> str:
    """The summary, and each event that shows it."""
    parts = [summary(verdict)]
    if verdict.gained is not None:
        parts.append(f"It now matches {shown(verdict.gained)}.")
    if verdict.lost is not None:
        parts.append(f"It no longer matches {shown(verdict.lost)}.")
    return " ".join(parts)


def shown(witness: Witness) -> str:
    """An event in one line, as JSON that may be shortened; plain text, escaped by whoever prints it."""
    if not witness.event:
        return "an event that has none of its fields"
    text = shortened(json.dumps(_readable(witness.event), ensure_ascii=False), LONGEST_EVENT)
    several = " (only fields with several values show it)" if witness.only_with_several else ""
    return text + several


def shortened(text: str, longest: int) -> str:
    """The text with its middle left out where it is longer."""
    if len(text) <= longest:
        return text
    half = (longest - 1) // 2
    return f"{text[:half]}…{text[-half:]}"


def _readable(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event without an empty raw message, its long texts shortened."""
    return {
        name: _short(value) for name, value in event.items() if not (name == RAW and value == [])
    }


def _short(value: object) -> object:
    if isinstance(value, str):
        # What no terminal or page can show stands as an escape.
        printable = value.encode("utf-8", "backslashreplace").decode("utf-8")
        return shortened(printable, LONGEST_VALUE)
    return list(map(_short, value)) if isinstance(value, list) else value
