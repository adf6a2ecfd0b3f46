"""Dead links in the Markdown of content, and detections that changed without a day."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from generator.build import loading
from generator.catalogue.history import histories
from generator.checks import links, stale_dates
from generator.checks.check import Context
from tests.support import RULE, Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project")


def context(project: Project) -> Context:
    loaded = loading.load(project.config("splunk"))
    return Context(
        catalogue=loaded.catalogue,
        base=project.folder,
        files=loaded.files,
        histories=lambda: histories([project.folder / "rules"]),
    )


def dead(project: Project, text: str) -> list[str]:
    rule = RULE.replace("description: Says what happens.", f"description: '{text}'")
    project.write({"rules/a.yml": rule})
    return [mistake.message for mistake in links.check(context(project))]


def test_a_link_to_a_file_that_is_missing_is_dead(project: Project) -> None:
    assert len(dead(project, "[a](b.md) and [b](b.md) and ![c](../c.png)")) == 2


def test_a_file_beside_one_that_is_reached_by_a_symbolic_link_is_there(project: Project) -> None:
    elsewhere = project.folder.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "c.md").write_text("C", encoding="utf-8")
    (project.folder / "rules").rmdir()
    (project.folder / "rules").symlink_to(elsewhere, target_is_directory=True)
    assert dead(project, "[a](c.md)") == []


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://example.org/x)",
        "[a](mailto:a@example.org)",
        "[a](#here)",
        "`[a](b.md)`",
        "[a](a.yml)",
        "[a](../rules/a.yml#title)",
        "[a](/rules/a.yml)",
    ],
)
def test_addresses_code_and_files_that_are_there_are_left_alone(
    project: Project, text: str
) -> None:
    assert dead(project, text) == []


DEAD = "See [this](gone.md)."
ELSEWHERE = {
    "data_needed/DN_0001_1_process.yml": """\
title: DN_0001_1_process
description: X
platform: Windows
channel: System
fields: [Image]
optional_fields:
    Image: X
""",
    "logging_policies/LP_0001_process.yml": """\
title: LP_0001_process
description: X
default: Configured
volume: High
configuration: X
""",
    "enrichments/EN_0001_names.yml": """\
title: EN_0001_names
description: X
requirements: [X]
config: X
""",
    "triggers/T1047.yml": """\
attack_technique: T1047
display_name: WMI
atomic_tests:
    - name: Starts a program
      auto_generated_guid: 0f1d0b8c-1c54-4a86-9d53-34ad1d1b6f27
      description: X
      supported_platforms: [windows]
      input_arguments:
          program:
              description: X
              type: string
              default: a
      dependencies:
          - description: X
            prereq_command: a
      executor:
          name: manual
          steps: X
""",
    "environments/here.yml": "title: Here\ndescription: X\nplatforms: [Windows]\n",
    "use_cases/wmi.yml": """\
title: WMI
description: X
steps:
    - title: First
      description: X
      rules: [5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11]
""",
}
"""A file of each kind beside rules; X stands at every place where there may be a text."""


@pytest.mark.parametrize("path", ELSEWHERE)
def test_a_dead_link_is_found_in_every_text_of_every_kind(project: Project, path: str) -> None:
    text = ELSEWHERE[path]
    lines = [
        number for number, line in enumerate(text.splitlines(), 1) if re.search(r"\bX\b", line)
    ]
    project.write({"rules/a.yml": RULE, path: re.sub(r"\bX\b", f"'{DEAD}'", text)})
    found = [m for m in loading.load(project.config("splunk")).diagnostics if m.code == "dead-link"]
    assert [(mistake.path, mistake.line) for mistake in found] == [(path, line) for line in lines]


def test_a_dead_link_is_found_in_every_text_of_a_rule(project: Project) -> None:
    text = RULE.replace("Says what happens.", f"'{DEAD}'").replace("An administrator", f"'{DEAD}'")
    project.write({"rules/a.yml": f"{text}triage: '{DEAD}'\n"})
    routes = [mistake.route[1] for mistake in links.check(context(project))]
    assert routes == ["description", "triage", "falsepositives"]


def test_files_outside_of_the_project_are_not_asked_for(project: Project, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("here", "utf-8")
    assert len(dead(project, "[a](../../secret.txt)")) == 1


def commit(project: Project, text: str, day: str) -> None:
    project.write({"rules/a.yml": text})
    identity = {f"GIT_{who}_{what}": "a" for who in ("AUTHOR", "COMMITTER") for what in ("NAME",)}
    identity |= {f"GIT_{who}_EMAIL": "a@example.org" for who in ("AUTHOR", "COMMITTER")}
    dates = {f"GIT_{who}_DATE": f"{day}T12:00:00Z" for who in ("AUTHOR", "COMMITTER")}
    for arguments in (
        ("init", "-q"),
        ("add", "rules"),
        ("-c", "commit.gpgsign=false", "commit", "-q", "-m", "changed"),
    ):
        subprocess.run(
            ["git", *arguments],
            cwd=project.folder,
            check=True,
            env={**os.environ, **identity, **dates},
        )


def stale(project: Project) -> list[str]:
    return [mistake.code for mistake in stale_dates.check(context(project))]


WRITTEN = RULE.replace("2026-11-24", "2026-03-02")
CHANGED = WRITTEN.replace("parent.exe", "other.exe")


def test_a_detection_that_changed_without_a_day_is_reported(project: Project) -> None:
    commit(project, WRITTEN, "2026-03-02")
    commit(project, CHANGED, "2026-06-01")
    assert stale(project) == ["stale-modified"]


def test_a_day_that_came_with_the_change_or_after_it_is_enough(project: Project) -> None:
    commit(project, WRITTEN, "2026-03-02")
    commit(project, CHANGED, "2026-06-01")
    day = CHANGED.replace("date: 2026-03-02", "date: 2026-03-02\nmodified: 2026-06-02")
    commit(project, day, "2026-06-02")
    assert stale(project) == []


def test_a_change_of_anything_but_the_detection_needs_no_day(project: Project) -> None:
    commit(project, WRITTEN, "2026-03-02")
    commit(project, WRITTEN.replace("level: high", "level: low"), "2026-06-01")
    assert stale(project) == []


def test_a_change_merged_some_days_after_its_day_is_left_alone(project: Project) -> None:
    commit(project, WRITTEN, "2026-03-02")
    day = CHANGED.replace("date: 2026-03-02", "date: 2026-03-02\nmodified: 2026-05-28")
    commit(project, day, "2026-06-01")
    assert stale(project) == []


def test_a_day_that_lies_before_the_last_commit_but_came_with_the_change_is_enough(
    project: Project,
) -> None:
    commit(project, WRITTEN, "2026-03-02")
    commit(project, WRITTEN.replace("level: high", "level: low"), "2026-05-01")
    day = CHANGED.replace("date: 2026-03-02", "date: 2026-03-02\nmodified: 2026-04-20")
    commit(project, day, "2026-06-01")
    assert stale(project) == []
