"""Runs the grep command of each corpus rule over generated events, and compares verdicts.

    python tests/backends/grep/prove_corpus.py [--events N] [--match TEXT] [--every N]

Every event is written in each form of `grep_lines.FORMS`; grep is run once per rule, through bash.
A disagreement on a line that cannot be read back as its event is counted apart, by its cause.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from grep_lines import ALL_FORMS, FORMS, LINE_FORMS, ambiguity, readings
from sigma.collection import SigmaCollection
from sigma.exceptions import SigmaError

from generator.backends.grep import GrepBackend
from generator.evaluate import EvaluationError, compile_rule
from generator.evaluate.events import events_for
from generator.evaluate.record import Record
from generator.evaluate.tree import leaves

CORPUS = Path(__file__).resolve().parents[3] / "../shared/corpus/sigma"


def rules(match: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(CORPUS.glob("rules*/**/*.yml")):
        if "rules-compliance" in path.parts or match not in str(path):
            continue
        for document in yaml.load_all(path.read_text("utf-8"), Loader=yaml.CSafeLoader):
            if "detection" in document:
                yield path.name, document


def grep(command: str, lines: list[str], locale: str) -> tuple[int, set[int], str]:
    """Exit code, numbers of the printed lines from 0, and what grep complains of."""
    counted = command.replace("grep -P", f"LC_ALL={locale} grep -n -P", 1)
    text = "\n".join(lines) + "\n"
    done = subprocess.run(
        ["bash"],
        input=f"{counted} <<'@@END@@'\n{text}@@END@@\n".encode("utf-8", "surrogatepass"),
        capture_output=True,
    )
    numbers = {int(n) - 1 for n in re.findall(rb"^(\d+):", done.stdout, re.MULTILINE)}
    return done.returncode, numbers, done.stderr.decode(errors="replace").strip()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=200)
    parser.add_argument("--match", default="")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--locale", default="C.UTF-8")
    options = parser.parse_args()
    if not CORPUS.exists():
        print(f"skipped: {CORPUS} is not there")
        return 0
    counts: Counter[str] = Counter()
    inherent: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    for number, (name, rule) in enumerate(rules(options.match)):
        if number % options.every:
            continue
        counts["rules"] += 1
        prove(name, rule, options, counts, inherent, spent)
    print(f"\n{dict(counts)}")
    print("disagreements on lines that are ambiguous by themselves:", dict(inherent))
    print("seconds:", {stage: round(seconds, 1) for stage, seconds in spent.items()})
    return 1 if counts["wrong"] else 0


def prove(
    name: str,
    rule: dict[str, Any],
    options: argparse.Namespace,
    counts: Counter[str],
    inherent: Counter[str],
    spent: Counter[str],
) -> None:
    start = time.perf_counter()
    try:
        collection = SigmaCollection.from_dicts([rule])
        read = time.perf_counter()
        commands = GrepBackend().convert(collection)
    except SigmaError as error:
        counts["refused"] += 1
        print(f"refused {name}: {error}")
        return
    finally:
        spent["convert"] += time.perf_counter() - read
    counts["converted"] += 1
    spent["read"] += read - start
    try:
        judge = compile_rule(rule).root
        fields = {leaf.field for leaf in leaves(judge) if leaf.field}
        events = list(events_for(rule, limit=options.events))
    except EvaluationError as error:
        counts["not judged"] += 1
        print(f"not judged {name}: {error}")
        return
    events = [event for event in events if "\n" not in str(event.get("_raw", ""))]
    cases = [(event, form) for event in events for form in (*FORMS, *LINE_FORMS)]
    cases = [(e, form) for e, form in cases if form in FORMS or set(e) == {"Message"}]
    lines = [ALL_FORMS[form](event).replace("\n", "\\n") for event, form in cases]
    expected = [judge.holds(Record(event)) for event, _ in cases]
    spent["judge"] += time.perf_counter() - read
    before = time.perf_counter()
    found: set[int] = set()
    for command in commands:
        code, numbers, complaint = grep(command, lines, options.locale)
        found |= numbers
        if code > 1 or complaint:
            counts["grep failed"] += 1
            print(f"FAILED {name}: exit {code} {complaint}")
    spent["grep"] += time.perf_counter() - before
    counts["lines"] += len(lines)
    counts["matching lines"] += sum(expected)
    wrong = []
    for index, (event, form) in enumerate(cases):
        if (index in found) == expected[index]:
            continue
        cause = ambiguity(event, form, fields) or next(
            (
                why
                for why, other in readings(event, form, lines[index])
                if judge.holds(Record(other)) != expected[index]
            ),
            None,
        )
        if cause:
            inherent[f"{form}: {cause}"] += 1
        else:
            wrong.append((expected[index], form, lines[index]))
    if wrong:
        counts["wrong"] += 1
        counts["wrong lines"] += len(wrong)
        print(f"WRONG {name}: {len(wrong)} of {len(lines)} lines")
        for should, form, line in wrong[:3]:
            print(f"   {'missed' if should else 'found'} {form}: {line[:400]}")


if __name__ == "__main__":
    sys.exit(main())
