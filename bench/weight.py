"""The size of the pages of a built site, in bytes before compression, without the files they load.

    python -m bench.weight build/site

Prints the number of rule pages over the budget, the largest ones, and the size of their sections.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.rows import PAGE_KB

MOST = PAGE_KB * 1000
"""Maximum bytes of a rule page."""
_INDEX = re.compile(r"rules/index-\d+/")
_HEADING = re.compile(rb"<h[23] id=\"([^\"]+)\"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A page by its path on the site, and the bytes of its HTML."""

    path: str
    size: int


def weighed(site: Path) -> list[Weighed]:
    """The rule pages of a site, largest first; pages that list rules don't count."""
    pages = (
        Weighed(path=file.relative_to(site).as_posix(), size=file.stat().st_size)
        for file in site.glob("rules/*/index.html")
    )
    rules = (page for page in pages if not _INDEX.match(page.path))
    return sorted(rules, key=lambda page: (-page.size, page.path))


def too_heavy(site: Path) -> list[Weighed]:
    """The rule pages over the budget, largest first."""
    return [page for page in weighed(site) if page.size > MOST]


def sections(html: bytes) -> dict[str, int]:
    """The bytes from each heading of a page to the next, by anchor, largest first."""
    places = [(match.start(), match[1].decode()) for match in _HEADING.finditer(html)]
    ends = [start for start, _ in places[1:]] + [len(html)]
    sizes = {"before": places[0][0] if places else len(html)}
    sizes |= {name: end - start for (start, name), end in zip(places, ends, strict=True)}
    return dict(sorted(sizes.items(), key=lambda item: (-item[1], item[0])))


def report(site: Path, listed: int) -> Iterator[str]:
    pages = weighed(site)
    if not pages:
        yield f"{site} has no pages of rules"
        return
    heavy = [page for page in pages if page.size > MOST]
    median = pages[len(pages) // 2].size
    yield (
        f"{len(pages):,} pages of rules: {len(heavy):,} have more than {MOST:,} bytes; "
        f"median {median:,}, heaviest {pages[0].size:,}"
    )
    for page in pages[:listed]:
        parts = list(sections((site / page.path).read_bytes()).items())[:4]
        yield f"{page.size:>9,}  {page.path}"
        yield "           " + ", ".join(f"{name} {size:,}" for name, size in parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("--list", type=int, default=10, help="how many of the heaviest are named")
    given = parser.parse_args()
    for line in report(given.site, given.list):
        print(line)


if __name__ == "__main__":
    main()
