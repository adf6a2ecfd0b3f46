"""The front page in a real browser: its charts are seen and told, its numbers lead to lists."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import pytest
from playwright.sync_api import Browser

from tests.browser.visit import Visit

INK = """() => [...document.querySelectorAll('.catalogue-chart text, .catalogue-chart rect')]
    .map(e => getComputedStyle(e).fill)"""


def brightness(colour: str) -> float:
    numbers = colour.partition("(")[2].rstrip(")").split(",")
    return sum(float(number) for number in numbers[:3]) / 3


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_charts_fit_the_page_and_stand_beside_their_tables_where_there_is_room(
    visit: Visit, own_address: str, width: int
) -> None:
    visit.page.set_viewport_size({"width": width, "height": 900})
    visit.page.goto(own_address)
    assert visit.page.evaluate("() => document.documentElement.scrollWidth") <= width
    charts = visit.page.locator(".catalogue-chart")
    assert charts.count() == 6
    chart = charts.first.bounding_box()
    table = visit.page.locator("figure:has(.catalogue-chart) ~ * table").first.bounding_box()
    assert chart is not None
    assert table is not None
    beside = chart["y"] < table["y"] + table["height"] and table["y"] < chart["y"] + chart["height"]
    assert beside == (width > 900)
    assert visit.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_chart_is_drawn_in_the_colours_of_the_scheme(
    visit: Visit, own_address: str, scheme: Literal["light", "dark"]
) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    visit.page.goto(own_address)
    text, *_, bar = visit.page.evaluate(INK)
    assert bar != text
    assert (brightness(text) > 150) == (scheme == "dark")


def test_a_reader_of_the_screen_hears_title_and_numbers(visit: Visit, own_address: str) -> None:
    visit.page.goto(own_address)
    chart = visit.page.get_by_role("img", name="Rules by level", exact=True)
    assert chart.count() == 1
    described = chart.get_attribute("aria-describedby")
    told = visit.page.locator(f"[id='{described}']").text_content() or ""
    assert "high: " in told


def test_a_number_leads_to_that_many_rules(visit: Visit, own_address: str) -> None:
    visit.page.goto(own_address)
    link = visit.page.locator("a[href*='#level=high']")
    number = link.inner_text()
    link.click()
    visit.page.wait_for_url("**/browse/**#level=high")
    status = visit.page.locator("[role=status], [aria-live]").filter(has_text=number).first
    status.wait_for()
    assert visit.faults == []


def test_what_needs_attention_leads_to_its_list(visit: Visit, own_address: str) -> None:
    visit.page.goto(own_address)
    visit.page.locator("a[href*='attention/#rules-without-a-query']").click()
    visit.page.wait_for_url("**/attention/#rules-without-a-query")
    assert visit.page.locator("h2#rules-without-a-query").is_visible()
    assert visit.faults == []


def test_without_scripts_the_charts_are_there(browser: Browser, own_address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(own_address)
    assert page.locator(".catalogue-chart rect").first.is_visible()
    assert page.locator(".catalogue-chart").count() == 6
    context.close()


def test_headings_are_in_order_and_there_is_one_title(visit: Visit, own_address: str) -> None:
    for path in ("", "attack/", "attention/"):
        visit.page.goto(own_address + path)
        tags = visit.page.locator(".md-content h1, .md-content h2, .md-content h3").evaluate_all(
            "all => all.filter(e => !e.closest('dialog')).map(e => Number(e.tagName[1]))"
        )
        assert tags[0] == 1
        assert tags.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(tags)), path
