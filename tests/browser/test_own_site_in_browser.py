"""The site of this repository as a person sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.picture import LARGEST, PAGE, SHOTS, Shot, take
from tests.browser.visit import Visit

PAGES = ("", "rules/", PAGE, "data_needed/", "triggers/T1047/", "targets/", "checks/")


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen(visit: Visit, own_address: str, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 844})
    for path in PAGES:
        visit.page.goto(own_address + path)
        shown = visit.page.evaluate("() => document.documentElement.scrollWidth")
        assert shown <= width, path
        assert visit.faults == [], path


def test_the_button_beside_a_query_copies_it_whole(visit: Visit, own_address: str) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.page.goto(own_address + PAGE)
    block = visit.page.locator("h3#splunk ~ div.highlight").first
    block.hover()
    block.locator("button, nav button").first.click()
    visit.page.wait_for_timeout(100)
    copied = visit.page.evaluate("() => navigator.clipboard.readText()")
    assert copied == block.locator("code").inner_text().rstrip("\n")


def test_a_rule_is_found_by_a_word_of_its_title(visit: Visit, own_address: str) -> None:
    visit.page.goto(own_address)
    visit.page.locator("input.md-search__input").click()
    visit.page.keyboard.type("WMI Provider Host")
    first = visit.page.locator(".md-search-result__item a").first
    first.wait_for()
    assert PAGE in (first.get_attribute("href") or "")
    assert visit.faults == []


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_a_picture_of_the_site_is_small_enough(
    browser: Browser, own_site: Path, tmp_path: Path, shot: Shot
) -> None:
    assert 15_000 < take(browser, own_site, shot, tmp_path / "picture.png") <= LARGEST


def test_a_page_of_the_docs_does_not_lie_under_one_of_the_catalogue(
    visit: Visit, own_address: str
) -> None:
    visit.page.goto(f"{own_address}guide/")
    visit.page.get_by_role("link", name="Finding rules").last.click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Finding rules")
    visit.page.goto(f"{own_address}browse/")
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Browse rules")
