"""Long names in titles and tables, on the narrow screen of a phone."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.browser.page_kinds import example
from tests.browser.visit import Visit
from tests.support import REPOSITORY

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


CELLS = f"""() => [...document.querySelectorAll('.md-typeset table:not([class]) :is(td, th, td li)')]
    .filter(cell => cell.offsetParent !== null && cell.querySelector('wbr') && !cell.querySelector('li'))
    .map({LINES})"""
SCRIPT = REPOSITORY / "generator/site/docs/assets/catalogue.js"
WIDEST = 12
"""Letters of a word that fits every column of a table on a phone."""


@pytest.mark.parametrize("kind", ["rule", "data needed", "environment", "support", "technique"])
def test_no_name_in_a_table_breaks_in_the_middle_of_a_word(
    visit: Visit, own_site: Path, own_address: str, kind: str
) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.page.goto(own_address + example(own_site, kind))
    visit.page.wait_for_load_state("networkidle")
    cells = visit.page.evaluate(CELLS)
    torn = [
        (line, after)
        for lines in cells
        for line, after in pairwise(lines)
        if re.search(r"[a-z0-9]$", line) and re.match(r"[a-z0-9]", after)
        if len(re.split(r"\W|_", line)[-1] + re.split(r"\W|_", after)[0]) <= WIDEST
    ]
    assert torn == []
    if kind in ("rule", "data needed", "environment"):
        assert any(len(lines) > 1 for lines in cells)


@pytest.mark.parametrize(
    ("name", "pieces"),
    [
        ("DN_0001_1_windows_sysmon", ["DN_", "0001_", "1_", "windows_", "sysmon"]),
        ("C:\\Windows\\System32", ["C:\\", "Windows\\", "System32"]),
        ("winlog.event_data.Image", ["winlog.", "event_", "data.", "Image"]),
        ("GetProcessMemoryInformationEx", ["Get", "Process", "Memory", "Information", "Ex"]),
        ("ParentCommandLine", ["ParentCommandLine"]),
        ("several words", ["several words"]),
    ],
)
def test_a_name_in_a_table_may_break_where_its_words_meet(
    visit: Visit, name: str, pieces: list[str]
) -> None:
    visit.page.set_content("<div class='md-typeset'><table><tr><td></td></tr></table></div>")
    cell = visit.page.locator("td")
    cell.evaluate("(cell, name) => { cell.textContent = name; }", name)
    visit.page.add_script_tag(path=SCRIPT)
    assert cell.inner_html().split("<wbr>") == pieces
    assert cell.inner_text() == name
