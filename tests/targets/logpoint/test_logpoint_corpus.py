"""A sample of real rules: the query finds the events on which the rule fires, and no others."""

from __future__ import annotations

from pathlib import Path

from prove.corpus import candidates
from prove.running import judged


def test_every_fortieth_rule_of_the_corpus(corpus: Path) -> None:
    found = list(judged("logpoint", list(candidates(corpus / "sigma"))[::40], limit=40))
    assert not [one.candidate.name for one in found if one.finding.wrong]
    assert sum(one.finding.matching for one in found) > 500
    assert sum(one.finding.others for one in found) > 500
