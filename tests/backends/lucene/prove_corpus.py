"""Compares the Lucene queries of a whole rule corpus with the reference evaluator.

Run by hand: `python tests/backends/lucene/prove_corpus.py [--rules DIR] [--limit N]`. For each rule
it makes events on both sides of each of its tests, stores them as the target's product does, runs
the printed query on them and asks whether the rule fires. It prints the counts, each disagreement,
and the refusals by reason.

`--lucene JAR` also asks a real Lucene and compares the Python judge with it. It needs a Java
compiler and a jar with Lucene 9, its classic query parser and Jackson; one is inside the wheel of
`pyserini` 0.22.1 (`pip download --no-deps pyserini==0.22.1`, then `pyserini/resources/jars/`).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
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

from generator.backends.graylog import GraylogBackend, graylog_pipeline  # noqa: E402
from generator.backends.lucene import LuceneQueryBackend  # noqa: E402
from generator.backends.scope import scope_pipeline  # noqa: E402
from generator.backends.winlogbeat import winlogbeat_pipeline  # noqa: E402
from generator.evaluate import EvaluationError, fires, scope_event  # noqa: E402
from generator.evaluate.events import generate  # noqa: E402
from tests.backends.lucene.indexing import INDEXES, Stored, kept_as_is  # noqa: E402
from tests.judges.corpus import CORPUS, rules_under  # noqa: E402
from tests.judges.lucene import LuceneError, LuceneQuery  # noqa: E402


class Lucene:
    """A real Lucene in a process of its own; asked one query at a time."""

    def __init__(self, jar: Path, clauses: int) -> None:
        classes = tempfile.mkdtemp(prefix="lucene-judge-")
        source = Path(__file__).with_name("LuceneJudge.java")
        subprocess.run(["javac", "-nowarn", "-cp", jar, "-d", classes, source], check=True)
        self.process = subprocess.Popen(
            ["java", f"-Dclauses={clauses}", "-cp", f"{jar}:{classes}", "LuceneJudge"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    def hits(self, query: str, documents: list[Stored]) -> set[int] | str:
        """The numbers of the documents that a query finds, or why it cannot be run."""
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the judge has no pipes")
        self.process.stdin.write(json.dumps({"query": query, "docs": documents}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return str(answer["error"]) if "error" in answer else set(answer["hits"])


@dataclass
class Tally:
    """What came of one target."""

    right: list[str] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    refused: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    unjudged: dict[str, str] = field(default_factory=dict)
    silent: list[str] = field(default_factory=list)
    judges_differ: dict[str, str] = field(default_factory=dict)
    events: Counter[bool] = field(default_factory=Counter)


def judged(
    target: str,
    rule: Mapping[str, Any],
    queries: list[str],
    tally: Tally,
    *,
    stem: str,
    limit: int,
    lucene: Lucene | None,
) -> str | None:
    """The first event on which query and rule differ, as a text; None if there is none."""
    scope = scope_event(rule)
    events = [{**scope, **made} for made in generate(rule, limit=limit).events]
    if target == "graylog":
        events = [event for event in events if kept_as_is(event)]
    documents = [INDEXES[target](rule, event) for event in events]
    expected = {number for number, event in enumerate(events) if fires(rule, event)}
    tally.events.update(number in expected for number in range(len(events)))
    if not expected:
        tally.silent.append(stem)
    found: set[int] = set()
    real: set[int] = set()
    for query in queries:
        parsed = LuceneQuery(query)
        hits = {n for n, document in enumerate(documents) if parsed.finds(document)}
        found |= hits
        if lucene is not None:
            answer = lucene.hits(query, documents)
            if isinstance(answer, str):
                return f"Lucene: {answer}"
            real |= answer
            if answer != hits:
                tally.judges_differ[stem] = f"{sorted(answer ^ hits)} {query}"
    for number in sorted((real if lucene is not None else found) ^ expected):
        verdict = "fires" if number in expected else "does not fire"
        return f"rule {verdict} on {events[number]!r}\n    stored {documents[number]!r}"
    return None


def main() -> int:
    """Prints the counts; 1 if a query differs from its rule, 0 also where there is no corpus."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rules", type=Path, default=CORPUS)
    options.add_argument("--limit", type=int, default=60, help="events for each rule")
    options.add_argument("--lucene", type=Path, help="a jar with Lucene 9")
    options.add_argument("--clauses", type=int, default=2048, help="Lucene's limit of clauses")
    options.add_argument("--target", choices=sorted(INDEXES), action="append")
    options.add_argument("--only", default="", help="rules whose file name contains this")
    arguments = options.parse_args()
    if not arguments.rules.is_dir():
        print(f"skipped: there is no rule corpus at {arguments.rules}")
        return 0
    backends = {
        "es-qs": LuceneQueryBackend(scope_pipeline() + winlogbeat_pipeline()),
        "graylog": GraylogBackend(scope_pipeline() + graylog_pipeline()),
    }
    lucene = Lucene(arguments.lucene, arguments.clauses) if arguments.lucene else None
    failed = False
    for target in arguments.target or sorted(INDEXES):
        tally, started = Tally(), time.monotonic()
        for stem, rule in rules_under(arguments.rules):
            if arguments.only not in stem:
                continue
            try:
                queries = backends[target].convert(SigmaCollection.from_dicts([rule]))
            except SigmaError as error:
                tally.refused[str(error)].append(stem)
                continue
            try:
                found = judged(
                    target, rule, queries, tally, stem=stem, limit=arguments.limit, lucene=lucene
                )
            except EvaluationError as error:
                tally.unjudged[stem] = str(error)
                continue
            except LuceneError as error:
                found = f"no Lucene: {error}"
            if found is None:
                tally.right.append(stem)
            else:
                tally.wrong[f"{rule.get('id')} {stem}"] = f"{found}\n    {queries}"
        report(target, tally, time.monotonic() - started)
        failed = failed or bool(tally.wrong)
    return 1 if failed else 0


def report(target: str, tally: Tally, seconds: float) -> None:
    """Prints what came of a target."""
    for name, text in tally.wrong.items():
        print(f"DIFFERS {name}: {text}")
    for reason, stems in sorted(tally.refused.items(), key=lambda item: -len(item[1])):
        print(f"REFUSED {len(stems)}: {reason} ({', '.join(stems)})")
    for stem, reason in tally.unjudged.items():
        print(f"NOT JUDGED {stem}: {reason}")
    for stem, text in tally.judges_differ.items():
        print(f"JUDGES DIFFER {stem}: {text}")
    if tally.silent:
        print(f"NO EVENT FIRES {len(tally.silent)}: {', '.join(tally.silent)}")
    print(
        f"{target}: {len(tally.right)} right, {len(tally.wrong)} differ,"
        f" {sum(map(len, tally.refused.values()))} refused, {len(tally.unjudged)} not judged,"
        f" {len(tally.judges_differ)} on which the two judges differ;"
        f" {tally.events[True]} firing and {tally.events[False]} silent events; {seconds:.0f} s",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
