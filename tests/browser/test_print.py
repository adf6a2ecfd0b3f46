"""A page on paper: all of it, and nothing around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.page_kinds import KINDS
from tests.browser.visit import Visit

SHEET = {"width": 718, "height": 1000}
"""About the pixels between the margins of A4."""


@pytest.fixture
def sheet(visit: Visit, own_site: Path, own_address: str) -> Visit:
    """The page of a rule as it is printed."""
    visit.page.set_viewport_size(SHEET)
    visit.page.goto(own_address + KINDS["rule"])
    visit.page.emulate_media(media="print")
    visit.page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    return visit


@pytest.mark.parametrize("part", [".md-header", ".md-sidebar", ".md-footer", ".headerlink"])
def test_what_is_around_a_page_is_not_printed(sheet: Visit, part: str) -> None:
    parts = sheet.page.locator(part)
    assert parts.count() > 0
    assert not any(found.is_visible() for found in parts.all())


def test_no_line_of_code_is_cut(sheet: Visit) -> None:
    cut = sheet.page.locator(".highlight code").evaluate_all(
        "blocks => blocks.filter(b => b.scrollWidth > b.clientWidth + 1).length"
    )
    assert cut == 0
    assert sheet.page.evaluate("() => document.documentElement.scrollWidth") <= SHEET["width"]


def test_the_address_of_a_link_is_written_out_unless_it_is_its_text(sheet: Visit) -> None:
    after = "link => getComputedStyle(link, '::after').content"
    technique = sheet.page.locator("td a[href^='https://attack.mitre.org/techniques/']").first
    assert "attack.mitre.org/techniques/T1047" in technique.evaluate(after)
    reference = sheet.page.locator("td a[href*='ThreatHunter-Playbook']").first
    assert reference.evaluate(after) == "none"


def test_a_page_becomes_a_pdf_of_several_sheets(sheet: Visit) -> None:
    made = sheet.page.pdf(format="A4")
    assert made.startswith(b"%PDF")
    assert made.count(b"/Type /Page\n") > 3
