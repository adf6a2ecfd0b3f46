"""The page of all rules in a real browser: time from a key press to the filtered result.

    python -m bench.browse SITE

Every key is pressed in the text filter of the built site SITE. The printed times are the browser's
own measurements, from the key press to the next painted frame, in steps of 8 ms; a key that took
less than 16 ms counts as 16. The budget is that of the row `browse`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.browser import NoBrowser, chromium_page, served

TYPED = (
    "mimikatz",
    "windows powershell",
    "4688",
    "CVE-2021-44228",
    "technique:T1059 field:CommandLine",
    "e",
)
"""Some match few rules, some match most; each is deleted again, key by key."""
LEAST_MS = 16
OBSERVE = """() => {
    window.keys = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            if (entry.name === "keydown") window.keys.push(entry.duration);
        }
    }).observe({ type: "event", durationThreshold: 16 });
}"""


def keys(page: Any, words: str) -> list[float]:
    """Milliseconds of each key press while typing words and deleting them again."""
    page.evaluate("() => { window.keys.length = 0; }")
    for key in (*words, *("Backspace" for _ in words)):
        page.keyboard.press("Space" if key == " " else key)
        page.wait_for_timeout(40)
    page.wait_for_timeout(200)
    slow: list[float] = page.evaluate("() => window.keys")
    return [*slow, *([LEAST_MS] * (2 * len(words) - len(slow)))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Browsed:
    """The page's rule count, the seconds until it showed them, the bytes of their data, and the
    milliseconds of each key press by typed words."""

    count: str
    ready: float
    size: int
    times: Mapping[str, Sequence[float]]

    @property
    def slowest(self) -> float:
        return max(milliseconds for times in self.times.values() for milliseconds in times)


def browsed(site: Path) -> Browsed:
    """Types into the filter of a built site. Raises NoBrowser, and ValueError if the site has no
    page of all rules."""
    data = site / "browse" / "rules.js"
    if not data.is_file():
        raise ValueError(f"{data} is missing; build the site first")
    with served(site) as address, chromium_page() as page:
        start = time.perf_counter()
        page.goto(f"{address}browse/", wait_until="commit")
        page.locator(".browse-table tbody tr").first.wait_for()
        ready = time.perf_counter() - start
        count = page.locator(".browse-count").inner_text()
        page.evaluate(OBSERVE)
        page.locator("#browse-words").click()
        times = {words: keys(page, words) for words in TYPED}
    return Browsed(count=count, ready=ready, size=data.stat().st_size, times=times)


def report(found: Browsed) -> Iterator[str]:
    size = f"{found.size / 1e6:.2f} MB of data"
    yield f"{found.count}, {size}, shown after {found.ready:.2f} s"
    yield f"{'typed':<36}{'keys':>6}{'median':>10}{'slowest':>10}"
    for words, times in found.times.items():
        yield f"{words:<36}{len(times):>6}{median(times):>7.0f} ms{max(times):>7.0f} ms"
    yield f"slowest key {found.slowest:.0f} ms"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("site", type=Path)
    try:
        print("\n".join(report(browsed(options.parse_args().site))))
    except (NoBrowser, ValueError) as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main()
