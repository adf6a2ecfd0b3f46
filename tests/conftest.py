"""Fixtures for all tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import CORPUS, Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project with the folders of all kinds, so that the bundled library is not used."""
    return Project(tmp_path)


@pytest.fixture
def make_project(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Project]:
    return lambda: Project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="session")
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip("the corpora for measuring (../shared/corpus) are not on this machine")
    return CORPUS
