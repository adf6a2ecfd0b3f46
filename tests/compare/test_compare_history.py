"""The verdicts on every detection that SigmaHQ changed in a year."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml

from generator.compare import Relation, compare
from tests.compare.witnesses import check_witnesses
from tests.support import CORPUS

BUNDLE = CORPUS / "sigma-history.bundle"
STATES = [
    "state-2025-08-05",
    "state-2025-11-05",
    "state-2026-02-05",
    "state-2026-05-05",
    "state-2026-07-05",
    "state-2026-08-05",
]
Rules = dict[str, dict[str, Any]]


def rules_of(repository: Path, state: str) -> Rules:
    """The detection rules of a state by id."""
    packed = subprocess.run(
        ["git", "archive", state], cwd=repository, check=True, capture_output=True
    )
    made: Rules = {}
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        for member in files:
            held = files.extractfile(member) if member.name.endswith(".yml") else None
            for rule in yaml.load_all(held.read(), yaml.CSafeLoader) if held else ():
                if isinstance(rule, dict) and "detection" in rule:
                    made[rule["id"]] = rule
    return made


def changed(repository: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The rules before and after, between neighbouring states."""
    before = rules_of(repository, STATES[0])
    for state in STATES[1:]:
        after = rules_of(repository, state)
        for key in sorted(before.keys() & after.keys()):
            if before[key]["detection"] != after[key]["detection"]:
                yield before[key], after[key]
        before = after


@pytest.fixture(scope="module")
def repository(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not BUNDLE.is_file():
        pytest.skip("the history bundle is not on this machine")
    folder = tmp_path_factory.mktemp("history") / "sigma"
    subprocess.run(["git", "clone", "--quiet", str(BUNDLE), str(folder)], check=True)
    return folder


def test_real_changes_get_a_verdict_and_every_witness_is_confirmed(repository: Path) -> None:
    relations: Counter[Relation] = Counter()
    times: list[float] = []
    for before, after in changed(repository):
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
