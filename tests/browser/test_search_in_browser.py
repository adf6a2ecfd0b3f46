"""The search in the head of a page finds rules by what people know of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import browse_site
from tests.browser.visit import Visit, serving
from tests.hostile.once import once


@pytest.fixture(scope="session")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(once(tmp_path_factory, "browse-site", browse_site.build) / "site") as found:
        yield found


@pytest.mark.parametrize(
    "words",
    [
        "Alpha finds a tool",
        "aaaaaaaa-3c3e-4c53-9d0c-000000000001",
        "T1059.001",
        "PowerShell",
        "CVE-2021-44228",
        "quokka",
    ],
)
def test_a_rule_is_found_by_title_id_technique_vulnerability_and_description(
    visit: Visit, address: str, words: str
) -> None:
    visit.page.goto(address)
    visit.page.locator("input.md-search__input").click()
    visit.page.keyboard.type(words)
    first = visit.page.locator(
        ".md-search-result__item", has=visit.page.locator("a[href*='rules/alpha/']")
    ).first
    expect(first).to_contain_text("critical · windows · process_creation.")
    rules = visit.page.locator(".md-search-result__item > a[href*='/rules/']")
    expect(rules.first).to_have_attribute("href", re.compile("/rules/alpha/"))
    assert visit.faults == []
