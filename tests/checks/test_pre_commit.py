"""The hooks for pre-commit, read and run by pre-commit itself.

Their language is `python`, for which pre-commit installs the program from a registry. So that no
network is needed, they run here as the program that is installed already.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.content.kinds import KINDS
from tests.checks.examples import ODD_LEVEL
from tests.support import REPOSITORY, RULE, Project

MANIFEST = REPOSITORY / ".pre-commit-hooks.yaml"
HOOKS: list[dict[str, Any]] = yaml.safe_load(MANIFEST.read_text("utf-8"))
BIN = Path(sys.executable).parent


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(folder.parent / "pre-commit"),
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def repository(tmp_path: Path) -> Project:
    """A git repository of rules with the hooks switched on."""
    project = Project(tmp_path / "project")
    run(project.folder, "git", "init", "-q")
    hooks = [{**hook, "language": "system"} for hook in HOOKS]
    config = yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]})
    return project.write({".pre-commit-config.yaml": config, ".gitignore": "build/\n"})


def hook(project: Project, name: str) -> subprocess.CompletedProcess[str]:
    run(project.folder, "git", "add", "-A")
    return run(project.folder, "pre-commit", "run", name)


def test_pre_commit_takes_the_manifest() -> None:
    done = run(REPOSITORY, "pre-commit", "validate-manifest", str(MANIFEST))
    assert done.returncode == 0, done.stdout


def test_a_changed_rule_with_a_mistake_stops_the_commit(repository: Project) -> None:
    repository.write({"rules/a.yml": ODD_LEVEL})
    done = hook(repository, "catalogue-check")
    assert done.returncode == 1
    assert "rules/a.yml:21:1: error[unknown-level]" in done.stdout


def test_a_changed_rule_without_one_passes(repository: Project) -> None:
    repository.write({"rules/a.yml": RULE})
    done = hook(repository, "catalogue-check")
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout


def test_a_file_that_is_no_content_is_not_looked_at(repository: Project) -> None:
    repository.write({"notes.yml": ODD_LEVEL})
    assert "Skipped" in hook(repository, "catalogue-check").stdout


def test_what_has_one_right_answer_is_mended(repository: Project) -> None:
    repository.write({"rules/a.yml": RULE.replace("level: high", "level: High")})
    done = hook(repository, "catalogue-fix")
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    assert (repository.folder / "rules" / "a.yml").read_text("utf-8") == RULE
    assert hook(repository, "catalogue-fix").returncode == 0


def test_a_detection_that_the_commit_changes_without_a_day_is_told(repository: Project) -> None:
    written = RULE.replace("2026-11-24", "2025-06-02")
    repository.write({"rules/a.yml": written})
    run(repository.folder, "git", "add", "-A")
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    run(repository.folder, "git", *who, "commit", "--quiet", "--no-verify", "-m", "A rule")
    changed = written.replace("parent.exe", "other.exe")
    repository.write({"rules/a.yml": changed, "catalogue.yml": "checks: {stale-modified: error}\n"})
    done = hook(repository, "catalogue-check")
    assert done.returncode == 1
    assert "the detection changed since the last commit" in done.stdout
    repository.write({"rules/a.yml": changed.replace("2025-06-02", "2025-07-01")})
    assert hook(repository, "catalogue-check").returncode == 0


def test_the_hooks_know_every_kind_of_content() -> None:
    for each in HOOKS:
        assert all(kind.key in each["files"] for kind in KINDS)
