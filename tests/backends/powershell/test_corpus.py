"""A sample of real rules, where the corpus is at hand; `judge_corpus.py` runs them all."""

from __future__ import annotations

import pytest
from sigma.exceptions import SigmaError

from tests.backends.powershell.judge_corpus import CORPUS, windows_rules
from tests.backends.powershell.judging import commands_for, verdicts

SAMPLE = 60


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no rule corpus at {CORPUS}")
def test_commands_for_a_sample_of_real_rules_are_right() -> None:
    judged = 0
    wrong = []
    for stem, rule in list(windows_rules(CORPUS))[::SAMPLE]:
        try:
            commands = commands_for(rule)
        except SigmaError:
            continue
        seen = list(verdicts(rule, commands, limit=20))
        judged += bool(seen)
        wrong += [(stem, verdict) for verdict in seen if verdict.wanted != verdict.got]
    assert not wrong
    assert judged > 40
