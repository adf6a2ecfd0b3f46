"""Builds from files to a site, each in a separate process as a user starts it, and plain MkDocs for
comparison.

    python -m bench --only site-ratio
    python -m bench.site --plain PROJECT SITE

The second form builds a project's site without a page cache; `bench` starts it.
"""

from __future__ import annotations

import gzip
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.process import CATALOGUE, Ran, run
from bench.workload import change

SITE = (*CATALOGUE, "site")
SEARCH_INDEX = Path("search", "search_index.json")
_DATED = ".gz"
"""Contains the time of compression."""
_OURS_ALONE = ".catalogue-site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """The builds of one project: without a cache, with nothing changed, with one rule changed. The
    last two run several times; their times are medians."""

    cold: Ran
    warm: tuple[Ran, ...]
    changed: tuple[Ran, ...]

    @property
    def all_warm(self) -> float:
        return median(ran.seconds for ran in self.warm)

    @property
    def html_warm(self) -> float:
        return median(ran.stages["site"] for ran in self.warm)

    @property
    def convert_warm(self) -> float:
        return median(ran.stages["convert"] for ran in self.warm)

    @property
    def change(self) -> float:
        return median(ran.seconds for ran in self.changed)

    @property
    def peak(self) -> float:
        return max(ran.peak for ran in (self.cold, *self.warm, *self.changed))


def build(folder: Path, rules: list[Path], *, again: int = 3) -> Runs:
    """Builds a fresh project once from scratch, then `again` times with nothing changed and with
    one rule changed. Raises Failed."""
    cold = run(SITE, folder)
    warm = tuple(run(SITE, folder) for _ in range(again))
    changed = []
    for number in range(again):
        change(rules[number * len(rules) // again], f"Measured number {number}")
        changed.append(run(SITE, folder))
    return Runs(cold=cold, warm=warm, changed=tuple(changed))


def plain(folder: Path, place: Path) -> Ran:
    """Builds the same project with plain MkDocs; queries come from the cache. Raises Failed."""
    return run([sys.executable, "-m", "bench.site", "--plain", folder, place], folder)


def differing(one: Path, other: Path) -> list[str]:
    """The files that only one site has, or that differ; compressed files are compared by
    content."""
    names = {
        file.relative_to(site).as_posix()
        for site in (one, other)
        for file in site.rglob("*")
        if file.is_file() and file.name != _OURS_ALONE
    }
    return [name for name in sorted(names) if _content(one / name) != _content(other / name)]


def pages(site: Path) -> int:
    return sum(1 for _ in site.rglob("*.html"))


def _content(file: Path) -> bytes | None:
    if not file.is_file():
        return None
    content = file.read_bytes()
    return gzip.decompress(content) if file.suffix == _DATED else content


def _build_plain(base: Path, place: Path) -> None:
    """Runs in a separate process."""
    import time

    from generator.site.request import Request
    from generator.site.run import build_site

    request = Request(base=base, jobs=None, keep_html=False)
    start = time.perf_counter()
    build_site(request, place)
    seconds = time.perf_counter() - start
    assert request.build is not None
    html = seconds - sum(request.build.seconds.values())
    times = {**request.build.seconds, "site": html}
    print("Time: " + ", ".join(f"{name} {value:.1f} s" for name, value in times.items()))


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] != "--plain":
        sys.exit(__doc__)
    _build_plain(Path(sys.argv[2]), Path(sys.argv[3]))
