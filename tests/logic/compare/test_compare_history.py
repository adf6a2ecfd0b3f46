"""The verdicts on every detection that SigmaHQ changed in a year."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from time import process_time

import pytest

from generator.logic.compare import Relation, compare
from tests.logic.compare.sigma_states import BUNDLE, DRAWN, Change, changed, clone, drawn
from tests.logic.compare.witnesses import check_witnesses
from tests.support import REPOSITORY

_ROW = re.compile(r"^\| `([0-9a-f]{8})` \| .+ \| ([a-z ]+) \|$", re.MULTILINE)
"""A verdict that was read by hand, in docs/diff.md."""


@pytest.fixture(scope="module")
def changes(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Change]:
    if not BUNDLE.is_file():
        pytest.skip("the history bundle is not on this machine")
    return list(changed(clone(tmp_path_factory.mktemp("history") / "sigma")))


def test_real_changes_get_a_verdict_and_every_witness_is_confirmed(changes: list[Change]) -> None:
    relations: Counter[Relation] = Counter()
    times: list[float] = []
    for before, after in changes:
        start = process_time()
        verdict = compare(before, after)
        times.append(process_time() - start)
        check_witnesses(verdict, before, after)
        relations[verdict.relation] += 1
    assert sum(relations.values()) > 400
    assert relations[Relation.UNKNOWN] <= 0.1 * sum(relations.values())
    assert min(relations[relation] for relation in Relation if relation is not Relation.UNKNOWN) > 0
    assert sorted(times)[int(len(times) * 0.9)] < 0.1
    assert max(times) < 4


def test_the_verdicts_that_were_read_by_hand_are_still_those(changes: list[Change]) -> None:
    read = _ROW.findall((REPOSITORY / "docs/diff.md").read_text("utf-8"))
    told = [
        (after["id"][:8], compare(before, after).relation.value) for before, after in drawn(changes)
    ]
    assert len(read) == DRAWN
    assert told == read
