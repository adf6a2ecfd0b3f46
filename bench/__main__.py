"""The whole table of docs/performance.md in one run: `make bench`, or

    python -m bench [CORPUS] [--only ROW,…] [--write]

Each row is printed with its budget as soon as it is measured, and saved in
build/bench/measured.jsonl, so that an interrupted run is not wasted. `--only` measures some rows or
groups again and adds them. `--write` puts the table into docs/performance.md.

CORPUS is a folder with sigma/, atc-data/ and atomic-red-team/, or any folder of Sigma rules. The
default is ../shared/corpus, or if that is missing, the rules of this repository, repeated. Budgets
are for the corpus, and say little about anything else.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measures import GROUPS, Bench, Group, measure
from bench.record import FILE, PAGE, Record, verdict
from bench.rows import BY_ID, shown
from bench.workload import Workload, workload

OK, NOT_ALL, USAGE = 0, 1, 2


class Spoken(Record):
    """A record that prints each row as it is noted."""

    def row(self, row, value, note=""):  # type: ignore[no-untyped-def]
        found = super().row(row, value, note)
        about = BY_ID[row]
        state = verdict(about, value).strip("*") or "  "
        measured = shown(value, about.unit)
        print(f"{state:<5}{about.title:<58}{about.budget:>10}{measured:>12}  {note}", flush=True)
        return found


def main() -> int:
    options = argparse.ArgumentParser(
        prog="python -m bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("corpus", type=Path, nargs="?")
    options.add_argument("--only", default="", metavar="ROW,…", help=f"of: {', '.join(_names())}")
    options.add_argument("--write", action="store_true", help=f"also into {PAGE.name}")
    options.add_argument("--keep", type=Path, metavar="FOLDER", help="work here and leave it")
    arguments = options.parse_args()
    groups = _chosen(arguments.only)
    if isinstance(groups, str):
        print(f"{groups} is no row; there are {', '.join(_names())}", file=sys.stderr)
        return USAGE
    try:
        work = workload(arguments.corpus)
    except FileNotFoundError as problem:
        print(problem, file=sys.stderr)
        return USAGE
    record = Spoken(adding=bool(arguments.only))
    print(_introduction(work), flush=True)
    start = time.perf_counter()
    with TemporaryDirectory(prefix="bench-") as place:
        folder = (arguments.keep or Path(place) / "project").resolve()
        bench = Bench(work=work, record=record, folder=folder, say=_say)
        try:
            all_done = measure(bench, groups)
        except KeyboardInterrupt:
            print(f"\nStopped; what was measured is in {FILE}.", file=sys.stderr)
            return NOT_ALL
    page = record.as_markdown()
    FILE.with_suffix(".md").write_text(page, "utf-8")
    print(f"\n{page}\n{(time.perf_counter() - start) / 60:.0f} minutes. {FILE.with_suffix('.md')}")
    if arguments.write:
        record.into_page()
    return OK if all_done else NOT_ALL


def _names() -> list[str]:
    return [*dict.fromkeys(name for group in GROUPS for name in (group.name, *group.rows))]


def _chosen(only: str) -> list[Group] | str:
    """The groups that fill the requested rows, or the first unknown name."""
    wanted = {name.strip() for name in only.split(",") if name.strip()}
    unknown = wanted - set(_names())
    if unknown:
        return min(unknown)
    return [group for group in GROUPS if not wanted or wanted & {group.name, *group.rows}]


def _introduction(work: Workload) -> str:
    if work.whole:
        return f"{len(work.rules):,} files of rules of the corpus."
    return (
        f"{work.size:,} rules of {work.name}, which has {len(work.rules):,}; ../shared/corpus is not "
        "there or another folder was named. Budgets are for the corpus."
    )


def _say(text: str) -> None:
    print(f"     {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
