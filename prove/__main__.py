"""`make prove`: runs the queries of targets over generated events, and records what came of it.

    python -m prove [TARGET…] [--rules shapes|own|FOLDER]… [--write] [--jobs N] [--limit N]

Without `--rules` the shapes and our own rules are taken. Where a folder is given, its counts are
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
from prove.corpus import OWN, SHAPES, candidates
from prove.engine import Missing
from prove.proving import LIMIT, Outcome
from prove.runners import RUNNERS
from prove.running import Judged, judged, record_of, series_of

RECORDS = Path(__file__).resolve().parents[1] / "generator/targets/trust/records"
NAMED = {"shapes": SHAPES, "own": OWN}


def main() -> int:
    """Prints what came of each target; 1 where one is wrong that is on by default."""
    options = argparse.ArgumentParser(prog="python -m prove", description=__doc__)
    options.add_argument("targets", nargs="*", metavar="TARGET", help="all where none is named")
    options.add_argument("--rules", action="append", help="shapes, own, or a folder of rules")
    options.add_argument("--write", action="store_true", help="write the records")
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options.add_argument("--limit", type=int, default=LIMIT, help="events for each rule")
    options.add_argument("--every", type=int, default=1, help="take each nth rule of a folder")
    options.add_argument("--only", default="", help="rules whose path holds this text")
    options.add_argument("--verbose", action="store_true", help="name every rule that is not right")
    arguments = options.parse_args()
    partial = arguments.every > 1 or arguments.only
    if arguments.write and partial:
        options.error("--write needs all rules of a set: leave --every and --only out")
    failed = False
    for target in arguments.targets or RUNNERS:
        try:
            found = {
                name if name in NAMED else "corpus": _set(target, name, arguments)
                for name in arguments.rules or list(NAMED)
            }
        except Missing as missing:
            print(f"{target}: not run: {missing}")
            failed = failed or bool(arguments.targets)
            continue
        if counted := [] if partial or arguments.rules else series_of(target):
            found["correlations"] = counted
            _tell(counted, arguments.verbose)
        file = RECORDS / f"{target}.json"
        kept = parse(file.read_text("utf-8")) if file.is_file() else None
        record = record_of(target, found, kept)
        _print(record, found)
        if arguments.write:
            RECORDS.mkdir(exist_ok=True)
            file.write_text(text_of(record), "utf-8")
    return 1 if failed else 0


def _set(target: str, name: str, arguments: argparse.Namespace) -> list[Judged]:
    folder = NAMED.get(name, Path(name))
    if not folder.is_dir():
        sys.exit(f"{folder} is no folder of rules")
    chosen = [one for one in candidates(folder) if arguments.only in one.path]
    chosen = chosen[:: arguments.every] if name not in NAMED else chosen
    started = time.monotonic()
    found = []
    for one in judged(target, chosen, limit=arguments.limit, jobs=arguments.jobs):
        found.append(one)
    _tell(found, arguments.verbose)
    silent = [one.candidate.name for one in found if _says_nothing(one)]
    if silent:
        print(f"  no event of these rules fires: {', '.join(silent)}")
    events = sum(one.finding.matching + one.finding.others for one in found)
    print(
        f"  {target}, {name}: {events:,} events in {time.monotonic() - started:.0f} s", flush=True
    )
    return found


def _tell(found: list[Judged], verbose: bool) -> None:
    """Each rule that is not right, where that is asked for."""
    for one in found if verbose else ():
        finding = one.finding
        if finding.wrong:
            print(f"WRONG {one.candidate.name}: {finding.why}\n    {finding.event}")
            print(f"    {finding.query}")
        elif finding.outcome is Outcome.UNJUDGED:
            print(f"NOT JUDGED {one.candidate.name}: {finding.why}\n    {finding.query}")
    if verbose:
        _reasons(found)


def _says_nothing(one: Judged) -> bool:
    finding = one.finding
    return finding.outcome is Outcome.RIGHT and bool(finding.others) and not finding.matching


def _reasons(found: list[Judged]) -> None:
    refused = defaultdict(list)
    for one in found:
        if one.finding.outcome is Outcome.REFUSED:
            refused[one.finding.why].append(one.candidate.name)
    for reason, names in sorted(refused.items(), key=lambda item: -len(item[1])):
        print(f"REFUSED {len(names)}: {reason} ({', '.join(names[:5])})")


def _print(record: Record, found: dict[str, list[Judged]]) -> None:
    print(f"{record.target}: {level_of(record).value} ({record.engine})")
    for name in found:
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
