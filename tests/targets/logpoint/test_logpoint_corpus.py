"""A sample of real rules: the query finds the events on which the rule fires, and no others."""

from __future__ import annotations

from pathlib import Path

from prove.batch import results_of
from prove.corpus import candidates


def test_every_fortieth_rule_of_the_corpus(corpus: Path) -> None:
    found = list(results_of("logpoint", list(candidates(corpus / "sigma"))[::40], limit=40))
    assert not [one.candidate.name for one in found if one.proof.wrong]
    assert sum(one.proof.matching for one in found) > 500
    assert sum(one.proof.others for one in found) > 500
