"""Compares the commands for the Windows rules of a corpus with the reference evaluator.

Run by hand: `python tests/backends/powershell/judge_corpus.py [--rules DIR] [--limit N]`. It
prints the counts, the refusals by reason and each rule whose command is wrong about an event.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from sigma.exceptions import SigmaError  # noqa: E402

from generator.evaluate import EvaluationError  # noqa: E402
from tests.backends.powershell.judging import commands_for, verdicts  # noqa: E402
from tests.judges.corpus import CORPUS, rules_under  # noqa: E402
from tests.judges.powershell import JudgeError  # noqa: E402


def windows_rules(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The Windows rules of a corpus by file name, those about compliance left out."""
    for stem, rule in rules_under(folder):
        if rule.get("logsource", {}).get("product") == "windows":
            yield stem, rule


def main() -> int:
    """Prints what came of it; 1 where a command is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=Path, default=CORPUS)
    parser.add_argument("--limit", type=int, default=60, help="events per rule")
    parser.add_argument("--only", default="", help="part of a file name")
    parser.add_argument("--every", type=int, default=1, help="take each nth rule")
    options = parser.parse_args()
    started = time.monotonic()
    outcomes: Counter[str] = Counter()
    events: Counter[str] = Counter()
    refused: dict[str, list[str]] = defaultdict(list)
    found = [r for r in windows_rules(options.rules) if options.only in r[0]][:: options.every]
    for stem, rule in found:
        try:
            commands = commands_for(rule)
        except SigmaError as error:
            outcomes["refused"] += 1
            refused[re.sub(r"'[^']*'|%\w+%", "…", str(error))].append(stem)
            continue
        try:
            seen = list(verdicts(rule, commands, limit=options.limit))
        except (JudgeError, EvaluationError) as error:
            outcomes[f"not judged: {type(error).__name__}"] += 1
            print(f"NOT JUDGED {stem}: {error}")
            continue
        events.update(f"wanted {v.wanted}, got {v.got}" for v in seen)
        wrong = [v for v in seen if v.wanted != v.got]
        outcomes["wrong" if wrong else "right"] += 1
        if not any(v.wanted for v in seen):
            outcomes["of these without a matching event"] += 1
            print(f"NO MATCHING EVENT {stem}")
        if wrong:
            print(f"WRONG {stem} {rule.get('id')}: wanted {wrong[0].wanted}: {wrong[0].event}")
    print(f"\n{len(found)} rules in {time.monotonic() - started:.0f} s")
    for count in (outcomes, events):
        for name, number in sorted(count.items()):
            print(f"{number:8} {name}")
    for reason, stems in sorted(refused.items()):
        print(f"REFUSED {len(stems)}: {reason} ({', '.join(stems[:3])} …)")
    return 1 if outcomes["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
