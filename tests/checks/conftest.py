"""A scratch project to run `catalogue check` in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.support import Project

Check = Callable[..., Result]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """An empty project, as the folder that the command is started in."""
    made = Project(tmp_path / "project")
    monkeypatch.chdir(made.folder)
    return made


@pytest.fixture
def check(project: Project) -> Check:
    """Runs `catalogue check` in the project, without the checks that compare rules."""
    return lambda *arguments: CliRunner().invoke(main, ["check", "--quick", *map(str, arguments)])
