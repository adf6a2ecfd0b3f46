"""The detections that SigmaHQ changed in a year, from the history bundle of the corpus."""

from __future__ import annotations

import io
import random
import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

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
SEED = 7
DRAWN = 20
"""How many of the changes are read by hand, and what they are drawn with: docs/diff.md."""
Rule = dict[str, Any]
Change = tuple[Rule, Rule]


def clone(folder: Path) -> Path:
    """The repository of the bundle, in a new folder."""
    subprocess.run(["git", "clone", "--quiet", str(BUNDLE), str(folder)], check=True)
    return folder


def changed(repository: Path) -> Iterator[Change]:
    """The rules before and after, between neighbouring states, in order of state and id."""
    before = _rules_of(repository, STATES[0])
    for state in STATES[1:]:
        after = _rules_of(repository, state)
        for key in sorted(before.keys() & after.keys()):
            if before[key]["detection"] != after[key]["detection"]:
                yield before[key], after[key]
        before = after


def drawn(changes: Sequence[Change]) -> list[Change]:
    """Those of all changes that docs/diff.md lists, in the order of its table."""
    return random.Random(SEED).sample(changes, DRAWN)


def _rules_of(repository: Path, state: str) -> dict[str, Rule]:
    """The detection rules of a state by id."""
    packed = subprocess.run(
        ["git", "archive", state], cwd=repository, check=True, capture_output=True
    )
    made: dict[str, Rule] = {}
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        for member in files:
            held = files.extractfile(member) if member.name.endswith(".yml") else None
            for rule in yaml.load_all(held.read(), yaml.CSafeLoader) if held else ():
                if isinstance(rule, dict) and "detection" in rule:
                    made[rule["id"]] = rule
    return made
