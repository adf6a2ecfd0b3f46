"""Pages of hostile content in a real browser: their texts are read and nothing else happens."""

from __future__ import annotations

import pytest

from tests.browser.visit import Visit
from tests.hostile.sites import Site

pytestmark = pytest.mark.filterwarnings("error")

WORDS = (
    "hacked",
    "<img src=x onerror=window.hacked=1>",
    "onerror",
    "script",
    "&lt;script&gt;",
    "{{ 7*7 }}",
    '"__config"',
    "javascript:window.hacked=1",
    "naïve ☃",
    "`|",
)


def test_no_script_of_the_content_runs_on_any_page(
    visit: Visit, hostile_site: Site, hostile_address: str
) -> None:
    rules = [path for path in hostile_site.pages if path.startswith("rules/")]
    others = [path for path in hostile_site.pages if path not in rules]
    for path in (*rules, *others[::3], "index.html", "404.html", "rules/index.html"):
        visit.page.goto(hostile_address + path.removesuffix("index.html"))
        assert not visit.hacked, path
        assert visit.faults == [], path


def test_a_heading_that_is_called_like_a_part_of_the_page_does_not_take_its_place(
    visit: Visit, hostile_address: str
) -> None:
    visit.page.goto(f"{hostile_address}rules/several/")
    assert (
        visit.page.evaluate("() => document.querySelectorAll('#__config, #__search').length") == 2
    )
    assert visit.page.evaluate("() => document.getElementById('__config').tagName") == "SCRIPT"
    for number in range(6):
        tag = visit.page.evaluate(f"() => document.getElementById('rule-{number}').tagName")
        assert tag == "A"


@pytest.mark.parametrize("words", WORDS)
def test_searching_for_hostile_words_shows_them_and_runs_nothing(
    visit: Visit, hostile_address: str, words: str
) -> None:
    visit.page.goto(f"{hostile_address}rules/")
    visit.page.locator("input.md-search__input").click()
    visit.page.keyboard.type(words)
    meta = visit.page.locator(".md-search-result__meta")
    meta.filter(has_text="matching").or_(meta.filter(has_text="No match")).wait_for()
    visit.page.wait_for_timeout(200)
    results = visit.page.locator(".md-search-result__list")
    tags = results.evaluate("list => [...list.querySelectorAll('*')].map(e => e.localName)")
    known = {"li", "a", "article", "div", "h1", "h2", "p", "mark", "details", "summary", "nav"}
    known |= {"code", "pre", "ol", "ul", "del"}
    assert set(tags) <= known
    assert not visit.hacked
    assert visit.faults == []


def test_a_result_of_the_search_says_the_title_as_the_file_does(
    visit: Visit, hostile_site: Site, hostile_address: str
) -> None:
    visit.page.goto(f"{hostile_address}rules/several/")
    visit.page.locator("input.md-search__input").click()
    visit.page.keyboard.type("onmouseover")
    shown = visit.page.locator(".md-search-result__item h1, .md-search-result__item h2")
    shown.first.wait_for()
    title = next(title for title in hostile_site.titles if "onmouseover" in title)
    assert title in shown.all_inner_texts()
