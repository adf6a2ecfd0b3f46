"""A host with a repository of a few rules, and a clone of it as a workflow has one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.review.publish.host import Host, Runner, git, hosting
from tests.support import RULE


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    with hosting(tmp_path) as host:
        yield host


@pytest.fixture
def runner(host: Host, tmp_path: Path) -> Runner:
    """A clone of a main branch with one rule."""
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(host.bare), str(clone))
    git(clone, "checkout", "-q", "-b", "main")
    (clone / "rules").mkdir()
    (clone / "rules/a.yml").write_text(RULE)
    (clone / "catalogue.yml").write_text("targets: [splunk, grep]\n")
    (clone / ".gitignore").write_text("build/\n")
    git(clone, "add", ".")
    git(clone, "commit", "-q", "-m", "first")
    git(clone, "push", "-q", "origin", "main")
    return Runner(host, clone)
