"""The page on which all rules are filtered and sorted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser import browse_site
from tests.browser.browse_page import Browsing
from tests.browser.browse_site import END_OF_SCRIPT, FILLERS, PICTURE
from tests.browser.visit import Visit, serving
from tests.hostile.once import once

IN_USE = FILLERS + 7
SECOND = "rule-acacacac-3c3e-4c53-9d0c-000000000008"
"""The section of the second rule of a file."""


@pytest.fixture(scope="session")
def small_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "browse-site", browse_site.build) / "site"


@pytest.fixture(scope="session")
def small_address(small_site: Path) -> Iterator[str]:
    with serving(small_site) as address:
        yield f"{address}browse/"


@pytest.fixture
def browsing(visit: Visit, small_address: str) -> Iterator[Browsing]:
    opened = Browsing(visit, small_address)
    yield opened
    assert visit.faults == []
    assert not visit.hacked


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("alpha", ["Alpha finds a tool"]),
        ("TOOL  alpha", ["Alpha finds a tool"]),
        ('"finds a tool"', ["Alpha finds a tool"]),
        ("quokka", ["Alpha finds a tool"]),
        ("bbbbbbbb-3c3e-4c53-9d0c-000000000002", ["Beta reads"]),
        ("bbbbbbbb", ["Beta reads"]),
        ("labs", ["Alpha finds a tool"]),
        ("author:muster", ["Alpha finds a tool", "Beta reads"]),
        ("event:4720", ["Beta reads"]),
        ("event:472", []),
        ("4720", ["Beta reads"]),
        ("TargetUserName", ["Beta reads"]),
        ("field:targetuser", ["Beta reads"]),
        ("T1059", ["Alpha finds a tool"]),
        ("T1059.001", ["Alpha finds a tool"]),
        ("powershell", ["Alpha finds a tool"]),
        ('technique:"create account"', ["Beta reads"]),
        ("CVE-2021-44228", ["Alpha finds a tool"]),
        ("muster t1136", ["Beta reads"]),
        ("alpha beta", []),
        ("nosuch:alpha", []),
        ("product:filler category7", ["Filler 07"]),
    ],
)
def test_all_words_must_occur_in_a_rule(browsing: Browsing, words: str, titles: list[str]) -> None:
    browsing.words.fill(words)
    browsing.shows(*titles)
    if not titles:
        expect(browsing.count).to_have_text(re.compile("^No rule is left"))


def test_a_row_says_level_source_and_techniques_and_leads_to_its_rule(browsing: Browsing) -> None:
    browsing.words.fill("alpha")
    row = browsing.page.locator(".browse-table tbody tr")
    expect(row).to_have_text(
        re.compile(
            r"Alpha finds a tool\s*T1059\.001\s*critical\s*stable\s*windows · process_creation"
            r"\s*2026-10-02"
        )
    )
    row.locator("a").click()
    expect(browsing.page.get_by_role("heading", level=1)).to_contain_text("Alpha finds a tool")


def test_a_rule_of_several_in_a_file_leads_to_its_section(browsing: Browsing) -> None:
    browsing.words.fill("second of two")
    browsing.titles.click()
    assert browsing.page.url.endswith(f"/rules/several/#{SECOND}")
    expect(browsing.page.locator(f"#{SECOND}")).to_be_attached()


def test_counts_of_a_facet_follow_the_words_and_the_other_facets(browsing: Browsing) -> None:
    levels = {"critical": "1", "high": "1", "medium": "60", "low": "3"}
    shown = browsing.counts("Level")
    assert {level: shown[level] for level in levels} == levels
    browsing.value("Product", "windows").click()
    expect(browsing.value("Level", "medium").locator(".browse-number")).to_have_text("0")
    browsing.value("Level", "critical").click()
    browsing.shows("Alpha finds a tool")
    expect(browsing.value("Product", "windows").locator(".browse-number")).to_have_text("1")
    expect(browsing.value("Level", "high").locator(".browse-number")).to_have_text("1")
    browsing.value("Level", "high").click()
    browsing.shows("Alpha finds a tool", "Beta reads the Security log")
    browsing.words.fill("beta")
    expect(browsing.value("Level", "critical").locator(".browse-number")).to_have_text("0")
    browsing.page.get_by_role("button", name="Clear all").click()
    browsing.words.fill("")
    expect(browsing.count).to_have_text(f"{IN_USE} rules")


@pytest.mark.parametrize(
    ("facet", "value", "titles"),
    [
        ("Tactic", "Persistence", ["Beta reads"]),
        ("Technique", "T1059 Command and Scripting Interpreter", ["Alpha finds a tool"]),
        ("Technique", "T1059.001 PowerShell", ["Alpha finds a tool"]),
        ("Log source", "auth", ["Gamma has"]),
        ("Status", "stable", ["Alpha finds a tool"]),
        ("Author", "Max Muster", ["Alpha finds a tool", "Beta reads"]),
        ("Author", "Jane Doe (Labs, Ltd)", ["Alpha finds a tool"]),
        ("Target", "grep: refused", ["Gamma has"]),
        ("Evidence", "convertible", ["Alpha finds a tool", "Beta reads"]),
    ],
)
def test_every_facet_chooses_by_its_value(
    browsing: Browsing, facet: str, value: str, titles: list[str]
) -> None:
    found = browsing.facet(facet)
    if found.get_by_label(f"Find in {facet}").count():
        found.get_by_label(f"Find in {facet}").fill(value)
    found.get_by_label(value, exact=False).first.check()
    browsing.shows(*titles)
    chip = browsing.page.get_by_role("button", name=f"Remove {facet}: {value}")
    chip.click()
    expect(browsing.count).to_have_text(f"{IN_USE} rules")
    expect(browsing.words).to_be_focused()


def test_a_long_facet_is_shortened_until_all_of_it_is_asked_for(browsing: Browsing) -> None:
    sources = browsing.facet("Log source")
    expect(sources.locator("li")).to_have_count(10)
    sources.get_by_role("button", name="Show all").click()
    expect(sources.locator("li")).to_have_count(FILLERS + 5)
    sources.get_by_role("button", name="Show fewer").click()
    expect(sources.locator("li")).to_have_count(10)


def test_rules_that_are_not_used_any_more_are_hidden_until_asked_for(browsing: Browsing) -> None:
    expect(browsing.count).to_have_text(f"{IN_USE} rules")
    browsing.words.fill("delta")
    browsing.shows()
    switch = browsing.page.get_by_label("Show 1 deprecated or unsupported rules as well")
    switch.check()
    browsing.shows("Delta is not used any more")
    assert browsing.page.url.endswith("#q=delta&retired=1")


def test_columns_sort_with_the_gravest_and_the_latest_first(browsing: Browsing) -> None:
    browsing.heading("Level").get_by_role("button").click()
    expect(browsing.heading("Level")).to_have_attribute("aria-sort", "descending")
    expect(browsing.titles.first).to_have_text("Alpha finds a tool")
    browsing.heading("Changed").get_by_role("button").click()
    expect(browsing.heading("Level")).not_to_have_attribute("aria-sort", re.compile("."))
    expect(browsing.titles.nth(0)).to_have_text("Alpha finds a tool")
    expect(browsing.titles.nth(1)).to_have_text("Beta reads the Security log")
    browsing.heading("Rule").get_by_role("button").click()
    expect(browsing.titles.first).to_have_text("Alpha finds a tool")
    browsing.heading("Rule").get_by_role("button").click()
    expect(browsing.heading("Rule")).to_have_attribute("aria-sort", "descending")
    expect(browsing.titles.first).to_contain_text("Turned")


def test_fifty_rules_are_a_page(browsing: Browsing) -> None:
    expect(browsing.titles).to_have_count(50)
    pages = browsing.page.get_by_role("navigation", name="Pages of rules")
    expect(pages).to_contain_text("Page 1 of 2")
    pages.get_by_role("button", name="Previous").click(force=True)
    expect(pages).to_contain_text("Page 1 of 2")
    pages.get_by_role("button", name="Next").click()
    expect(browsing.titles).to_have_count(IN_USE - 50)
    assert browsing.page.url.endswith("#page=2")
    browsing.words.fill("filler 1")
    expect(pages).to_be_hidden()
    assert browsing.titles.first.inner_text() == "Filler 01"


def test_what_is_chosen_stands_in_the_address_and_is_shared_by_it(
    browsing: Browsing, browser: Browser
) -> None:
    browsing.words.fill("filler")
    browsing.facet("Log source").get_by_label("Find in Log source").fill("category1")
    browsing.value("Log source", "category12").click()
    browsing.value("Log source", "category17").click()
    browsing.heading("Rule").get_by_role("button").click()
    browsing.shows("Filler 17", "Filler 12")
    other = browser.new_context().new_page()
    shared = Browsing(Visit(other), browsing.page.url)
    shared.shows("Filler 17", "Filler 12")
    expect(shared.words).to_have_value("filler")
    expect(shared.value("Log source", "category12").get_by_role("checkbox")).to_be_checked()
    other.context.close()


def test_back_and_forward_lead_through_what_was_chosen(browsing: Browsing) -> None:
    browsing.value("Product", "windows").click()
    browsing.shows("Alpha", "Beta")
    browsing.words.press_sequentially("beta", delay=20)
    browsing.shows("Beta")
    browsing.titles.click()
    browsing.page.wait_for_url("**/rules/beta/")
    browsing.page.go_back()
    browsing.shows("Beta")
    expect(browsing.words).to_have_value("beta")
    browsing.page.go_back()
    browsing.shows("Alpha", "Beta")
    expect(browsing.words).to_have_value("")
    browsing.page.go_back()
    expect(browsing.count).to_have_text(f"{IN_USE} rules")
    browsing.page.go_forward()
    browsing.shows("Alpha", "Beta")
    browsing.page.go_forward()
    expect(browsing.words).to_have_value("beta")


@pytest.mark.parametrize(
    "said", ["#by-product", "#level=nonsense", "#page=999&sort=-nonsense", "#page=-1&retired=x&=&%"]
)
def test_an_address_of_nonsense_shows_what_it_can(
    visit: Visit, small_address: str, said: str
) -> None:
    page = Browsing(visit, small_address + said)
    if "level" in said:
        expect(page.count).to_have_text(re.compile("^No rule is left"))
        page.page.get_by_role("button", name="Remove Level: nonsense").click()
    expect(page.count).to_have_text(f"{IN_USE} rules")
    assert visit.faults == []


def test_the_page_is_used_with_the_keyboard_alone(browsing: Browsing) -> None:
    page = browsing.page
    browsing.words.focus()
    page.keyboard.type("windows")
    page.keyboard.press("Tab")
    expect(page.locator("summary", has_text="Level")).to_be_focused()
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("type", "checkbox")
    page.keyboard.press("Space")
    browsing.shows("Alpha finds a tool")
    expect(browsing.value("Level", "critical").get_by_role("checkbox")).to_be_focused()
    page.keyboard.press("Space")
    browsing.shows("Alpha finds a tool", "Beta reads the Security log")
    browsing.heading("Rule").get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(browsing.heading("Rule")).to_have_attribute("aria-sort", "descending")
    expect(browsing.heading("Rule").get_by_role("button")).to_be_focused()


def test_hostile_texts_are_texts_everywhere(browsing: Browsing) -> None:
    browsing.words.fill("hostile")
    expect(browsing.titles).to_have_text([f"Hostile {PICTURE} {END_OF_SCRIPT}"])
    for facet in ("Level", "Status", "Product", "Log source", "Author"):
        box = browsing.facet(facet)
        said = "&quot;" if facet == "Log source" else "<img"
        if box.get_by_label(f"Find in {facet}").count():
            box.get_by_label(f"Find in {facet}").fill(said)
        box.locator("li label", has_text=said).click()
        expect(box.locator("summary")).to_have_text(f"{facet} 1 chosen")
    browsing.page.reload()
    expect(browsing.titles).to_have_count(1)
    body = browsing.page.locator("#catalogue-browse")
    tags = set(body.evaluate("e => [...e.querySelectorAll('*')].map(e => e.localName)"))
    assert not tags & {"img", "script", "b", "iframe"}
    attributes = body.evaluate(
        "e => [...e.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"
    )
    assert not [name for name in attributes if name.startswith("on")]


def test_names_of_the_language_are_values_like_others_and_text_is_kept_apart_by_direction(
    browsing: Browsing,
) -> None:
    browsing.words.fill("product:__proto__")
    expect(browsing.titles).to_have_count(1)
    assert browsing.titles.locator("bdi").count() == 1
    browsing.words.fill("constructor:x __proto__")
    browsing.shows()
    browsing.words.fill("level:constructor")
    expect(browsing.titles).to_have_count(1)


def test_a_site_that_was_made_for_a_server_is_browsed_from_a_disk(
    visit: Visit, small_site: Path
) -> None:
    page = Browsing(visit, (small_site / "browse/index.html").as_uri())
    page.words.fill("alpha")
    page.shows("Alpha finds a tool")
    assert visit.page.url.endswith("/browse/index.html#q=alpha")
    page.titles.click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Alpha finds a tool")
    # The theme asks for its search and the sitemap, which browsers do not let it have.
    assert [fault for fault in visit.faults if not re.search("file:|ERR_", fault)] == []


def test_a_site_that_was_made_for_the_disk_is_browsed_there(
    visit: Visit, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = once(tmp_path_factory, "browse-disk", browse_site.build_for_the_disk)
    page = Browsing(visit, (folder / "site/browse/index.html").as_uri())
    page.words.fill("second of two")
    page.titles.click()
    assert visit.page.url.endswith(f"/rules/several.html#{SECOND}")
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("First of two")


def test_without_scripts_there_is_a_plain_index_by_product(
    browser: Browser, small_address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(small_address)
    expect(page.locator("#catalogue-browse")).to_be_hidden()
    row = page.get_by_role("row").filter(has_text="filler")
    expect(row).to_contain_text(str(FILLERS))
    row.get_by_role("link").click()
    expect(page.get_by_role("link", name="Filler 07")).to_be_visible()
    expect(page.get_by_role("heading", name="Deprecated and unsupported rules")).to_be_visible()
    page.get_by_role("link", name="Alpha finds a tool").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Alpha finds a tool")
    context.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_width_is_too_small(visit: Visit, small_address: str, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    page = Browsing(visit, small_address + "#q=i&level=medium&author=A+team")
    assert visit.page.evaluate("() => document.documentElement.scrollWidth") <= width
    opened = visit.page.locator(".browse-facets").get_attribute("open") is not None
    assert opened == (width >= 960)
    expect(page.titles.first).to_be_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_grave_with_all_facets_open(
    browser: Browser, small_address: str, colours: str
) -> None:
    context = browser.new_context(color_scheme="dark" if colours == "dark" else "light")
    opened = Browsing(
        Visit(context.new_page()), small_address + "#q=a&level=medium&status=x&retired=1"
    )
    for name in ("Status", "Log source", "Technique", "Target", "Data needed", "Author"):
        opened.facet(name)
    found = Axe().run(opened.page, context="#catalogue-browse").response["violations"]
    assert [f["id"] for f in found if f["impact"] in ("serious", "critical")] == []
    context.close()


def test_own_rules_are_all_there_to_browse(visit: Visit, own_site: Path, own_address: str) -> None:
    rules = json.loads((own_site / "api/v1/index.json").read_text("utf-8"))["rules"]
    used = [rule for rule in rules if rule["status"] not in ("deprecated", "unsupported")]
    page = Browsing(visit, f"{own_address}browse/")
    expect(page.count).to_have_text(f"{len(used)} rules")
    high = sum(rule["level"] == "high" for rule in used)
    assert page.counts("Level")["high"] == str(high)
    for rule in used[:: len(used) // 5]:
        page.words.fill(rule["id"])
        expect(page.titles).to_have_text([rule["title"]])
        href = page.titles.first.get_attribute("href") or ""
        assert href.removeprefix(own_address) == rule["url"]
    assert visit.faults == []
