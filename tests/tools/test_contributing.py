"""The guide for contributors names what exists."""

from __future__ import annotations

import re

from tests.support import REPOSITORY
from tools.new import MARK

GUIDE = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
WRITTEN = ("generator/targets/new_log/", "prove/new_log/engine.py", "prove/new_log/judge.py")
"""Paths of the product that the guide adds."""


def test_every_command_of_make_is_in_the_makefile() -> None:
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    named = set(re.findall(r"\bmake ([a-z-]+)", GUIDE))
    assert {"site", "test", "lint", "lists", "new-check", "new-target", "prove"} <= named
    assert named <= set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def test_every_path_exists() -> None:
    paths = re.findall(
        r"\b((?:generator|tests|docs|prove|tools)/[\w./-]*)", re.sub(r"<\w+>.*?`", "`", GUIDE)
    )
    assert "tests/invalid/" in paths
    missing = [path for path in paths if not (REPOSITORY / path.rstrip(".")).exists()]
    assert [path for path in missing if path not in WRITTEN] == []


def test_every_module_that_is_run_exists() -> None:
    modules = re.findall(r"python -m\s+([\w.]+)", GUIDE)
    assert {"prove", "prove.install"} <= set(modules)
    for module in modules:
        place = REPOSITORY / module.replace(".", "/")
        assert (place / "__main__.py").is_file() or place.with_suffix(".py").is_file(), module


def test_the_guide_names_the_mark_of_scaffolds() -> None:
    assert f"`{MARK}`" in GUIDE
