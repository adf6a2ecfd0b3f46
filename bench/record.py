"""A record of measurements, saved line by line and rendered as Markdown.

An interrupted run keeps everything measured so far; a run of a few rows adds to the existing
record.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from bench.process import REPOSITORY
from bench.rows import BY_ID, ROWS, Row, shown

FILE = REPOSITORY / "build" / "bench" / "measured.jsonl"
PAGE = REPOSITORY / "docs" / "performance.md"
START, END = "<!-- measured: begin -->", "<!-- measured: end -->"
_PACKAGES = ("mkdocs", "mkdocs-material", "markdown", "pysigma", "sigma-cli")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The value of a row, with a note."""

    row: str
    value: float
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """Seconds and megabytes for a workload with this number of rules."""

    rules: int
    pages: int
    load: float
    convert: float
    write: float
    html: float
    cold: float
    warm: float
    change: float
    peak: float


class Record:
    """The file of measurements. Without `adding`, the results of an earlier run are removed
    first."""

    def __init__(self, file: Path = FILE, *, adding: bool) -> None:
        self.file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        if not adding and file.exists():
            file.replace(file.with_suffix(".before.jsonl"))
        self._add({"run": _run()})

    def row(self, row: str, value: float, note: str = "") -> Measured:
        measured = Measured(row=row, value=value, note=note)
        self._add(asdict(measured))
        return measured

    def grown(self, grown: Grown) -> None:
        self._add({"grown": asdict(grown)})

    def said(self, what: str, output: str) -> None:
        """Records the output of a measurement that prints its own table."""
        self._add({"said": what, "output": output})

    def as_markdown(self) -> str:
        """The latest value of each row, as a section of a page."""
        lines = [json.loads(line) for line in self.file.read_text("utf-8").splitlines()]
        rows = {line["row"]: Measured(**line) for line in lines if "row" in line}
        grown = {line["grown"]["rules"]: line["grown"] for line in lines if "grown" in line}
        said = {line["said"]: line["output"] for line in lines if "said" in line}
        runs = [line["run"] for line in lines if "run" in line]
        parts = [_machine(runs[-1])]
        if len(runs) > 1:
            parts.append(f"Put together from {len(runs)} runs.")
        parts.append("\n".join(_table([rows[row.id] for row in ROWS if row.id in rows])))
        if grown:
            parts.append("How cost grows, in seconds of the clock:")
            parts.append("\n".join(_growth([Grown(**grown[size]) for size in sorted(grown)])))
        for what, output in said.items():
            parts.append(f"`python -m bench.{what}`:\n\n```text\n{output.strip()}\n```")
        return "\n\n".join(parts) + "\n"

    def into_page(self, page: Path = PAGE) -> None:
        """Inserts the section between the two markers of a page. Raises ValueError if they are
        missing."""
        before, mark, rest = page.read_text("utf-8").partition(START)
        _, end, after = rest.partition(END)
        if not mark or not end:
            raise ValueError(f"{page} has no marks {START} and {END}")
        page.write_text(f"{before}{START}\n\n{self.as_markdown()}\n{END}{after}", "utf-8")

    def _add(self, line: dict[str, object]) -> None:
        with self.file.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")


def verdict(row: Row, value: float) -> str:
    if row.most is None and row.least is None:
        return ""
    return "ok" if row.holds(value) else "**over**"


def _table(measured: Sequence[Measured]) -> list[str]:
    lines = ["| what | budget | measured | | |", "|:--|--:|--:|:--|:--|"]
    for found in measured:
        row = BY_ID[found.row]
        cells = (row.title, row.budget, shown(found.value, row.unit), verdict(row, found.value))
        lines.append(f"| {' | '.join((*cells, found.note))} |")
    return lines


def _growth(sizes: Sequence[Grown]) -> list[str]:
    names = ["rules", "pages", "load", "convert", "write pages", "HTML", "all, cold"]
    names += ["nothing changed", "one rule changed", "largest process"]
    lines = [f"| {' | '.join(names)} |", f"|{'--:|' * len(names)}"]
    for size in sizes:
        times = (size.load, size.convert, size.write, size.html, size.cold, size.warm, size.change)
        cells = [f"{size.rules:,}", f"{size.pages:,}", *(f"{value:.1f}" for value in times)]
        lines.append(f"| {' | '.join((*cells, f'{size.peak:,.0f} MB'))} |")
    return lines


def _run() -> dict[str, object]:
    """The machine, the versions and the time of the run."""
    versions = {}
    for name in _PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "missing"
    return {
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "cores": _cores(),
        "processor": _processor(),
        "memory": _memory(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0,
        "python": sys.version.split()[0],
        "system": platform.platform(terse=True),
        "versions": versions,
    }


def _machine(run: dict[str, object]) -> str:
    versions = run["versions"]
    assert isinstance(versions, dict)
    named = ", ".join(f"{name} {version}" for name, version in versions.items())
    return (
        f"{run['at']}. {run['cores']} cores ({run['processor']}), {run['memory']} GiB of memory, "
        f"load of the machine at the start {run['load']:.1f}. {run['system']}, "
        f"Python {run['python']}, {named}."
    )


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    for line in text.splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> int:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
    except (ValueError, OSError, AttributeError):
        return 0
