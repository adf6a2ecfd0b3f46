"""The ATT&CK matrix in a real browser: filtered, coloured, unfolded, asked and exported."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import jsonschema
import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser.visit import Visit
from tests.support import REPOSITORY

SCHEMA = json.loads(
    (REPOSITORY / "tests/facts/attack/layer-4.5.schema.json").read_text(encoding="utf-8")
)
CELL = "[data-technique]"

SHOWN = """() => [...document.querySelectorAll('[data-technique]')]
    .filter(cell => !cell.closest('[data-technique][hidden]'))
    .map(cell => [cell.dataset.technique, cell.closest('.attack-column').dataset.tactic,
        cell.querySelector(':scope > span.attack-count').textContent])"""
"""Every shown cell, folded or not, with what it says."""

CONTRAST = """() => {
    const parse = text => text.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b]
        .map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = element => {
        for (let at = element; at; at = at.parentElement) {
            const shade = parse(getComputedStyle(at).backgroundColor);
            if (shade[3] !== 0) return shade;
        }
        return [255, 255, 255];
    };
    const ratio = element => {
        const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    };
    const seen = [...document.querySelectorAll(
        '.attack-column a, .attack-column button, .attack-column span, .attack-column summary, .attack-key')]
        .filter(element => element.offsetParent !== null);
    return Math.min(...seen.map(ratio));
}"""
"""The least contrast of a text of the matrix or its legend with what is behind it."""


@pytest.fixture
def matrix(visit: Visit, own_address: str) -> Page:
    visit.page.goto(f"{own_address}attack/")
    visit.page.locator("button.attack-count").first.wait_for(state="attached")
    return visit.page


def cell(page: Page, technique: str) -> Locator:
    return page.locator(f'[data-technique="{technique}"]').first


def words(page: Page, technique: str) -> str:
    count = cell(page, technique).locator("> span.attack-count")
    return str(count.text_content())


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).select_option(option)
    page.locator(".attack-status:not(:empty)").wait_for()


def exported(page: Page) -> dict[str, Any]:
    with page.expect_download() as download:
        page.locator(".attack-export").first.click()
    layer: dict[str, Any] = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    return layer


def test_a_platform_leaves_its_techniques_and_the_rules_that_are_for_it(
    matrix: Page, visit: Visit
) -> None:
    before = len(matrix.evaluate(SHOWN))
    choose(matrix, "Platform", "macOS")
    shown = matrix.evaluate(SHOWN)
    assert 0 < len(shown) < before
    assert cell(matrix, "T1047").is_hidden()  # Windows Management Instrumentation.
    assert visit.faults == []


def test_a_technique_counts_only_rules_of_the_chosen_platform(matrix: Page) -> None:
    rules = matrix.evaluate(
        """async () => {
            const text = await (await fetch('matrix-rules.js')).text();
            return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf(';')));
        }"""
    )
    own = rules["techniques"]["T1047"]["rules"]
    expected = [n for n in own if not rules["rules"][n][4] or "Windows" in rules["rules"][n][4]]
    choose(matrix, "Platform", "Windows")
    assert words(matrix, "T1047").split()[1] == str(len(expected))


@pytest.mark.parametrize(
    ("colour", "part"), [("level", ".attack-level"), ("evidence", ".attack-evidence")]
)
def test_a_colouring_changes_shades_words_and_legend(matrix: Page, colour: str, part: str) -> None:
    shaded = matrix.locator(".attack-column > li:not(.attack-none)").first
    shade = "e => getComputedStyle(e).backgroundColor"
    before = shaded.evaluate(shade)
    matrix.locator(f"#attack-by-{colour}").check()
    matrix.wait_for_timeout(300)
    assert shaded.evaluate(shade) != before
    assert shaded.locator(f"> {part}").is_visible()
    assert matrix.locator(f".attack-legend.attack-by-{colour}").is_visible()
    assert matrix.locator(".attack-legend.attack-by-rules").is_hidden()


def test_an_environment_colours_by_the_rules_that_run_there(matrix: Page) -> None:
    def total() -> int:
        found = [words.split()[1] for _, _, words in matrix.evaluate(SHOWN)]
        return sum(int(number) for number in found if number != "no")

    everything = total()
    matrix.locator(".attack-by-environment").first.check()
    matrix.locator(".attack-status:not(:empty)").wait_for()
    assert 0 < total() < everything
    matrix.locator("#attack-by-rules").check()
    assert total() == everything


def test_the_rules_of_a_cell_are_listed_by_keyboard_alone(matrix: Page, visit: Visit) -> None:
    button = cell(matrix, "T1047").locator("> button.attack-count")
    button.focus()
    matrix.keyboard.press("Enter")
    dialog = matrix.get_by_role("dialog", name="T1047")
    dialog.wait_for()
    links = dialog.locator("li a")
    assert links.count() == int(words(matrix, "T1047").split()[1])
    for link in links.all():
        address = link.evaluate("link => link.href")
        assert matrix.request.get(address).ok, address
    matrix.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert button.evaluate("e => e === document.activeElement")
    assert visit.faults == []


def test_sub_techniques_unfold_by_keyboard_and_all_at_once(matrix: Page) -> None:
    cell(matrix, "T1003").locator("> details > summary").focus()
    matrix.keyboard.press("Enter")
    assert cell(matrix, "T1003.001").is_visible()
    assert cell(matrix, "T1059.001").is_hidden()
    matrix.get_by_role("button", name="Unfold all").press("Space")
    assert cell(matrix, "T1059.001").is_visible()


@pytest.mark.parametrize("colour", ["rules", "level", "evidence"])
@pytest.mark.parametrize(("platform", "show"), [("", "all"), ("Linux", "all"), ("", "with")])
def test_the_exported_layer_is_what_is_shown(
    matrix: Page, colour: str, platform: str, show: str
) -> None:
    matrix.locator(f"#attack-by-{colour}").check()
    matrix.get_by_label("Show", exact=True).select_option(show)
    choose(matrix, "Platform", platform)
    layer = exported(matrix)
    jsonschema.Draft202012Validator(SCHEMA).validate(layer)
    enabled = {(e["techniqueID"], e["tactic"]): e for e in layer["techniques"] if e["enabled"]}
    shown = {(one, tactic): text for one, tactic, text in matrix.evaluate(SHOWN)}
    assert enabled.keys() == shown.keys()
    assert layer["hideDisabled"] is True
    assert any("score" in entry for entry in enabled.values())
    for place, entry in enabled.items():
        assert ("score" in entry) == ("no rule" not in shown[place]), place
        if colour == "rules" and "score" in entry:
            assert f"{entry['score']:,}" == shown[place].split()[1], place


def test_an_exported_layer_says_whose_each_rule_is(matrix: Page) -> None:
    choose(matrix, "Platform", "")
    comments = [e["comment"] for e in exported(matrix)["techniques"] if "comment" in e]
    # The texts come from the rules of this repository, which all name an author.
    assert comments
    for comment in comments:
        assert re.search(r" \(by [^)]+\)(; |$)", comment), comment


def test_a_layer_has_the_shades_of_the_page(matrix: Page) -> None:
    matrix.locator("#attack-by-level").check()
    matrix.wait_for_timeout(300)
    layer = exported(matrix)
    scored = [entry for entry in layer["techniques"] if "score" in entry]
    legend = {item["label"]: item["color"] for item in layer["legendItems"]}
    high = next(e for e in scored if e["score"] == 4)
    assert high["color"] == legend["high"]
    gradient = layer["gradient"]
    assert (gradient["minValue"], gradient["maxValue"]) == (1, 5)
    assert gradient["colors"][high["score"] - 1] == legend["high"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("colour", ["rules", "level", "evidence"])
def test_every_text_of_the_matrix_stands_out_from_its_shade(
    visit: Visit, own_address: str, scheme: Literal["light", "dark"], colour: str
) -> None:
    visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visit.page.goto(f"{own_address}attack/")
    visit.page.locator(f"#attack-by-{colour}").check()
    visit.page.get_by_role("button", name="Unfold all").click()
    assert visit.page.evaluate(CONTRAST) >= 4.5


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_only_the_matrix_itself_is_scrolled_sideways(matrix: Page, width: int) -> None:
    matrix.set_viewport_size({"width": width, "height": 900})
    assert matrix.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.fixture
def without_scripts(browser: Browser, own_address: str) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{own_address}attack/")
    yield page
    context.close()


def test_without_scripts_the_matrix_is_coloured_unfolds_and_leads_on(without_scripts: Page) -> None:
    page = without_scripts
    assert page.locator("select, .attack-controls button").count() == 0
    assert "rule" in words(page, "T1047")
    cell(page, "T1003").locator("> details > summary").click()
    assert cell(page, "T1003.001").is_visible()
    page.locator("#attack-by-level").check()
    assert page.locator(".attack-legend.attack-by-level").is_visible()
    cell(page, "T1047").locator("> a").click()
    assert page.locator("h1").inner_text().startswith("T1047")


def test_on_paper_every_column_is_seen_and_nothing_is_to_be_pressed(matrix: Page) -> None:
    matrix.set_viewport_size({"width": 1500, "height": 1060})  # A3 landscape in CSS pixels.
    matrix.emulate_media(media="print")
    assert matrix.locator(".attack-controls").is_hidden()
    right = "all => Math.max(...all.map(e => e.getBoundingClientRect().right))"
    assert matrix.locator(".attack-column").evaluate_all(right) <= 1500
    boxes = matrix.locator(".attack-column > li").evaluate_all(
        "all => all.map(e => e.scrollWidth <= e.clientWidth + 1)"
    )
    assert all(boxes)


def test_nothing_is_loaded_before_it_is_asked_for(matrix: Page, visit: Visit) -> None:
    assert not any("matrix-rules.js" in url for url in visit.requested)
    choose(matrix, "Platform", "Linux")
    assert sum("matrix-rules.js" in url for url in visit.requested) == 1


def test_a_file_of_rules_that_cannot_be_loaded_is_told(visit: Visit, own_address: str) -> None:
    visit.page.route("**/matrix-rules.js", lambda route: route.abort())
    visit.page.goto(f"{own_address}attack/")
    visit.page.get_by_label("Platform", exact=True).select_option("Linux")
    visit.page.locator(".attack-status", has_text="cannot be loaded").wait_for()


def test_hostile_titles_are_text_in_the_list_and_in_the_layer(
    visit: Visit, hostile_address: str
) -> None:
    visit.page.goto(f"{hostile_address}attack/")
    buttons = visit.page.locator("button.attack-count:visible")
    buttons.first.wait_for()
    rules = visit.page.locator(".attack-dialog li")
    listed = []
    for number in range(min(buttons.count(), 10)):
        buttons.nth(number).click()
        rules.first.wait_for()  # The script fills the dialog once it has the list of rules.
        listed += rules.all_inner_texts()
        visit.page.keyboard.press("Escape")
    assert any("<" in text or "script" in text for text in listed)
    assert json.dumps(exported(visit.page))
    assert visit.page.locator(".attack-dialog img, .attack-dialog script").count() == 0
    assert not visit.hacked
    assert visit.faults == []
