"""The search of a built site: the size of its index, and the time to the first result."""

from __future__ import annotations

import time
from pathlib import Path

from bench.browser import chromium_page, served

RESULT = ".md-search-result__list .md-search-result__link"
PATIENCE_MS = 120_000


def first_result(site: Path, words: str) -> float:
    """Seconds from typing words on the freshly opened home page to the first result, including the
    download and parsing of the index. Raises NoBrowser."""
    with served(site) as address, chromium_page() as page:
        page.goto(address, wait_until="load")
        field = page.locator(".md-search__input")
        start = time.perf_counter()
        if not field.is_visible():
            page.locator("label[for=__search]").first.click()
        field.click()
        field.fill(words)
        page.locator(RESULT).first.wait_for(state="visible", timeout=PATIENCE_MS)
        return time.perf_counter() - start
