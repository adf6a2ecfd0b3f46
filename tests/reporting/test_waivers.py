"""Waivers: findings that are accepted for a reason and until a day."""

from __future__ import annotations

import datetime

import pytest

from generator.build import loading
from generator.settings import config as configuration
from generator.settings.config import Settings
from tests.checks.conftest import Check
from tests.checks.examples import EXPECTED_TAG, ODD_LEVEL, ODD_TAG, waiver
from tests.support import RULE, Project

RULE_ID = "5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11"


@pytest.mark.parametrize(
    "changes",
    [{}, {"path": "rules"}, {"path": "", "rule": RULE_ID}, {"check": "tags"}, {"rule": RULE_ID}],
)
def test_a_waived_finding_is_counted_and_not_reported(
    changes: dict[str, str], project: Project, check: Check
) -> None:
    project.write({"rules/a.yml": ODD_TAG, "catalogue.yml": waiver(**changes)})
    result = check()
    assert result.stdout == ""
    assert "1 waived" in result.stderr


def test_a_waiver_is_for_no_other_check(project: Project, check: Check) -> None:
    project.write({"rules/a.yml": ODD_LEVEL, "catalogue.yml": waiver()})
    result = check()
    assert "error[unknown-level]" in result.stdout
    assert result.exit_code == 1


@pytest.mark.parametrize("changes", [{"path": "rules/b.yml"}, {"rule": RULE_ID[:-1] + "2"}])
def test_a_waiver_that_meets_nothing_is_reported_and_waives_nothing(
    changes: dict[str, str], project: Project, check: Check
) -> None:
    project.write({"rules/a.yml": ODD_TAG, "catalogue.yml": waiver(**changes)})
    lines = check().stdout.splitlines(keepends=True)
    assert lines[0].startswith(
        "catalogue.yml:2:7: warning[unused-waiver]: unknown-tag finds nothing"
    )
    assert lines[1:] == [EXPECTED_TAG.format("warning")]


def test_a_waiver_of_a_check_that_did_not_look_is_not_called_idle(
    project: Project, check: Check
) -> None:
    project.write({"rules/a.yml": RULE, "rules/b.yml": RULE, "catalogue.yml": waiver()})
    assert "unused-waiver" not in check("rules/b.yml").stdout


@pytest.mark.parametrize(("day", "holds"), [("2026-11-24", True), ("2026-11-25", False)])
def test_a_waiver_holds_on_its_last_day_and_no_longer(
    day: str, holds: bool, project: Project
) -> None:
    project.write({"rules/a.yml": ODD_TAG, "catalogue.yml": waiver(expires="2026-11-24")})
    settings = Settings(targets=("splunk",), today=datetime.date.fromisoformat(day))
    config, _ = configuration.load(project.folder, settings=settings)
    loaded = loading.load(config)
    codes = [diagnostic.code for diagnostic in loaded.diagnostics]
    assert codes == ([] if holds else ["expired-waiver", "unknown-tag"])
    assert len(loaded.waived) == int(holds)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reason": ""}, "the key 'reason' is missing or empty; add it"),
        ({"expires": ""}, "the key 'expires' is missing or empty; add it"),
        ({"expires": "soon"}, "'soon' is no date"),
        ({"path": ""}, "a waiver is for a `path` or for a `rule` by its id"),
        ({"check": "unknown-tgs"}, "there is no check 'unknown-tgs'; did you mean unknown-tag?"),
        ({"until": "2027-01-01"}, "unknown key 'until'"),
    ],
)
def test_a_waiver_that_is_not_whole_is_reported_and_ends_in_2(
    changes: dict[str, str], message: str, project: Project, check: Check
) -> None:
    project.write({"rules/a.yml": ODD_TAG, "catalogue.yml": waiver(**changes)})
    result = check()
    assert message in result.stderr
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("folder", "given"),
    [(".", "catalogue.yml"), ("..", "project/catalogue.yml"), ("rules", "../catalogue.yml")],
)
def test_paths_in_settings_are_those_below_the_file_wherever_the_command_is_started(
    folder: str, given: str, project: Project, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = "checks:\n  unknown-level:\n    - {severity: note, paths: [rules/a.yml]}\n"
    files = {
        "rules/a.yml": ODD_LEVEL,
        "rules/b.yml": ODD_TAG.replace("id: 5f", "id: 6f"),
        "catalogue.yml": settings + waiver(path="rules/b.yml"),
    }
    project.write(files)
    monkeypatch.chdir(project.folder / folder)
    result = check("--config", given)
    assert "a.yml:21:1: note[unknown-level]" in result.stdout
    assert result.stdout.count("\n") == 1
    assert "1 waived" in result.stderr
