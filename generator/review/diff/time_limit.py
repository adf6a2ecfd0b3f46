"""Comparison of detections within a hard time limit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.logic.compare import Relation, Verdict, compare
from generator.targets.convert.time_limit import TooSlow, time_limit

SECONDS = 3.0
"""CPU seconds for one pair. The limit also stops a regular expression that never ends."""


def judge(before: Mapping[str, Any], after: Mapping[str, Any]) -> Verdict:
    """The verdict of `compare`, or `cannot tell` if it takes too long."""
    try:
        with time_limit(SECONDS):
            return compare(before, after)
    except TooSlow:
        return Verdict(relation=Relation.UNKNOWN, reason="The comparison took too long.")
