"""What is heavy with thousands of rules works with all of those of the corpus. Nothing is timed
here: how long things may take stands in `bench/rows.py`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bench.weight import MOST, weighed
from tests.browser.browse_page import Browsing
from tests.browser.visit import Visit
from tests.support import REPOSITORY

LAYER = json.loads(
    (REPOSITORY / "tests/facts/attack/layer-4.5.schema.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="session")
def rows(corpus_site: Path) -> list[dict[str, Any]]:
    """Every rule as the API has it."""
    index = json.loads((corpus_site / "api/v1/index.json").read_text("utf-8"))
    found: list[dict[str, Any]] = index["rules"]
    return found


@pytest.fixture(scope="session")
def used(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["status"] not in ("deprecated", "unsupported")]


@pytest.fixture(scope="session")
def heaviest(corpus_site: Path) -> str:
    """The address of the rule page with the most HTML."""
    return weighed(corpus_site)[0].path.removesuffix("index.html")


def number(text: str) -> int:
    return int(text.replace(",", ""))


def test_no_page_of_a_rule_is_too_heavy(corpus_site: Path, rows: list[dict[str, Any]]) -> None:
    pages = weighed(corpus_site)
    assert {page.path for page in pages} == {
        f"{row['url'].partition('#')[0]}index.html" for row in rows
    }
    assert len(pages) > 3_000
    heavy = [f"{page.path}: {page.size:,} bytes" for page in pages if page.size > MOST]
    assert not heavy, f"{len(heavy)} of {len(pages):,} pages, the heaviest {heavy[0]}"


def test_all_rules_are_browsed_and_narrowed_by_words_and_facets(
    visit: Visit, corpus_site: Path, corpus_address: str, used: list[dict[str, Any]]
) -> None:
    assert (corpus_site / "browse/rules.js").stat().st_size < 1_500_000
    page = Browsing(visit, f"{corpus_address}browse/")
    expect(page.count).to_have_text(f"{len(used):,} rules")
    assert sum(map(number, page.counts("Level").values())) == len(used)
    high = [row for row in used if row["level"] == "high"]
    assert number(page.counts("Level")["high"]) == len(high)
    page.words.fill("technique:T1059.001")
    named = [row for row in used if "T1059.001" in row["techniques"]]
    expect(page.count).to_have_text(f"{len(named):,} rules")
    page.value("Level", "high").click()
    both = [row for row in named if row["level"] == "high"]
    assert 0 < len(both) < len(named)
    expect(page.count).to_have_text(f"{len(both):,} rules")
    assert visit.faults == []


def test_what_is_left_of_all_rules_is_kept_in_the_address(
    visit: Visit, corpus_address: str
) -> None:
    page = Browsing(visit, f"{corpus_address}browse/")
    page.words.fill("mimikatz")
    page.value("Level", "critical").click()
    page.heading("Rule").click()
    shown = re.compile(r"^\d+ rules")
    expect(page.count).to_have_text(shown)
    visit.page.wait_for_url(re.compile(r"#.*q=mimikatz.*level=critical"))
    count, titles = page.count.inner_text(), page.titles.all_inner_texts()
    visit.page.goto("about:blank")
    visit.page.go_back()
    again = Browsing(visit, visit.page.url)
    expect(again.count).to_have_text(count)
    expect(again.titles).to_have_text(titles)
    assert titles
    assert visit.faults == []


@pytest.mark.parametrize("known", ["title", "id", "technique", "vulnerability"])
def test_a_rule_is_found_among_all_by_what_people_know_of_it(
    visit: Visit, corpus_site: Path, corpus_address: str, used: list[dict[str, Any]], known: str
) -> None:
    row = next(row for row in used if row["techniques"] and "CVE" in tagged(corpus_site, row))
    words = {
        "title": row["title"],
        "id": row["id"],
        "technique": row["techniques"][0],
        "vulnerability": tagged(corpus_site, row),
    }[known]
    visit.page.goto(corpus_address)
    visit.page.locator("input.md-search__input").click()
    visit.page.keyboard.type(words)
    results = visit.page.locator(".md-search-result__item > a")
    expected = visit.page.locator(f".md-search-result__item > a[href*='{row['url']}']")
    if known == "technique":
        # A technique has more rules than the list begins with: any of them is a find.
        expected = visit.page.locator(".md-search-result__item > a[href*='/rules/']")
    expect(expected.first).to_be_attached(timeout=30_000)
    if known == "technique":
        of = {row["url"] for row in used if words in row["techniques"]}
        href = expected.first.get_attribute("href") or ""
        assert re.split(r"[?#]", href.removeprefix(corpus_address))[0] in of
    if known == "id":
        expect(results.first).to_have_attribute("href", re.compile(re.escape(row["url"])))
    assert visit.faults == []


def tagged(site: Path, row: dict[str, Any]) -> str:
    """The first vulnerability that a rule is tagged with, as people write it; empty without one."""
    if "cve" not in row["title"].casefold():
        return ""
    tags = json.loads((site / f"api/v1/rules/{row['id']}.json").read_text("utf-8"))["tags"]
    found = [tag for tag in tags if tag.startswith("cve.")]
    return f"CVE-{found[0].removeprefix('cve.').replace('.', '-')}" if found else ""


def test_a_cell_of_the_matrix_lists_its_many_rules(
    visit: Visit, corpus_address: str, used: list[dict[str, Any]]
) -> None:
    page = visit.page
    page.goto(f"{corpus_address}attack/")
    page.get_by_role("button", name="Unfold all").click()
    of = [row for row in used if "T1059.001" in row["techniques"]]
    assert len(of) > 100
    cell = page.locator('[data-technique="T1059.001"]').first
    button = cell.locator("> button.attack-count")
    expect(button).to_contain_text(f"{len(of)}")
    button.click()
    dialog = page.get_by_role("dialog", name="T1059.001")
    expect(dialog.locator("li a")).to_have_count(len(of))
    page.keyboard.press("Escape")
    page.get_by_label("Platform", exact=True).select_option("Linux")
    page.locator(".attack-status:not(:empty)").wait_for()
    with page.expect_download() as download:
        page.locator(".attack-export").first.click()
    layer = json.loads(Path(download.value.path()).read_text("utf-8"))
    jsonschema.Draft202012Validator(LAYER).validate(layer)
    assert len(layer["techniques"]) > 697
    assert visit.faults == []


@pytest.mark.parametrize("address", ["", "browse/", "attack/", "support/", "rules/", "heaviest"])
def test_nothing_is_asked_of_another_host(
    visit: Visit, corpus_address: str, heaviest: str, address: str
) -> None:
    visit.page.goto(corpus_address + (heaviest if address == "heaviest" else address))
    visit.page.wait_for_load_state("networkidle")
    assert visit.faults == []
    assert all(url.startswith((corpus_address, "data:", "blob:")) for url in visit.requested)


@pytest.mark.parametrize("address", ["browse/", "heaviest"])
def test_axe_finds_nothing_grave(
    visit: Visit, corpus_address: str, heaviest: str, address: str
) -> None:
    visit.page.goto(corpus_address + (heaviest if address == "heaviest" else address))
    visit.page.wait_for_load_state("networkidle")
    found = Axe().run(visit.page).response["violations"]
    assert [f["id"] for f in found if f["impact"] in ("serious", "critical")] == []


@pytest.fixture
def without_scripts(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_scripts_every_rule_stands_on_a_page_of_the_plain_index(
    without_scripts: Page, corpus_site: Path, corpus_address: str, rows: list[dict[str, Any]]
) -> None:
    page = without_scripts
    page.goto(f"{corpus_address}rules/")
    pages = page.locator("article a").evaluate_all(
        "links => [...new Set(links.map(link => link.href.split('#')[0]))]"
        ".filter(href => /[/]rules[/](index-[0-9]+[/])?$/.test(href))"
    )
    assert len(pages) > 10
    listed: set[str] = set()
    for address in pages:
        page.goto(address)
        listed |= set(page.locator("article td a").evaluate_all("all => all.map(a => a.href)"))
        listed |= set(page.locator("article p a").evaluate_all("all => all.map(a => a.href)"))
    assert {corpus_address + row["url"] for row in rows} <= listed
