"""Lists in the documentation are what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import REPOSITORY
from tools.lists import COMMAND, all_codes, module_map, out_of_date, summary_of, wings, with_list


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


def test_the_wings_are_the_folders_of_the_package() -> None:
    folders = (REPOSITORY / "generator").iterdir()
    packages = {folder.name for folder in folders if (folder / "__init__.py").is_file()}
    assert packages == set(wings())
    assert {f"### `{name}/`" for name in wings()} <= set(module_map().splitlines())


def test_every_module_says_what_it_holds() -> None:
    files = (REPOSITORY / "generator").rglob("*.py")
    silent = [file.relative_to(REPOSITORY).as_posix() for file in files if not summary_of(file)]
    assert not [path for path in silent if not path.endswith("generator/__init__.py")]


def test_every_code_is_a_slug() -> None:
    assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in all_codes())


def test_every_command_that_the_guide_for_contributors_names_is_in_the_makefile() -> None:
    guide = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    makefile = Path(REPOSITORY / "Makefile").read_text("utf-8")
    named = set(re.findall(r"\bmake ([a-z-]+)", guide))
    assert named
    assert named <= set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
