"""Prints the verdicts that docs/diff.md lists, to be read by hand.

python tests/logic/compare/drawn_verdicts.py

For each: the change, then what the comparison makes of it, and what the evaluator says of each of
its events before and after. It needs ../shared/corpus/sigma-history.bundle and says so without it.
"""

from __future__ import annotations

import difflib
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from generator.logic.compare import Verdict, compare
from generator.logic.evaluate import fires
from tests.logic.compare.sigma_states import BUNDLE, Rule, changed, clone, drawn

AROUND = 3
"""Lines that are shown around each change."""


def main() -> None:
    if not BUNDLE.is_file():
        sys.exit("The history bundle is not on this machine.")
    with tempfile.TemporaryDirectory() as scratch:
        pairs = drawn(list(changed(clone(Path(scratch, "sigma")))))
    for number, (before, after) in enumerate(pairs, start=1):
        print(f"\n{number}. {after['id']} {after['title']}")
        print(*_change(before, after), sep="\n")
        print(*_told(compare(before, after), before, after), sep="\n")


def _change(before: Rule, after: Rule) -> Iterator[str]:
    texts = (
        yaml.safe_dump(
            {key: rule[key] for key in ("logsource", "detection")},
            sort_keys=False,
            allow_unicode=True,
            width=1000,
        ).splitlines()
        for rule in (before, after)
    )
    yield from list(difflib.unified_diff(*texts, n=AROUND, lineterm=""))[2:]


def _told(verdict: Verdict, before: Rule, after: Rule) -> Iterator[str]:
    yield f"=> {verdict.relation.value} {verdict.reason}".rstrip()
    for name, witness in (("lost", verdict.lost), ("gained", verdict.gained)):
        if witness is not None:
            said = f"before: {fires(before, witness.event)}, after: {fires(after, witness.event)}"
            yield f"   {name}: {json.dumps(witness.event, ensure_ascii=False)} ({said})"
            if witness.only_with_several:
                yield "   (only fields with several values show it)"


if __name__ == "__main__":
    main()
