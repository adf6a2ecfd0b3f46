"""The contracts between wings fail where they must."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import REPOSITORY


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the code that has contracts."""
    for package in ("generator", "prove"):
        ignored = shutil.ignore_patterns("__pycache__", "node_modules")
        shutil.copytree(REPOSITORY / package, tmp_path / package, ignore=ignored)
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    return tmp_path


def contracts(tree: Path) -> subprocess.CompletedProcess[str]:
    command = "import importlinter.cli as c, sys; sys.exit(c.lint_imports(no_cache=True))"
    return subprocess.run(
        [sys.executable, "-c", command],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("generator/stray.py", "", "generator.stray"),
        ("generator/base/upwards.py", "import generator.cli.group\n", "generator.base.upwards"),
        ("prove/stray.py", "", "prove.stray"),
        ("generator/cli/judging.py", "import prove.runners\n", "generator.cli.judging"),
    ],
)
def test_a_module_outside_the_wings_or_an_import_upwards_is_named(
    tree: Path, file: str, text: str, told: str
) -> None:
    (tree / file).write_text(f'"""Where it may not be."""\n\n{text}', "utf-8")
    done = contracts(tree)
    assert done.returncode == 1, done.stdout
    assert told in done.stdout
