"""Runs all shapes of rules through a target's runners."""

from __future__ import annotations

from generator.targets.registry import preset
from prove.corpus import SHAPES, candidates
from prove.proof import Outcome, Proof, prove
from prove.runners import runners_of


def shapes_that_are_not_right(target: str) -> dict[str, Proof]:
    made = preset(target)
    assert made is not None
    runners = runners_of(target)
    found = {one.rule["title"]: prove(one, made, runners, limit=30) for one in candidates(SHAPES)}
    return {title: f for title, f in found.items() if f.outcome is not Outcome.RIGHT}
