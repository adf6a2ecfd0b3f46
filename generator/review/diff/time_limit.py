"""Detections compared within a time that nothing in them can stretch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.logic.compare import Relation, Verdict, compare
from generator.targets.convert.time_limit import TooSlow, time_limit

SECONDS = 3.0
"""Of the processor, for one pair: a regular expression that never ends is stopped too."""


def judge(before: Mapping[str, Any], after: Mapping[str, Any]) -> Verdict:
    """The verdict of `compare`; `cannot tell` where it takes too long."""
    try:
        with time_limit(SECONDS):
            return compare(before, after)
    except TooSlow:
        return Verdict(relation=Relation.UNKNOWN, reason="The comparison took too long.")
