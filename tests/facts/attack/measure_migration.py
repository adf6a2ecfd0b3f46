"""Migrates the rules of SigmaHQ from before their retagging for ATT&CK 19, and compares.

python tests/facts/attack/measure_migration.py
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from generator.facts.attack import SPLIT_INTO, SPLIT_TACTIC, load
from tests.facts.attack.history import (
    AFTER,
    BEFORE,
    BUNDLE,
    OLDEST,
    check_out,
    migrated,
    tags_by_id,
)


def parts(tags: list[str]) -> frozenset[str]:
    return frozenset(name for name in SPLIT_INTO if f"attack.{name}" in tags)


def main() -> None:
    if not BUNDLE.exists():
        sys.exit(f"{BUNDLE} is not on this machine")
    attack = load()
    with tempfile.TemporaryDirectory() as folder:
        theirs = tags_by_id(d.text for d in check_out(Path(folder, AFTER), AFTER))
        for state in (OLDEST, BEFORE):
            found = check_out(Path(folder, state), state)
            start = time.perf_counter()
            made = migrated(found, attack)
            seconds = time.perf_counter() - start
            before = tags_by_id(d.text for d in found)
            ours = tags_by_id(m.text for m in made)
            left = Counter(mistake.code for m in made for mistake in m.left)
            changed = [m for m in made if m.text != m.document.text]
            decided = [
                identifier
                for identifier, tags in before.items()
                if identifier in theirs
                and {f"attack.{SPLIT_TACTIC}", "attack.defense_evasion"} & {*tags}
                and parts(ours[identifier])
            ]
            same = sum(parts(ours[i]) == parts(theirs[i]) for i in decided)
            equal = sum(
                {*ours[i]} == {*theirs[i]} for i in ours if i in theirs and ours[i] != before[i]
            )
            print(
                f"{state}: {len(found)} files, {len(changed)} changed, "
                f"{sum(m.tags for m in made)} tags in {seconds:.1f} s; left: {dict(left)}\n"
                f"  Defense Evasion decided for {len(decided)} rules that {AFTER} has too, "
                f"as SigmaHQ did: {same}\n"
                f"  of the changed rules {equal} have exactly SigmaHQ's tags of {AFTER}"
            )


if __name__ == "__main__":
    main()
