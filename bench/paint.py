"""First contentful paint of rule pages in headless Chromium, from a local server: `python -m
bench.paint [SITE]`.

Measures the pages with the most HTML, with an empty cache for each visit. The budget is that of the
row `paint`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.browser import NoBrowser, chromium_page, served
from bench.weight import weighed

PAGES = 5
VISITS = 3
PAINT = """() => new Promise(resolve => {
  const seen = performance.getEntriesByName("first-contentful-paint")[0];
  if (seen) return resolve(seen.startTime);
  new PerformanceObserver(list => {
    const entry = list.getEntriesByName("first-contentful-paint")[0];
    if (entry) resolve(entry.startTime);
  }).observe({type: "paint", buffered: true});
})"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """A page by its address on the site, the bytes of its HTML, and the median of its visits."""

    address: str
    size: int
    milliseconds: float


def painted(site: Path) -> list[Painted]:
    """The first paints of the largest rule pages, largest first. Raises NoBrowser, and ValueError
    if the site has no rule pages."""
    pages = weighed(site)[:PAGES]
    if not pages:
        raise ValueError(f"there are no rule pages in {site}; run `make site` first")
    found = []
    with served(site) as address, chromium_page() as page:
        browser = page.context.browser
        _first_paint(browser, address)  # The first visit includes the browser's start.
        for heavy in pages:
            below = heavy.path.removesuffix("index.html")
            times = [_first_paint(browser, address + below) for _ in range(VISITS)]
            found.append(Painted(address=below, size=heavy.size, milliseconds=median(times)))
    return found


def _first_paint(browser: Any, address: str) -> float:
    """Milliseconds from the start of the navigation, in a fresh profile."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address)
    milliseconds = float(page.evaluate(PAINT))
    context.close()
    return milliseconds


def report(found: Sequence[Painted]) -> Iterator[str]:
    for page in found:
        yield f"{page.milliseconds:6.0f} ms  {page.size / 1000:6.0f} kB  {page.address}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", nargs="?", type=Path, default=Path("build/site"))
    try:
        print("\n".join(report(painted(parser.parse_args().site))))
    except (NoBrowser, ValueError) as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main()
