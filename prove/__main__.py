"""`make prove`: runs the queries of targets over generated events, and records the results.

    python -m prove [TARGET…] [--rules shapes|own|FOLDER]… [--write] [--jobs N] [--limit N]

Without `--rules`, the shapes, our rules and our correlations run. The counts of a folder are
recorded as those of the corpus. `--write` writes the records into `generator/targets/trust/records/`.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import defaultdict
from pathlib import Path

from generator.targets.trust import Record, level_of, parse, text_of
from prove.batch import RuleResult, correlation_results, results_of
from prove.corpus import OWN, SHAPES, candidates
from prove.problems import Missing
from prove.proof import LIMIT, Outcome
from prove.records import record_of
from prove.runners import RUNNERS

RECORDS = Path(__file__).resolve().parents[1] / "generator/targets/trust/records"
NAMED = {"shapes": SHAPES, "own": OWN}


def main() -> int:
    """Prints the result of each target; 1 if a named target cannot run."""
    options = argparse.ArgumentParser(prog="python -m prove", description=__doc__)
    options.add_argument("targets", nargs="*", metavar="TARGET", help="all if none is named")
    options.add_argument("--rules", action="append", help="shapes, own, or a folder of rules")
    options.add_argument("--write", action="store_true", help="write the records")
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options.add_argument("--limit", type=int, default=LIMIT, help="events for each rule")
    options.add_argument("--every", type=int, default=1, help="take each nth rule of a folder")
    options.add_argument("--only", default="", help="rules whose path holds this text")
    options.add_argument(
        "--verbose", action="store_true", help="print every rule that is not right"
    )
    arguments = options.parse_args()
    partial = arguments.every > 1 or arguments.only
    if arguments.write and partial:
        options.error("--write needs all rules of a set: leave --every and --only out")
    failed = False
    for target in arguments.targets or RUNNERS:
        try:
            results = {
                name if name in NAMED else "corpus": _set(target, name, arguments)
                for name in arguments.rules or list(NAMED)
            }
        except Missing as missing:
            print(f"{target}: not run: {missing}")
            failed = failed or bool(arguments.targets)
            continue
        if series := [] if partial or arguments.rules else correlation_results(target):
            results["correlations"] = series
            _print_rules(series, arguments.verbose)
        file = RECORDS / f"{target}.json"
        former = parse(file.read_text("utf-8")) if file.is_file() else None
        record = record_of(target, results, former)
        _print_record(record, results)
        if arguments.write:
            RECORDS.mkdir(exist_ok=True)
            file.write_text(text_of(record), "utf-8")
    return 1 if failed else 0


def _set(target: str, name: str, arguments: argparse.Namespace) -> list[RuleResult]:
    folder = NAMED.get(name, Path(name))
    if not folder.is_dir():
        sys.exit(f"{folder} is not a folder of rules")
    chosen = [one for one in candidates(folder) if arguments.only in one.path]
    chosen = chosen[:: arguments.every] if name not in NAMED else chosen
    started = time.monotonic()
    results = list(results_of(target, chosen, limit=arguments.limit, jobs=arguments.jobs))
    _print_rules(results, arguments.verbose)
    silent = [result.candidate.name for result in results if _is_silent(result)]
    if silent:
        print(f"  no event of these rules fires: {', '.join(silent)}")
    events = sum(result.proof.matching + result.proof.others for result in results)
    print(
        f"  {target}, {name}: {events:,} events in {time.monotonic() - started:.0f} s", flush=True
    )
    return results


def _print_rules(results: list[RuleResult], verbose: bool) -> None:
    """With `verbose`, each rule that is not right."""
    if not verbose:
        return
    for result in results:
        proof = result.proof
        if proof.wrong:
            print(f"WRONG {result.candidate.name}: {proof.why}\n    {proof.event}")
            print(f"    {proof.query}")
        elif proof.outcome is Outcome.UNJUDGED:
            print(f"NOT JUDGED {result.candidate.name}: {proof.why}\n    {proof.query}")
    refused = defaultdict(list)
    for result in results:
        if result.proof.outcome is Outcome.REFUSED:
            refused[result.proof.why].append(result.candidate.name)
    for reason, names in sorted(refused.items(), key=lambda item: -len(item[1])):
        print(f"REFUSED {len(names)}: {reason} ({', '.join(names[:5])})")


def _is_silent(result: RuleResult) -> bool:
    proof = result.proof
    return proof.outcome is Outcome.RIGHT and bool(proof.others) and not proof.matching


def _print_record(record: Record, results: dict[str, list[RuleResult]]) -> None:
    print(f"{record.target}: {level_of(record).value} ({record.engine})")
    for name in results:
        counts = record.sets[name]
        print(
            f"  {name}: {counts.right} right, {counts.differs} differ, {counts.rejected} rejected,"
            f" {counts.refused} refused, {counts.unjudged} not judged"
        )
    for line in record.listed:
        print(f"  {line}")
    if record.stock:
        stock = record.stock
        print(f"  on stock ({stock.engine}): {stock.right} right, {stock.differs} differ")
    if record.example and not record.listed:
        print(f"  smallest wrong: {record.example.why}\n{record.example.rule}")
        print(f"    {record.example.query}\n    {record.example.event}")


if __name__ == "__main__":
    sys.exit(main())
