"""What a proposal is compared with where its target has moved on, on real repositories."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from generator.cli import main
from tests.catalogue.history.repository import Repository
from tests.support import REPOSITORY, RULE, Project

OPENED = "opened"
"""A tag of the commit that the event of a pull request names as its base."""
FIRST = RULE.replace("2026-11-24", "2025-06-02")
THEIRS = RULE.replace("id: 5f", "id: 6f").replace("starts another one", "is started")
MINE = RULE.replace("id: 5f", "id: 7f").replace("starts another one", "ends")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A proposal adds a rule; meanwhile main has changed one and got another. The host's merge of
    both is checked out."""
    made = Repository(tmp_path / "project")
    Project(made.folder)
    made.write(".gitignore", "build/\n.git*\n")
    made.write("catalogue.yml", "targets: [splunk]\n")
    made.write("rules/a.yml", FIRST)
    made.commit("A rule")
    made.git("tag", OPENED)
    made.git("checkout", "--quiet", "-b", "topic")
    made.write("rules/mine.yml", MINE)
    made.commit("Mine")
    made.git("checkout", "--quiet", "main")
    made.write("rules/a.yml", FIRST.replace("parent.exe", "other.exe"))
    made.write("rules/theirs.yml", THEIRS)
    made.commit("Theirs")
    made.git("checkout", "--quiet", "--detach", "main")
    merge(made, "topic")
    monkeypatch.chdir(made.folder)
    return made


def merge(repository: Repository, branch: str) -> None:
    repository.git("merge", "--quiet", "--no-ff", "--message", "Merge", branch)


def base(repository: Repository, *, proposed: str = "topic", named: str = OPENED) -> str:
    """What the step of the workflows gives to the steps after it."""
    outputs = repository.folder.parent / "outputs"
    outputs.write_text("")
    done = step(repository, named, proposed, outputs)
    assert done.returncode == 0, done.stderr
    assert outputs.read_text() == f"commit={done.stdout}"
    return done.stdout.strip()


def step(
    repository: Repository, named: str, proposed: str, outputs: Path = Path(os.devnull)
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-m", "generator.review.publish", "base"),
            *("--base", commit(repository, named), "--proposed", commit(repository, proposed)),
        ],
        cwd=repository.folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "GITHUB_OUTPUT": str(outputs)},
        capture_output=True,
        text=True,
        check=False,
    )


def commit(repository: Repository, name: str) -> str:
    return name if re.fullmatch("[0-9a-f]{40}", name) else tip(repository, name)


def tip(repository: Repository, name: str) -> str:
    return repository.git("rev-parse", f"{name}^{{commit}}").strip()


def added_and_changed(base: str) -> list[str]:
    done = CliRunner().invoke(main, ["diff", base, "--format", "json"])
    assert done.exit_code == 0, done.output
    return [rule["after"]["title"] for rule in json.loads(done.stdout)["rules"]]


def test_of_a_merge_of_the_host_it_is_the_target_as_it_is_now(repository: Repository) -> None:
    found = base(repository)
    assert found == tip(repository, "main")
    assert added_and_changed(found) == ["A program ends"]
    assert len(added_and_changed(OPENED)) == 3


def test_what_others_merged_meanwhile_is_not_reported(repository: Repository) -> None:
    def checked(base: str) -> str:
        return CliRunner().invoke(main, ["check", "--quick", "--base", base]).stdout

    assert checked(base(repository)) == ""
    assert "rules/a.yml:8:1: warning[stale-modified]" in checked(OPENED)


def test_of_the_proposed_commit_itself_it_is_where_it_left_the_target(
    repository: Repository,
) -> None:
    repository.git("checkout", "--quiet", "topic")
    assert base(repository) == base(repository, named="main") == tip(repository, OPENED)


def test_a_proposed_commit_that_took_main_in_is_no_merge_of_the_host(
    repository: Repository,
) -> None:
    repository.git("checkout", "--quiet", "topic")
    merge(repository, "main")
    found = base(repository, named="main")
    assert found == tip(repository, "main")
    assert added_and_changed(found) == ["A program ends"]


def test_a_shallow_clone_is_told_to_fetch_more(repository: Repository, tmp_path: Path) -> None:
    repository.git("branch", "--force", "merged")
    names = {name: tip(repository, name) for name in (OPENED, "topic")}
    shallow = Repository(tmp_path / "shallow")
    shallow.git("fetch", "--quiet", "--depth=1", f"file://{repository.folder}", "merged")
    shallow.git("checkout", "--quiet", "FETCH_HEAD")
    done = step(shallow, names[OPENED], names["topic"])
    assert done.returncode == 1
    assert "fetch-depth: 0" in done.stderr


def test_the_pipeline_of_gitlab_compares_a_merged_result_with_its_target(
    repository: Repository, tmp_path: Path
) -> None:
    """The line of the job, run by a shell with the variables of such a pipeline."""
    jobs = yaml.safe_load((REPOSITORY / ".gitlab-ci.yml").read_text())
    line, check = jobs["check"]["script"]
    assert check == 'catalogue check --base "$BASE"'
    assert jobs["preview"]["script"][0] == line
    python = tmp_path / "bin/python"
    python.parent.mkdir()
    python.symlink_to(sys.executable)

    def run(**variables: str) -> str:
        done = subprocess.run(
            ["sh", "-c", f'{line}; echo "$BASE"'],
            cwd=repository.folder,
            env={
                "PATH": f"{python.parent}:{os.environ['PATH']}",
                "PYTHONPATH": ":".join([str(REPOSITORY), *sys.path]),
                "CI_MERGE_REQUEST_DIFF_BASE_SHA": tip(repository, OPENED),
                "CI_COMMIT_SHA": tip(repository, "HEAD"),
                **variables,
            },
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    assert run(CI_MERGE_REQUEST_SOURCE_BRANCH_SHA=tip(repository, "topic")) == tip(
        repository, "main"
    )
    repository.git("checkout", "--quiet", "topic")
    assert run() == tip(repository, OPENED)


def test_a_preview_tells_nothing_of_settings_and_rules_that_changed_on_main_meanwhile(
    repository: Repository, tmp_path: Path
) -> None:
    repository.git("checkout", "--quiet", "main")
    repository.write("catalogue.yml", "targets: [splunk, grep]\n")
    repository.commit("A target more")
    report = tmp_path / "report.md"
    arguments = ["topic", "--base", tip(repository, "main"), "--output", str(tmp_path / "preview")]
    done = CliRunner().invoke(main, ["preview", *arguments, "--report", str(report)])
    assert done.exit_code == 0, done.output
    text = report.read_text()
    assert text.startswith(
        f"## What changed from `{tip(repository, 'main')[:8]}` to `{tip(repository, 'topic')[:8]}`"
    )
    assert "1 rule added." in text
    assert "A program starts another one" not in text
