"""Witnesses run through the evaluator, on both sides."""

from __future__ import annotations

from typing import Any

from generator.logic.compare import Verdict
from generator.logic.evaluate import fires


def check_witnesses(verdict: Verdict, before: dict[str, Any], after: dict[str, Any]) -> None:
    for witness, matching, other in (
        (verdict.gained, after, before),
        (verdict.lost, before, after),
    ):
        if witness is not None:
            assert fires(matching, witness.event)
            assert not fires(other, witness.event)
