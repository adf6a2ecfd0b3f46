"""Compares the SPL of a whole rule corpus with the reference evaluator.

Run by hand: `python tests/backends/splunk/judge_corpus.py [--rules DIR] [--limit N] [--encoded]`.
For each rule it makes events on both sides of each of its tests, lets the judge run the query on
them and asks whether the rule fires. It prints the counts, each disagreement, and refusals by
reason. `--encoded` gives Windows events with their texts as XML writes them.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from sigma.collection import SigmaCollection  # noqa: E402
from sigma.exceptions import SigmaError  # noqa: E402

from generator.backends.splunk import SplunkSearchBackend, splunk_pipeline  # noqa: E402
from generator.evaluate import EvaluationError, fires, scope_event  # noqa: E402
from generator.evaluate.events import generate  # noqa: E402
from tests.backends.splunk.indexing import indexed, with_message  # noqa: E402
from tests.judges.corpus import CORPUS, rules_under  # noqa: E402
from tests.judges.spl import SplError, SplQuery  # noqa: E402


@dataclass
class Tally:
    """What came of it."""

    right: list[str] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    refused: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    unjudged: dict[str, str] = field(default_factory=dict)
    untested: Counter[str] = field(default_factory=Counter)
    silent: list[str] = field(default_factory=list)
    events: Counter[bool] = field(default_factory=Counter)


def difference(
    rule: Mapping[str, Any], query: str, tally: Tally, *, limit: int, encoded: bool
) -> str | None:
    """The first event on which the query and the rule differ, as a text; None if there is none."""
    spl = SplQuery(query)
    generated = generate(rule, limit=limit)
    tally.untested.update(generated.unsupported_leaves)
    scope, fired = scope_event(rule), False
    for made in generated.events:
        event = with_message({**scope, **made})
        expected = fires(rule, event)
        fired = fired or expected
        tally.events[expected] += 1
        if spl.finds(indexed(rule, event, encoded=encoded)) is not expected:
            return f"rule {'fires' if expected else 'does not fire'} on {event!r}"
    if not fired:
        tally.silent.append(str(rule.get("id")))
    return None


def main() -> int:
    """Prints the counts; 1 if a query differs from its rule, 0 also where there is no corpus."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rules", type=Path, default=CORPUS)
    options.add_argument("--limit", type=int, default=60, help="events for each rule")
    options.add_argument("--encoded", action="store_true", help="texts as XML writes them")
    arguments = options.parse_args()
    if not arguments.rules.is_dir():
        print(f"skipped: there is no rule corpus at {arguments.rules}")
        return 0
    backend, tally, started = SplunkSearchBackend(splunk_pipeline()), Tally(), time.monotonic()
    for stem, rule in rules_under(arguments.rules):
        try:
            queries = backend.convert(SigmaCollection.from_dicts([rule]))
        except SigmaError as error:
            tally.refused[str(error)].append(stem)
            continue
        try:
            found = difference(
                rule, queries[0], tally, limit=arguments.limit, encoded=arguments.encoded
            )
        except EvaluationError as error:
            tally.unjudged[stem] = str(error)
            continue
        except SplError as error:
            found = f"no SPL: {error}"
        if found is None:
            tally.right.append(stem)
        else:
            tally.wrong[f"{rule.get('id')} {stem}"] = f"{found}\n    {queries[0]}"
    report(tally, time.monotonic() - started)
    return 1 if tally.wrong else 0


def report(tally: Tally, seconds: float) -> None:
    """Prints what came of it."""
    for name, text in tally.wrong.items():
        print(f"DIFFERS {name}: {text}")
    for reason, stems in sorted(tally.refused.items(), key=lambda item: -len(item[1])):
        print(f"REFUSED {len(stems)}: {reason} ({', '.join(stems)})")
    for stem, reason in tally.unjudged.items():
        print(f"NOT JUDGED {stem}: {reason}")
    if tally.silent:
        print(f"NO EVENT FIRES {len(tally.silent)}: {', '.join(tally.silent)}")
    print(
        f"{len(tally.right)} right, {len(tally.wrong)} differ,"
        f" {sum(map(len, tally.refused.values()))} refused, {len(tally.unjudged)} not judged;"
        f" {tally.events[True]} firing and {tally.events[False]} silent events,"
        f" {sum(tally.untested.values())} tests without an event; {seconds:.0f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
