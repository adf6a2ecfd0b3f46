"""Every kind of page can be read and used by everyone, as far as axe-core can tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.page_kinds import KINDS, example

GRAVE = ("serious", "critical")
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


@pytest.fixture(params=["light", "dark"])
def colours(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=list(SIZES))
def page(request: pytest.FixtureRequest, browser: Browser, colours: str) -> Iterator[Page]:
    width, height = SIZES[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if colours == "dark" else "light",
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def grave(page: Page) -> list[str]:
    """The serious and critical findings on a page, each with the first elements that it is about."""
    found = Axe().run(page).response["violations"]
    return [
        f"{finding['id']}: {node['html'][:160]} {node['any'][0]['message'] if node['any'] else ''}"
        for finding in found
        if finding["impact"] in GRAVE
        for node in finding["nodes"][:3]
    ]


@pytest.mark.parametrize("kind", list(KINDS))
def test_nothing_serious_is_found_on_a_page(
    page: Page, own_site: Path, own_address: str, kind: str, colours: str
) -> None:
    page.goto(own_address + example(own_site, kind))
    page.wait_for_load_state("networkidle")
    scheme = page.evaluate("() => document.body.dataset.mdColorScheme")
    assert scheme == ("slate" if colours == "dark" else "default")
    assert grave(page) == []


def test_axe_finds_what_is_serious(page: Page) -> None:
    page.set_content("<html lang=en><title>x</title><main><img src='x.png'></main></html>")
    assert any(finding.startswith("image-alt") for finding in grave(page))


def test_nothing_moves_for_those_who_ask_for_stillness(
    page: Page, own_site: Path, own_address: str
) -> None:
    page.goto(own_address + example(own_site, "rule"))
    moving = page.evaluate(
        "() => [...document.querySelectorAll('*')].filter(e => {"
        "  const style = getComputedStyle(e);"
        "  const seconds = t => Math.max(...t.split(',').map(s => parseFloat(s)));"
        "  return seconds(style.transitionDuration) > 0.01 || style.scrollBehavior === 'smooth';"
        "}).length"
    )
    assert moving == 0
