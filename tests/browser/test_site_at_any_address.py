"""The site works wherever it is put, and asks no other host for anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.own import build_own
from tests.browser.page_kinds import KINDS, example
from tests.browser.visit import Visit, serving
from tests.hostile.once import once
from tests.support import REPOSITORY

RULE = KINDS["rule"]
RULE_ID = re.compile(r"^id: (\S+)", re.MULTILINE)


def rule_id() -> str:
    name = f"{RULE.rstrip('/').rpartition('/')[2]}.yml"
    found = RULE_ID.search(next((REPOSITORY / "rules").rglob(name)).read_text("utf-8"))
    assert found is not None
    return found[1]


def styled(page: Page) -> bool:
    """Whether the theme's style sheet has reached the page."""
    return page.evaluate(
        "() => getComputedStyle(document.querySelector('.md-header')).position"
    ) in (
        "sticky",
        "fixed",
    )


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "missing"])
def test_a_page_below_any_path_loads_from_there_and_from_nowhere_else(
    visit: Visit, own_site: Path, kind: str
) -> None:
    with serving(own_site, below="a/b/") as address:
        visit.page.goto(address + example(own_site, kind))
        visit.page.wait_for_load_state("networkidle")
        assert visit.faults == []
        assert styled(visit.page)
        assert all(url.startswith((address, "data:", "blob:")) for url in visit.requested)


def test_the_links_of_a_page_below_a_path_stay_there(visit: Visit, own_site: Path) -> None:
    with serving(own_site, below="a/b/") as address:
        visit.page.goto(address)
        links = visit.page.evaluate("() => [...document.links].map(link => link.href)")
        inner = [link for link in links if link.startswith(address.removesuffix("a/b/"))]
        assert len(inner) > 10
        assert [link for link in inner if not link.startswith(address)] == []


def test_the_id_of_a_rule_leads_to_its_page(visit: Visit, own_site: Path) -> None:
    with serving(own_site, below="a/b/") as address:
        visit.page.goto(f"{address}r/{rule_id()}/")
        visit.page.wait_for_url(address + RULE)
        assert visit.faults == []


@pytest.mark.parametrize("below", ["", "a/b/"])
@pytest.mark.parametrize(
    "missing", ["rules/proc_creation_win_wmiprvse_child_of_usr/", "wmiprvse-child-of-user.html"]
)
def test_a_missing_page_names_the_nearest(
    visit: Visit, own_site: Path, below: str, missing: str
) -> None:
    with serving(own_site, below=below) as address:
        answer = visit.page.goto(address + missing)
        assert answer is not None
        assert answer.status == 404
        visit.page.locator("#not-found-nearest a").first.wait_for()
        nearest = visit.page.locator("#not-found-nearest a").evaluate_all(
            "links => links.map(link => link.href)"
        )
        assert address + RULE in nearest
        visit.page.wait_for_load_state("networkidle")
        assert styled(visit.page)
        visit.page.get_by_role("link", name="All rules").click()
        visit.page.wait_for_url(f"{address}rules/")


def test_a_missing_page_of_a_rule_is_found_by_its_id(visit: Visit, own_site: Path) -> None:
    with serving(own_site) as address:
        visit.page.goto(f"{address}rules/{rule_id().upper()}")
        visit.page.locator("#not-found-nearest a").first.click()
        visit.page.wait_for_url(address + RULE)


def test_a_missing_page_leads_to_a_search_for_its_name(visit: Visit, own_site: Path) -> None:
    with serving(own_site, below="a/b/") as address:
        visit.page.goto(f"{address}rules/wmi/")
        visit.page.get_by_role("link", name="Search this site for “wmi”").click()
        visit.page.locator(".md-search-result__item a").first.wait_for()
        assert visit.page.url.startswith(address)


def test_a_missing_page_without_scripts_leads_home(browser: Browser, own_site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    with serving(own_site) as address:
        page.goto(f"{address}no/such/page")
        page.get_by_role("link", name="Home", exact=True).last.click()
        page.wait_for_url(address)
    context.close()


def _build_offline(folder: Path) -> None:
    build_own(folder, "--offline")


@pytest.fixture(scope="module")
def site_on_disk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "own-site-on-disk", _build_offline) / "site"


class Disk:
    """A visit to pages of the disk, where a request to any host is a fault."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda request: self._seen(request.url))

    def _seen(self, url: str) -> None:
        if not url.startswith(("file://", "data:", "blob:", "about:")):
            self.faults.append(url)


@pytest.fixture
def disk(browser: Browser) -> Disk:
    return Disk(browser.new_context().new_page())


@pytest.mark.parametrize("kind", ["home", "browse", "rules", "rule", "matrix", "docs page"])
def test_a_page_of_the_disk_is_styled_and_has_no_fault(
    disk: Disk, site_on_disk: Path, kind: str
) -> None:
    address = KINDS[kind]
    names = [f"{address}index.html", f"{address.rstrip('/')}.html"]
    file = next(place for name in names if (place := site_on_disk / name).is_file())
    disk.page.goto(file.as_uri())
    disk.page.wait_for_load_state("load")
    assert styled(disk.page)
    assert disk.faults == []


def test_links_between_pages_of_the_disk_lead_to_files(disk: Disk, site_on_disk: Path) -> None:
    disk.page.goto((site_on_disk / "rules/index.html").as_uri())
    links = disk.page.evaluate("() => [...document.links].map(link => link.href.split('#')[0])")
    inner = {link for link in links if link.startswith("file:")}
    assert len(inner) > 20
    assert [link for link in inner if link.endswith("/")] == []


def test_the_search_finds_rules_in_pages_of_the_disk(disk: Disk, site_on_disk: Path) -> None:
    disk.page.goto((site_on_disk / "index.html").as_uri())
    disk.page.locator("input.md-search__input").click()
    disk.page.keyboard.type("WMI Provider Host")
    first = disk.page.locator(".md-search-result__item a").first
    first.wait_for()
    assert RULE.rstrip("/") in (first.get_attribute("href") or "")
    assert disk.faults == []
