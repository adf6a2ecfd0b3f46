"""A title that is one long name, on the narrow screen of a phone."""

from __future__ import annotations

import pytest

from tests.browser.visit import Visit

NAME = "DN_1071_3104_windows_code_integrity_protected_process_file_blocked"
LINES = """heading => {
    const walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
    const lines = [];
    let top = null;
    while (walker.nextNode()) {
        const text = walker.currentNode;
        if (text.parentElement.closest('.headerlink')) continue;
        for (let at = 0; at < text.length; at++) {
            const range = document.createRange();
            range.setStart(text, at);
            range.setEnd(text, at + 1);
            const found = range.getBoundingClientRect().top;
            if (top === null || found > top + 5) { lines.push(''); top = found; }
            lines[lines.length - 1] += text.data[at];
        }
    }
    return lines;
}"""
"""The text of each line of a heading, as the browser has broken it."""


@pytest.mark.parametrize("width", [320, 390])
def test_a_name_breaks_after_an_underscore_on_a_phone(
    visit: Visit, own_address: str, width: int
) -> None:
    visit.page.set_viewport_size({"width": width, "height": 844})
    visit.page.goto(f"{own_address}data_needed/{NAME}/")
    heading = visit.page.locator("h1")
    lines = heading.evaluate(LINES)
    assert len(lines) > 1
    assert all(line.endswith("_") for line in lines[:-1]), lines
    assert heading.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_a_title_that_may_break_is_copied_and_announced_whole(
    visit: Visit, own_address: str
) -> None:
    visit.page.goto(f"{own_address}data_needed/{NAME}/")
    assert visit.page.locator("h1").inner_text().startswith(NAME)
    assert visit.page.locator("h1").evaluate("e => e.querySelectorAll('wbr').length") > 5
    assert visit.page.title().startswith(NAME)
