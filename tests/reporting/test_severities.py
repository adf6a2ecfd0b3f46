"""Severities in catalogue.yml, by check and by path."""

from __future__ import annotations

import pytest

from tests.checks.conftest import Check
from tests.checks.examples import EXPECTED_TAG, ODD_TAG
from tests.support import Project


@pytest.mark.parametrize(
    ("setting", "severity", "exit_code"),
    [
        ("{unknown-tag: error}", "error", 1),
        ("{unknown-tag: warning}", "warning", 0),
        ("{unknown-tag: note}", "note", 0),
        ("{unknown-tag: on}", "warning", 0),
        ("{unknown-tag: {severity: error}}", "error", 1),
        ("{tags: error}", "error", 1),
    ],
)
def test_a_check_has_the_severity_that_the_configuration_gives_it(
    setting: str, severity: str, exit_code: int, project: Project, check: Check
) -> None:
    project.write({"rules/a.yml": ODD_TAG, "catalogue.yml": f"checks: {setting}\n"})
    result = check()
    assert result.stdout == EXPECTED_TAG.format(severity)
    assert result.exit_code == exit_code


def test_a_note_is_a_notice_beside_the_line_on_github(project: Project, check: Check) -> None:
    project.write({"rules/a.yml": ODD_TAG, "catalogue.yml": "checks: {unknown-tag: note}\n"})
    line = check("--format", "github").stdout
    assert line.startswith("::notice file=rules/a.yml,title=unknown-tag,line=11,col=7::")


@pytest.mark.parametrize("word", ["off", "'off'", "false"])
def test_a_check_that_is_off_reports_nothing(word: str, project: Project, check: Check) -> None:
    project.write({"rules/a.yml": ODD_TAG, "catalogue.yml": f"checks: {{unknown-tag: {word}}}\n"})
    assert check().stdout == ""


@pytest.mark.parametrize(
    "pattern", ["rules/old", "rules/old/**", "rules/*/*.yml", "rules/old/b.yml"]
)
def test_a_severity_for_some_paths_leaves_the_others(
    pattern: str, project: Project, check: Check
) -> None:
    other = ODD_TAG.replace("id: 5f", "id: 6f")
    setting = f"checks: {{unknown-tag: {{severity: off, paths: ['{pattern}']}}}}\n"
    project.write({"rules/old/b.yml": ODD_TAG, "rules/a.yml": other, "catalogue.yml": setting})
    assert check().stdout == EXPECTED_TAG.format("warning")


def test_of_several_rulings_that_fit_a_path_the_last_counts(project: Project, check: Check) -> None:
    setting = "checks:\n  unknown-tag: [error, {severity: off, paths: rules}, {severity: note, paths: rules/a.yml}]\n"
    project.write({"rules/a.yml": ODD_TAG, "catalogue.yml": setting})
    assert check().stdout == EXPECTED_TAG.format("note")


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("unknown-tgs: error", "there is no check 'unknown-tgs'; did you mean unknown-tag?"),
        ("unknown-tag: fatal", "'fatal' is no severity for unknown-tag; write one of error"),
        ("unknown-tag: {severity: off, paths: []}", "`paths` names no path"),
        ("unknown-tag: {severty: off}", "unknown key 'severty'; did you mean severity?"),
    ],
)
def test_a_setting_that_cannot_be_used_is_reported_and_ends_in_2(
    setting: str, message: str, project: Project, check: Check
) -> None:
    project.write({"rules/a.yml": ODD_TAG, "catalogue.yml": f"checks:\n    {setting}\n"})
    result = check()
    assert message in result.stderr
    assert "catalogue.yml:2:" in result.stderr
    assert result.exit_code == 2
