"""What is scaffolded works at once, and one test names what is still to be filled in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import REPOSITORY
from tools.new import left_over

TARGETS = ("tests/targets/trust", "tests/targets/convert/test_presets.py")
PARTS = (
    "README.md",
    "CONTRIBUTING.md",
    "generator",
    "tools",
    "tests",
    "docs",
    "prove",
    "rules",
    "pyproject.toml",
    "Makefile",
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a scaffold changes and what runs it."""
    place = tmp_path_factory.mktemp("copy")
    for part in PARTS:
        source = REPOSITORY / part
        ignored = shutil.ignore_patterns("__pycache__", "node_modules")
        if source.is_dir():
            shutil.copytree(source, place / part, ignore=ignored)
        else:
            shutil.copy(source, place / part)
    return place


def run(place: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(place)}
    return subprocess.run(
        [sys.executable, *command],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def failed(place: Path, *tests: str) -> list[str]:
    """The names of the tests that fail."""
    done = run(place, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    lines = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return [line.split(" - ")[0].split("::")[-1] for line in lines]


def test_nothing_is_left_to_fill_in() -> None:
    assert left_over() == []


def test_a_new_check_is_complete_but_for_what_is_to_be_filled_in(copy: Path) -> None:
    done = run(copy, "-m", "tools.new", "check", "empty-description")
    assert done.returncode == 0, done.stderr
    assert "generator/checks/empty_description.py" in done.stdout
    assert "docs/checks.md" in done.stdout
    assert failed(copy, "tests/test_invalid.py", "-k", "empty-description or code") == []
    assert failed(copy, "tests/tools/test_lists.py", "-k", "list") == []
    assert failed(copy, "tests/tools/test_new.py", "-k", "left_to_fill") == [
        "test_nothing_is_left_to_fill_in"
    ]
    again = run(copy, "-m", "tools.new", "check", "empty-description")
    assert again.returncode == 1
    assert "already" in again.stderr


@pytest.mark.parametrize(
    ("identifier", "product"), [("splunk-alert", "splunk"), ("newlog", "newlog")]
)
def test_a_new_target_fails_exactly_one_test_until_it_is_proved(
    copy: Path, identifier: str, product: str
) -> None:
    done = run(copy, "-m", "tools.new", "target", identifier, "--product", product)
    assert done.returncode == 0, done.stderr
    tests = (*TARGETS, "tests/prove/test_runners.py")
    assert failed(copy, *tests, "-k", identifier) == [
        f"test_the_record_of_each_target_is_of_the_code_that_is_here[{identifier}]"
    ]
    assert failed(copy, "tests/tools/test_lists.py", "-k", "list") == []


@pytest.mark.parametrize("code", ["Nonsense", "one", "two words", "../up"])
def test_a_name_that_is_no_code_writes_nothing(copy: Path, code: str) -> None:
    done = run(copy, "-m", "tools.new", "check", code)
    assert done.returncode == 1
    assert "is not a code" in done.stderr
