"""A sample of real rules: the query finds the events on which the rule fires, and no others."""

from __future__ import annotations

import pytest
from sigma.collection import SigmaCollection
from sigma.exceptions import SigmaError

from generator.backends.logpoint import LogpointBackend
from generator.backends.logpoint_pipeline import logpoint_pipeline
from tests.backends.logpoint.judge_corpus import Tally, judge
from tests.judges.corpus import CORPUS, rules_under


def test_every_fortieth_rule_of_the_corpus() -> None:
    if not CORPUS.is_dir():
        pytest.skip(f"there is no rule corpus at {CORPUS}")
    backend, tally, wrong = LogpointBackend(logpoint_pipeline()), Tally(), {}
    for stem, rule in list(rules_under(CORPUS))[::40]:
        try:
            queries = backend.convert(SigmaCollection.from_dicts([rule]))
        except SigmaError:
            continue
        if difference := judge(rule, queries[0], 40, tally):
            wrong[stem] = difference
    assert not wrong
    assert tally.events[True] > 500
    assert tally.events[False] > 500
