"""Every kind of page is in the navigation, among the golden pages and in the browser tests, or the
reason why it isn't is stated here."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from generator.build import build as building
from generator.settings import config as configuration
from generator.settings.config import Settings
from tests.browser.page_kinds import KINDS
from tests.support import REPOSITORY

GOLDEN = REPOSITORY / "tests/pages/golden/pages"
NAVIGATION = (REPOSITORY / "mkdocs.yml", REPOSITORY / "generator/site/default.yml")
FILES_ONLY = "makes files for programs and no page"
OUT_OF_NAVIGATION = {
    "attention": "the home page leads to it",
    "attack/tactics": "the matrix leads to it",
    "attack/techniques": "the matrix leads to it",
}
"""Folders of pages without an entry of their own."""
OUT_OF_GOLDEN = {
    "attack": "follows the bundled facts of ATT&CK, not the input of the golden pages",
    "attack/tactics": "follows the bundled facts of ATT&CK",
    "attack/techniques": "follows the bundled facts of ATT&CK",
    "attention": "tests/pages/front compares what it says",
    "browse": "holds a table that a script fills; the browser tests read it",
    "environments": "the golden input has no environment; tests/catalogue/coverage compares it",
    "support": "tests/pages/targets compares it and its JSON",
    "targets": "shows documents of docs/targets with the records of trust, which make prove renews",
    "use_cases": "the golden input has no use case; tests/pages/entities compares it",
}
"""Folders of pages that the golden set leaves out, and what holds them instead."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The folders of all pages that this repository's content makes; "" is that of the home page."""
    settings = Settings(output=tmp_path_factory.mktemp("kinds") / "pages", targets=("grep",))
    config, _ = configuration.load(REPOSITORY, settings=settings)
    made = building.build(config, jobs=1).written.paths
    return {kind_of(path) for path in made if path.endswith(".md")}


def kind_of(path: str) -> str:
    """The folder of a page; of an environment's own pages that of all environments."""
    folder = Path(path).parent.as_posix().removeprefix(".")
    return folder if folder.startswith("attack/") else folder.partition("/")[0]


def entries(node: object) -> set[str]:
    """The addresses in a navigation."""
    if isinstance(node, str):
        return {node}
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return {address for part in parts for address in entries(part)}


def test_every_folder_of_pages_is_in_the_navigation_or_declared_out_of_it(
    folders: set[str],
) -> None:
    text = NAVIGATION[0].read_text("utf-8")
    named = entries(yaml.safe_load(text)["nav"])
    shown = {address.rpartition("/")[0] for address in named}
    assert folders - shown - OUT_OF_NAVIGATION.keys() == set()
    assert OUT_OF_NAVIGATION.keys() <= folders - shown


def test_every_folder_of_pages_is_golden_or_declared_out_of_it(folders: set[str]) -> None:
    golden = {file.parent.relative_to(GOLDEN).as_posix() for file in GOLDEN.rglob("*.md")}
    golden = {folder.removeprefix(".") for folder in golden}
    assert folders - golden - OUT_OF_GOLDEN.keys() == set()
    assert OUT_OF_GOLDEN.keys() <= folders - golden


def test_every_folder_of_pages_is_visited_by_a_browser(folders: set[str]) -> None:
    visited = {address.split("*")[0].rstrip("/") for address in KINDS.values()}
    visited |= {address.rpartition("/")[0] for address in visited}
    assert folders - visited == set()
