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


COMMANDS = {
    "empty-description": ("check", "empty-description"),
    "splunk-alert": ("target", "splunk-alert", "--product", "splunk"),
    "new-search": ("target", "new-search", "--product", "new-log"),
}


@pytest.fixture(scope="module")
def written(copy: Path) -> dict[str, subprocess.CompletedProcess[str]]:
    """What each scaffold printed, by the name of what it wrote."""
    return {name: run(copy, "-m", "tools.new", *command) for name, command in COMMANDS.items()}


def failed(place: Path, *tests: str) -> list[str]:
    """The names of the tests that fail."""
    done = run(place, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    lines = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return [line.split(" - ")[0].split("::")[-1] for line in lines]


def faults(place: Path) -> list[str]:
    """What the linters say of a tree, by the name of each that says anything."""
    checks = {
        "ruff check": ("-m", "ruff", "check", "--no-cache", "generator", "prove", "tools"),
        "ruff format": ("-m", "ruff", "format", "--no-cache", "--check", "generator", "prove"),
        "mypy": ("-m", "mypy", "generator/checks", "generator/targets", "prove/runners.py"),
        "lint-imports": ("-c", "from importlinter.cli import lint_imports_command as m; m()"),
    }
    runs = {name: run(place, *command) for name, command in checks.items()}
    return [f"{name}: {done.stdout}" for name, done in runs.items() if done.returncode]


def remaining(done: subprocess.CompletedProcess[str]) -> set[str]:
    """The files in which a scaffold says that something remains to be filled in."""
    lines = done.stdout.partition("What remains:\n")[2].splitlines()
    return {line.strip().partition(":")[0] for line in lines if "FILL IN" in line}


def test_nothing_is_left_to_fill_in() -> None:
    assert left_over() == []


def test_a_new_check_is_complete_but_for_what_is_to_be_filled_in(
    copy: Path, written: dict[str, subprocess.CompletedProcess[str]]
) -> None:
    done = written["empty-description"]
    assert done.returncode == 0, done.stderr
    assert remaining(done) == {
        "docs/architecture.md",  # The list of modules quotes the docstring of the check.
        "docs/checks.md",
        "generator/checks/empty_description.py",
        "tests/invalid/empty-description/expected.txt",
        "tests/invalid/empty-description/rules/bad.yml",
    }
    tests = ("tests/test_invalid.py", "tests/reporting/test_codes.py", "tests/tools/test_lists.py")
    assert failed(copy, *tests) == []
    assert failed(copy, "tests/tools/test_scaffolds.py", "-k", "left_to_fill") == [
        "test_nothing_is_left_to_fill_in"
    ]
    checked = run(copy, "-m", "generator.cli", "check", "rules/cloud", "--quick")
    assert checked.returncode == 0, checked.stderr
    again = run(copy, "-m", "tools.new", "check", "empty-description")
    assert again.returncode == 1
    assert "already" in again.stderr


@pytest.mark.parametrize(
    ("identifier", "files"),
    [
        ("splunk-alert", {"generator/targets/splunk/target.py", "prove/runners.py"}),
        (
            "new-search",
            {
                "generator/targets/new_log/__init__.py",
                "generator/targets/new_log/backend.py",
                "generator/targets/new_log/target.py",
                "prove/new_log/engine.py",
            },
        ),
    ],
)
def test_a_new_target_fails_exactly_one_test_until_it_is_proved(
    copy: Path,
    written: dict[str, subprocess.CompletedProcess[str]],
    identifier: str,
    files: set[str],
) -> None:
    done = written[identifier]
    assert done.returncode == 0, done.stderr
    assert remaining(done) >= {*files, f"docs/targets/{identifier}.md"}
    assert failed(copy, *TARGETS, "-k", identifier) == [
        f"test_the_record_of_each_target_is_of_the_code_that_is_here[{identifier}]"
    ]
    assert failed(copy, "tests/prove/test_runners.py", "tests/tools/test_lists.py") == []


@pytest.mark.usefixtures("written")
def test_what_is_written_passes_the_linters(copy: Path) -> None:
    assert faults(copy) == []


@pytest.mark.parametrize("product", ["shared", "convert", "Two words"])
def test_a_product_that_cannot_be_writes_nothing(copy: Path, product: str) -> None:
    done = run(copy, "-m", "tools.new", "target", "another", "--product", product)
    assert done.returncode == 1
    assert "Nothing written" in done.stderr
    assert not (copy / "docs/targets/another.md").exists()


@pytest.mark.parametrize("code", ["Nonsense", "one", "two words", "../up"])
def test_a_name_that_is_no_code_writes_nothing(copy: Path, code: str) -> None:
    done = run(copy, "-m", "tools.new", "check", code)
    assert done.returncode == 1
    assert "is not a code" in done.stderr
