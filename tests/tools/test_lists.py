"""Lists in the documentation are what the code says."""

from __future__ import annotations

import sys

import pytest

from generator.settings.target_choices import DEFAULT_TARGETS
from tests.support import REPOSITORY
from tools import lists
from tools.lists import (
    COMMAND,
    module_map,
    out_of_date,
    preset_table,
    summary_of,
    wings,
    with_list,
    with_severities,
)


def test_no_list_is_out_of_date() -> None:
    old = sorted(file.relative_to(REPOSITORY).as_posix() for file in out_of_date())
    assert not old, f"`{COMMAND}` writes the lists of {', '.join(old)}"


def test_a_document_without_its_list_is_named() -> None:
    with pytest.raises(ValueError, match="no list between"):
        with_list("# A page\n", "codes", "| a |")


def test_a_list_is_replaced_whole_and_the_rest_is_kept() -> None:
    page = "# A\n\n<!-- codes: made by `make lists` -->\nold\n<!-- end of codes -->\n\nend\n"
    text = with_list(page, "codes", "new")
    assert "old" not in text
    assert text.startswith("# A\n\n<!--")
    assert text.endswith("-->\n\nend\n")
    assert with_list(text, "codes", "new") == text


def test_what_differs_is_shown_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = REPOSITORY / "docs/checks.md"
    text = page.read_text("utf-8")
    monkeypatch.setattr(
        lists, "out_of_date", lambda: {page: text.replace("# Checks", "# Codes", 1)}
    )
    monkeypatch.setattr(sys, "argv", ["tools.lists"])
    assert lists.main() == 1
    printed = capsys.readouterr().out
    assert "-# Checks\n+# Codes\n" in printed
    assert printed.endswith(f"`{COMMAND}` writes them.\n")
    assert page.read_text("utf-8") == text


def test_a_section_begins_with_the_severity_of_its_code() -> None:
    page = "## unknown-key\n\nError: A key.\n\n## not-a-code\n\nNote: Kept.\n"
    assert with_severities(page) == page.replace("Error: A key", "Warning: A key")


def test_a_cell_of_a_table_can_hold_a_bar() -> None:
    assert r"Elastic ES\|QL" in preset_table()
    assert "Elastic ES|QL" not in preset_table()


def test_the_settings_name_the_default_targets() -> None:
    page = (REPOSITORY / "docs/configuration.md").read_text("utf-8")
    names = ", ".join(f"`{target}`" for target in DEFAULT_TARGETS)
    assert f"| `targets` | {names} |" in page


def test_the_wings_are_the_folders_of_the_package() -> None:
    folders = (REPOSITORY / "generator").iterdir()
    packages = {folder.name for folder in folders if (folder / "__init__.py").is_file()}
    assert packages == set(wings())
    assert {f"### `{name}/`" for name in wings()} <= set(module_map().splitlines())


def test_every_module_says_what_it_holds() -> None:
    files = (REPOSITORY / "generator").rglob("*.py")
    silent = [file.relative_to(REPOSITORY).as_posix() for file in files if not summary_of(file)]
    assert not [path for path in silent if not path.endswith("generator/__init__.py")]
