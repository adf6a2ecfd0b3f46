"""Compares the Logpoint queries of a whole rule corpus with the reference evaluator.

Run by hand: `python tests/backends/logpoint/judge_corpus.py [--rules DIR] [--limit N]`. For each
rule it makes events on both sides of each of its tests, lets the judge run the query on them and
asks whether the rule fires; it prints the counts, each disagreement, and refusals by reason.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from sigma.collection import SigmaCollection  # noqa: E402
from sigma.exceptions import SigmaError  # noqa: E402

from generator.backends.logpoint import LogpointBackend  # noqa: E402
from generator.backends.logpoint_pipeline import logpoint_pipeline  # noqa: E402
from generator.evaluate import EvaluationError, fires, scope_event  # noqa: E402
from generator.evaluate.events import events_for  # noqa: E402
from tests.backends.logpoint.normaliser import exchanged, has_whole_hashes, normalised  # noqa: E402
from tests.judges.corpus import CORPUS, rules_under  # noqa: E402
from tests.judges.logpoint import LogpointSyntaxError, parse  # noqa: E402


@dataclass
class Tally:
    """What came of it."""

    agreed: list[str] = field(default_factory=list)
    unjudged: dict[str, str] = field(default_factory=dict)
    refused: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, str] = field(default_factory=dict)
    events: Counter[bool] = field(default_factory=Counter)
    dashes: set[str] = field(default_factory=set)
    """Rules that differ only because Logpoint cannot tell a `-` from a missing field."""


def judge(rule: Mapping[str, Any], query: str, limit: int, tally: Tally) -> str | None:
    """The first event on which the query and the rule differ, as a text; None if there is none."""
    parsed = parse(query)
    scope = scope_event(rule)
    networks = set(_fields(rule, lambda name, _: "|cidr" in name))
    dashes = set(_fields(rule, lambda _, value: value == "-"))
    made = ({**scope, **event} for event in events_for(rule, limit=limit))
    for event in (event for one in made for event in (one, *exchanged(rule, one))):
        if any(not _is_address(event[name]) for name in networks & event.keys()):
            continue
        if not has_whole_hashes(event):
            continue
        expected = fires(rule, event)
        tally.events[expected] += 1
        got = parsed.matches(normalised(rule, event))
        if got is expected:
            continue
        if got in {fires(rule, other) for other in _without_dash(event, dashes)}:
            tally.dashes.add(str(rule.get("id")))
            continue
        return f"rule {'fires' if expected else 'does not fire'} on {event!r}"
    return None


def _fields(detection: Any, wanted: Callable[[str, Any], bool]) -> Iterator[str]:
    """The fields of a detection with a test of some kind."""
    if isinstance(detection, list):
        for part in detection:
            yield from _fields(part, wanted)
    elif isinstance(detection, Mapping):
        for name, value in detection.items():
            values = value if isinstance(value, list) else [value]
            if any(wanted(str(name), one) for one in values):
                yield str(name).split("|")[0]
            yield from _fields(value, wanted)


def _is_address(value: Any) -> bool:
    """Whether a field can hold this where Logpoint's normaliser expects an address."""
    try:
        ip_address(str(value))
    except ValueError:
        return value in (None, "", "-")
    return True


def _without_dash(event: dict[str, Any], dashes: set[str]) -> Iterator[dict[str, Any]]:
    """Events that Logpoint cannot tell from this one, because it does not keep a `-`."""
    yield {
        name: [one for one in value if one != "-"] if isinstance(value, list) else value
        for name, value in event.items()
        if value != "-"
    }
    yield {**event, **{name: "-" for name in dashes if event.get(name) is None}}


def main() -> int:
    """Prints the counts; 1 if a query differs from its rule, 0 also where there is no corpus."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rules", type=Path, default=CORPUS)
    options.add_argument("--limit", type=int, default=60, help="events for each rule")
    arguments = options.parse_args()
    if not arguments.rules.is_dir():
        print(f"skipped: there is no rule corpus at {arguments.rules}")
        return 0
    backend, tally, started = LogpointBackend(logpoint_pipeline()), Tally(), time.monotonic()
    for stem, rule in rules_under(arguments.rules):
        try:
            queries = backend.convert(SigmaCollection.from_dicts([rule]))
        except SigmaError as error:
            tally.refused[str(error)].append(stem)
            continue
        try:
            difference = judge(rule, queries[0], arguments.limit, tally)
        except EvaluationError as error:
            tally.unjudged[stem] = str(error)
            continue
        except LogpointSyntaxError as error:
            difference = f"syntax: {error}"
        if difference is None:
            tally.agreed.append(stem)
        else:
            tally.wrong[f"{rule.get('id')} {stem}"] = f"{difference}\n    {queries[0]}"
    for name, difference in tally.wrong.items():
        print(f"DIFFERS {name}: {difference}")
    for reason, stems in sorted(tally.refused.items(), key=lambda item: -len(item[1])):
        print(f"REFUSED {len(stems)}: {reason} ({', '.join(stems)})")
    for stem, reason in tally.unjudged.items():
        print(f"NOT JUDGED {stem}: {reason}")
    print(
        f"{len(tally.agreed)} agree ({len(tally.dashes)} but for a `-`), {len(tally.wrong)} differ,"
        f" {sum(map(len, tally.refused.values()))} refused, {len(tally.unjudged)} not judged;"
        f" {tally.events[True]} firing and {tally.events[False]} silent events;"
        f" {time.monotonic() - started:.0f} s"
    )
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
