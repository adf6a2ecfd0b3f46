"""A sample of real rules, where the corpus is at hand."""

from __future__ import annotations

from pathlib import Path

from prove.batch import results_of
from prove.corpus import candidates


def test_commands_for_a_sample_of_real_rules_are_right(corpus: Path) -> None:
    found = list(results_of("powershell", list(candidates(corpus / "sigma"))[::50], limit=20))
    assert not [one.candidate.name for one in found if one.proof.wrong]
    assert sum(bool(one.proof.matching) for one in found) > 40
