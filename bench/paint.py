"""How long a rule page takes to its first contentful paint in headless Chromium, from a server on
this machine: `python -m bench.paint [SITE]`.

The pages are visited with an empty cache each time. The budget is 1 s.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.visit import CHROMIUM, FLAGS, MISSING, serving

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


def largest_pages(site: Path) -> list[str]:
    """The addresses of the rule pages with the most HTML, the largest first."""
    pages = sorted(site.glob("rules/*/index.html"), key=lambda page: -page.stat().st_size)
    return [f"{page.parent.relative_to(site).as_posix()}/" for page in pages[:PAGES]]


def first_paint(browser: Browser, address: str) -> float:
    """Milliseconds from the beginning of the navigation, in a fresh profile."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address)
    milliseconds = float(page.evaluate(PAINT))
    context.close()
    return milliseconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", nargs="?", type=Path, default=Path("build/site"))
    site = parser.parse_args().site
    pages = largest_pages(site)
    if not pages:
        sys.exit(f"There are no rule pages in {site}; run `make site` first.")
    if CHROMIUM is None:
        sys.exit(MISSING)
    with sync_playwright() as playwright, serving(site) as address:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        first_paint(browser, address)  # The browser itself starts with the first page.
        for page in pages:
            times = [first_paint(browser, address + page) for _ in range(VISITS)]
            size = (site / page / "index.html").stat().st_size
            print(f"{statistics.median(times):6.0f} ms  {size / 1000:6.0f} kB  {page}")
        browser.close()


if __name__ == "__main__":
    main()
