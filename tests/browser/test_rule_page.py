"""The page of a rule in a real browser: the targets that a reader chose, on every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.weight import too_heavy
from tests.browser.test_accessibility import grave
from tests.browser.visit import Visit, serving
from tests.catalogue.history.repository import Repository
from tests.hostile.once import once
from tests.hostile.sites import run_site
from tests.support import RULE, Project

ONE, TWO, SEVERAL = "rules/one/", "rules/two/", "rules/several/"
TARGETS = ("powershell", "es-qs", "splunk", "grep")
SETTINGS = f"targets: [{', '.join(TARGETS)}]\nrepository: https://github.com/o/r\n"
HOSTILE = "<img src=x onerror=window.hacked=1> | \"'`"


def _with_id(end: str, title: str) -> str:
    return RULE.replace("2a11", end).replace("A program starts another one", title)


def _build(folder: Path) -> None:
    """A project in git, whose newest commit and author are attacks."""
    project = Project(folder)
    repository = Repository(folder)
    project.write(
        {
            "catalogue.yml": SETTINGS,
            ".gitignore": "build/\nsite/\n",
            "rules/one.yml": RULE,
            "rules/two.yml": _with_id("2a22", "Another one"),
            "rules/several.yml": f"{_with_id('2a33', 'First')}---\n{_with_id('2a44', 'Second')}",
        }
    )
    repository.commit("feat: rules")
    project.write({"rules/one.yml": RULE.replace("level: high", "level: low")})
    repository.commit(HOSTILE, author=HOSTILE.replace("<", "(").replace(">", ")"))
    run_site(folder)


@pytest.fixture(scope="session")
def rule_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "rule-site", _build) / "site"


@pytest.fixture(scope="session")
def address(rule_site: Path) -> Iterator[str]:
    with serving(rule_site) as served:
        yield served


def queries(page: Page) -> list[str]:
    """The targets whose queries are seen."""
    headings = page.locator("article :is(h3, h4)").all()
    texts = [h.inner_text().replace("¶", "").strip() for h in headings if h.is_visible()]
    return [text for text in texts if text in TARGETS]


def contents(page: Page) -> list[str]:
    """The targets that the table of contents names."""
    links = page.locator(".md-sidebar--secondary .md-nav__link").all()
    return [text for link in links if link.is_visible() and (text := link.inner_text()) in TARGETS]


def choose(page: Page, *unwanted: str) -> None:
    page.locator(".target-choice > summary").click()
    for name in unwanted:
        page.get_by_label(name, exact=True).uncheck()


def test_at_first_every_target_is_shown(visit: Visit, address: str) -> None:
    visit.page.goto(address + ONE)
    assert queries(visit.page) == list(TARGETS)
    assert contents(visit.page) == list(TARGETS)
    expect(visit.page.locator(".target-choice > summary")).to_have_text("Targets: all 4")
    expect(visit.page.locator(".target-hidden")).to_be_hidden()
    assert visit.faults == []


def test_a_choice_holds_on_every_page_and_in_the_table_of_contents(
    visit: Visit, address: str
) -> None:
    visit.page.goto(address + ONE)
    choose(visit.page, "es-qs", "powershell")
    assert queries(visit.page) == ["splunk", "grep"]
    visit.page.goto(address + TWO)
    assert queries(visit.page) == ["splunk", "grep"]
    assert contents(visit.page) == ["splunk", "grep"]
    expect(visit.page.locator(".target-choice > summary")).to_have_text("Targets: 2 of 4 chosen")
    line = visit.page.get_by_text("The queries for 2 other targets are hidden.")
    expect(line).to_be_visible()
    expect(visit.page.get_by_role("heading", name="Sigma rule")).to_be_visible()
    expect(visit.page.get_by_role("heading", name="History")).to_be_visible()
    assert visit.faults == []


def test_a_button_shows_all_again(visit: Visit, address: str) -> None:
    visit.page.goto(address + ONE)
    choose(visit.page, "es-qs", "powershell", "grep")
    visit.page.get_by_role("button", name="Show all targets").click()
    assert queries(visit.page) == list(TARGETS)
    visit.page.reload()
    assert queries(visit.page) == list(TARGETS)


def test_a_link_to_a_hidden_target_shows_it_and_changes_no_choice(
    visit: Visit, address: str
) -> None:
    visit.page.goto(address + ONE)
    choose(visit.page, "es-qs", "splunk")
    visit.page.goto("about:blank")
    visit.page.goto(f"{address}{ONE}#splunk")
    assert queries(visit.page) == ["powershell", "splunk", "grep"]
    expect(visit.page.locator("#splunk")).to_be_in_viewport()
    visit.page.evaluate("() => { window.location.hash = '#es-qs'; }")
    expect(visit.page.locator("#es-qs")).to_be_in_viewport()
    visit.page.goto(address + TWO)
    assert queries(visit.page) == ["powershell", "grep"]


def test_a_page_of_several_rules_has_one_choice_for_all_of_them(visit: Visit, address: str) -> None:
    visit.page.goto(address + SEVERAL)
    assert queries(visit.page) == [*TARGETS, *TARGETS]
    choose(visit.page, "powershell", "es-qs", "grep")
    assert queries(visit.page) == ["splunk", "splunk"]
    expect(visit.page.locator(".target-choice")).to_have_count(1)
    expect(visit.page.get_by_role("heading", name="Second ¶", exact=True)).to_be_visible()


def test_the_choice_is_made_with_the_keyboard(visit: Visit, address: str) -> None:
    visit.page.goto(address + ONE)
    visit.page.locator(".target-choice > summary").focus()
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Space")
    assert queries(visit.page) == ["es-qs", "splunk", "grep"]
    for _ in TARGETS:
        visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    assert queries(visit.page) == list(TARGETS)
    focused = visit.page.evaluate("() => document.activeElement.tagName")
    assert focused == "SUMMARY"


def test_a_screen_reader_is_told_what_is_hidden(visit: Visit, address: str) -> None:
    visit.page.goto(address + ONE)
    choose(visit.page, "grep")
    status = visit.page.get_by_role("status").filter(has_text="hidden")
    expect(status).to_have_text("The query for 1 other target is hidden. Show all targets")
    expect(visit.page.get_by_role("group", name="Show the queries for")).to_be_visible()


def test_nothing_serious_is_found_where_targets_are_chosen(visit: Visit, address: str) -> None:
    visit.page.goto(address + ONE)
    choose(visit.page, "grep")
    assert grave(visit.page) == []


def test_without_scripts_every_query_is_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + ONE)
    assert queries(page) == list(TARGETS)
    expect(page.locator(".target-choice")).to_have_count(0)
    context.close()


def test_what_is_printed_is_what_is_shown(visit: Visit, address: str) -> None:
    visit.page.goto(address + ONE)
    choose(visit.page, "grep", "es-qs")
    visit.page.emulate_media(media="print")
    assert queries(visit.page) == ["powershell", "splunk"]
    expect(visit.page.locator(".target-choice")).to_be_hidden()
    expect(visit.page.get_by_role("button", name="Show all targets")).to_be_hidden()
    expect(visit.page.get_by_text("The queries for 2 other targets are hidden.")).to_be_visible()


def test_a_choice_works_on_a_page_that_is_opened_from_the_disk(
    visit: Visit, rule_site: Path
) -> None:
    visit.page.goto((rule_site / ONE / "index.html").as_uri())
    choose(visit.page, "grep")
    assert queries(visit.page) == ["powershell", "es-qs", "splunk"]
    visit.page.goto((rule_site / TWO / "index.html").as_uri())
    assert queries(visit.page) == ["powershell", "es-qs", "splunk"]


def test_where_nothing_can_be_kept_a_choice_holds_on_its_page(visit: Visit, address: str) -> None:
    visit.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked'); } });"
    )
    visit.page.goto(address + ONE)
    if not visit.page.locator(".target-choice").count():
        pytest.fail("the script of the page did not run")
    choose(visit.page, "grep", "splunk")
    assert queries(visit.page) == ["powershell", "es-qs"]


@pytest.mark.parametrize("kept", ["nonsense", "{}", '["no-such-target"]', "null", "[1]"])
def test_what_else_is_kept_under_that_name_breaks_nothing(
    visit: Visit, address: str, kept: str
) -> None:
    visit.page.goto(address + ONE)
    visit.page.evaluate("kept => localStorage.setItem('catalogue-targets', kept)", kept)
    visit.page.reload()
    hidden = kept.startswith("[")
    assert queries(visit.page) == ([] if hidden else list(TARGETS))
    if hidden:
        visit.page.get_by_role("button", name="Show all targets").click()
        assert queries(visit.page) == list(TARGETS)
    assert visit.faults == []


def test_another_tab_follows_a_choice(visit: Visit, address: str) -> None:
    other = visit.page.context.new_page()
    other.goto(address + TWO)
    visit.page.goto(address + ONE)
    choose(visit.page, "grep")
    expect(other.locator("#grep")).to_be_hidden()


def test_what_commits_say_does_nothing(visit: Visit, address: str) -> None:
    visit.page.goto(address + ONE)
    row = visit.page.locator("#history ~ .md-typeset__scrollwrap tbody tr").first
    expect(row).to_contain_text(HOSTILE)
    assert visit.page.locator("article img").count() == 0
    assert not visit.hacked
    assert visit.faults == []


def test_every_section_has_an_address_of_its_own(visit: Visit, address: str) -> None:
    visit.page.goto(address + ONE)
    for heading in visit.page.locator("article :is(h2, h3)").all():
        link = heading.locator("a.headerlink")
        assert link.get_attribute("href") == f"#{heading.get_attribute('id')}"


def test_a_rule_leads_to_its_file_and_to_a_place_for_reports(visit: Visit, address: str) -> None:
    visit.page.goto(address + ONE)
    for name, place in (
        ("Edit this rule", r"https://github\.com/o/r/edit/main/rules/one\.yml"),
        ("Raw YAML", r"https://github\.com/o/r/raw/main/rules/one\.yml"),
        ("Report a false positive", r"https://github\.com/o/r/issues/new\?title=.*A%20program.*"),
    ):
        expect(visit.page.get_by_role("link", name=name)).to_have_attribute(
            "href", re.compile(place)
        )


def test_no_page_of_a_rule_is_too_heavy(own_site: Path) -> None:
    assert too_heavy(own_site) == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", [ONE, SEVERAL])
def test_nothing_of_the_page_is_wider_than_the_screen(
    visit: Visit, address: str, path: str, width: int
) -> None:
    visit.page.set_viewport_size({"width": width, "height": 844})
    visit.page.goto(address + path)
    choose(visit.page, "grep")
    assert visit.page.evaluate("() => document.documentElement.scrollWidth") <= width
