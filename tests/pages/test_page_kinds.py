"""Every kind of page is in the golden pages, the navigation and the browser tests.

The kinds follow from the registry: what each view makes of the golden project. A page that is left out
of one of the three is named here with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
import yaml

from generator.build import build as building
from generator.build.serve_state import ServeState
from generator.pages import registry
from generator.pages.publication import Publication
from tests.browser.page_kinds import KINDS as IN_BROWSER
from tests.pages.golden.test_golden import PAGES as GOLDEN
from tests.pages.golden.test_golden import golden_config
from tests.support import REPOSITORY

LEFT_OUT_OF_GOLDEN = {
    "attack/index.md": "200 kB that change with each version of ATT&CK; see tests/facts/attack",
    "targets/*.md": "copies of docs/targets with the record of each proof; see tests/pages/targets",
}
SAME_LIST = "the same template as the list of Data Needed"
LEFT_OUT_OF_BROWSER = {
    "enrichments/index.md": SAME_LIST,
    "logging_policies/index.md": SAME_LIST,
    "triggers/index.md": SAME_LIST,
}
LEFT_OUT_OF_NAVIGATION = {
    "attack/tactics/*.md": "linked from the matrix",
    "attack/techniques/*.md": "linked from the matrix",
    "attention/index.md": "linked from the home page",
}
WITHOUT_OWN = "a folder of rules has none, and the library ships none"
LEFT_OUT_OF_DEFAULT_NAVIGATION = {
    **LEFT_OUT_OF_NAVIGATION,
    "environments/*.md": WITHOUT_OWN,
    "environments/index.md": WITHOUT_OWN,
    "use_cases/*.md": WITHOUT_OWN,
    "use_cases/index.md": WITHOUT_OWN,
}
ADD = "add {} there, or name it with a reason in tests/pages/test_page_kinds.py"


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """The golden project, linked and converted."""
    state = ServeState()
    building.build(golden_config(tmp_path_factory.mktemp("golden")), jobs=1, serve_state=state)
    assert state.publication is not None
    return state.publication


@pytest.fixture(scope="module")
def kinds(publication: Publication) -> set[str]:
    return {kind_of(made.path) for made in registry.artifacts(publication) if is_page(made.path)}


def is_page(path: str) -> bool:
    return path.endswith(".md")


def kind_of(path: str) -> str:
    """`rules/index.md` is a kind by itself; `rules/*.md` is every other page of that folder."""
    folder, slash, name = path.rpartition("/")
    return path if name == "index.md" else f"{folder}{slash}*.md"


def kind_at(address: str, kinds: Collection[str]) -> str:
    """The kind of the page at an address of the site; the address where no view makes it."""
    if f"{address}index.md" in kinds:
        return f"{address}index.md"
    kind = kind_of(f"{address.rstrip('/')}.md")
    return kind if kind in kinds else address


def missing(
    kinds: Collection[str], found: Collection[str], left_out: Mapping[str, str]
) -> list[str]:
    return sorted(kind for kind in kinds if kind not in found and kind not in left_out)


def linked_by(navigation: Path) -> set[str]:
    """The kinds of page that a navigation leads to; with the index of a folder, those below it."""
    text = re.sub(r"!\S+", "", navigation.read_text("utf-8"))
    pages = re.findall(r"[\w./-]+\.md", yaml.safe_dump(yaml.safe_load(text)["nav"]))
    below = {page.replace("index.md", "*.md") for page in pages if page.endswith("/index.md")}
    return {*map(kind_of, pages), *below}


def test_every_view_makes_something_of_the_golden_project(publication: Publication) -> None:
    """Otherwise its pages would not be among the kinds: add to tests/pages/golden/input."""
    silent = [
        view.__module__ for view in registry.VIEWS if next(iter(view(publication)), None) is None
    ]
    assert silent == []


def test_every_kind_of_page_is_in_the_golden_pages(kinds: set[str]) -> None:
    golden = {kind_of(file.relative_to(GOLDEN).as_posix()) for file in GOLDEN.rglob("*.md")}
    left = missing(kinds, golden, LEFT_OUT_OF_GOLDEN)
    assert not left, f"tests/pages/golden: {ADD.format(left)}"


def test_every_kind_of_page_is_in_the_browser_tests(kinds: set[str]) -> None:
    browser = {kind_at(address, kinds) for address in IN_BROWSER.values()}
    left = missing(kinds, browser, LEFT_OUT_OF_BROWSER)
    assert not left, f"tests/browser/page_kinds.py: {ADD.format(left)}"


@pytest.mark.parametrize(
    ("file", "left_out"),
    [
        ("mkdocs.yml", LEFT_OUT_OF_NAVIGATION),
        ("generator/site/default.yml", LEFT_OUT_OF_DEFAULT_NAVIGATION),
    ],
)
def test_every_kind_of_page_is_in_the_navigation(
    kinds: set[str], file: str, left_out: Mapping[str, str]
) -> None:
    left = missing(kinds, linked_by(REPOSITORY / file), left_out)
    assert not left, f"nav of {file}: {ADD.format(left)}"


@pytest.mark.parametrize(
    "left_out",
    [LEFT_OUT_OF_GOLDEN, LEFT_OUT_OF_BROWSER, LEFT_OUT_OF_DEFAULT_NAVIGATION],
    ids=["golden", "browser", "navigation"],
)
def test_only_pages_that_are_made_are_left_out(
    kinds: set[str], left_out: Mapping[str, str]
) -> None:
    assert set(left_out) <= kinds


def test_a_new_kind_of_page_is_missed_everywhere(kinds: set[str]) -> None:
    new = {*kinds, "news/index.md", "news/*.md"}
    browser = {kind_at(address, new) for address in IN_BROWSER.values()}
    assert missing(new, browser, LEFT_OUT_OF_BROWSER) == ["news/*.md", "news/index.md"]
    nav = linked_by(REPOSITORY / "mkdocs.yml")
    assert missing(new, nav, LEFT_OUT_OF_NAVIGATION) == ["news/*.md", "news/index.md"]
