"""The page of a file with several rules: one title, and a section of its own for each rule."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.browser.page_kinds import KINDS
from tests.browser.visit import Visit

PAGE = KINDS["several rules"]
TITLES = "all => all.map(e => e.firstChild.textContent.trim())"


@pytest.fixture
def several(visit: Visit, own_address: str) -> Visit:
    visit.page.goto(own_address + PAGE)
    return visit


def test_the_title_of_the_page_is_not_that_of_a_section(several: Visit) -> None:
    assert several.page.locator("h1").count() == 1
    title = several.page.locator("h1").inner_text()
    sections = several.page.locator("a[id^='rule-']:first-child")
    headings = several.page.locator("h2").evaluate_all(TITLES)
    assert title.startswith(headings[0])
    assert title.endswith(f"and {sections.count() - 1} more rule")
    assert title not in headings


def test_headings_go_down_by_one_step(several: Visit) -> None:
    levels = several.page.locator("article :is(h1, h2, h3, h4, h5, h6)").evaluate_all(
        "all => all.map(e => Number(e.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_permanent_address_of_each_rule_leads_to_its_section(
    several: Visit, own_address: str
) -> None:
    page = several.page
    ids = page.evaluate(
        """async () => {
            const rows = (await (await fetch('../../api/v1/index.json')).json()).rules;
            return rows.filter(row => row.url.includes(location.pathname.split('/').at(-2)))
                .map(row => [row.id, row.title]);
        }"""
    )
    assert len(ids) == page.locator("a[id^='rule-']:first-child").count() > 1
    for identifier, title in ids:
        page.goto(f"{own_address}r/{identifier}/")
        page.wait_for_url(f"{own_address}{PAGE}#rule-*")
        section = page.url.partition("#")[2]
        heading = page.locator(f"p:has(a#{section}) + h2")
        assert heading.evaluate("e => e.firstChild.textContent.trim()") == title
        top = heading.evaluate("e => e.getBoundingClientRect().top")
        assert 0 < top < 900
