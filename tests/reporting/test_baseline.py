"""A baseline: what is known already is neither reported nor a failure."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from generator.cli import main
from tests.checks.conftest import Check
from tests.checks.examples import ODD_LEVEL, ODD_TAG
from tests.support import RULE, Project

BASELINE = ("--baseline", "known.json")


@pytest.fixture
def known(project: Project, check: Check) -> None:
    """A project with one error that its baseline has."""
    project.write({"rules/a.yml": ODD_LEVEL})
    result = check(*BASELINE, "--write-baseline")
    assert result.exit_code == 0
    assert result.stderr == "1 finding written to known.json\n"


@pytest.mark.usefixtures("known")
def test_what_the_baseline_has_does_not_fail(check: Check) -> None:
    result = check(*BASELINE)
    assert (result.stdout, result.exit_code) == ("", 0)
    assert result.stderr == "1 rule: 0 errors, 0 warnings, 1 known\n"


@pytest.mark.usefixtures("known")
def test_a_finding_that_moves_to_another_line_is_known_still(
    project: Project, check: Check
) -> None:
    project.write({"rules/a.yml": "# A comment.\n\n" + ODD_LEVEL})
    assert check(*BASELINE).exit_code == 0


@pytest.mark.usefixtures("known")
def test_a_second_finding_of_the_same_words_is_new(project: Project, check: Check) -> None:
    project.write({"rules/a.yml": ODD_LEVEL + "---\n" + ODD_LEVEL.replace("id: 5f", "id: 6f")})
    result = check(*BASELINE)
    assert result.stdout.count("unknown-level") == 1
    assert result.exit_code == 1


@pytest.mark.usefixtures("known")
def test_a_finding_in_another_file_is_new(project: Project, check: Check) -> None:
    project.write({"rules/b.yml": ODD_LEVEL.replace("id: 5f", "id: 6f")})
    result = check(*BASELINE)
    assert result.stdout.startswith("rules/b.yml:21:1: error[unknown-level]")
    assert result.exit_code == 1


@pytest.mark.usefixtures("known")
def test_what_no_longer_occurs_is_told(project: Project, check: Check) -> None:
    project.write({"rules/a.yml": RULE})
    result = check(*BASELINE)
    assert result.exit_code == 0
    assert "no longer found: rules/a.yml: unknown-level: level 'urgent'" in result.stderr
    assert "1 finding of the baseline no longer occurs" in result.stderr


@pytest.mark.usefixtures("known")
def test_of_files_that_were_not_looked_at_nothing_is_gone(project: Project, check: Check) -> None:
    project.write({"rules/a.yml": RULE, "rules/b.yml": RULE.replace("id: 5f", "id: 6f")})
    assert "no longer" not in check("rules/b.yml", *BASELINE).stderr


@pytest.mark.usefixtures("known")
def test_a_baseline_of_some_files_keeps_what_it_has_of_others(
    project: Project, check: Check
) -> None:
    project.write({"rules/b.yml": ODD_LEVEL.replace("id: 5f", "id: 6f")})
    result = check("rules/b.yml", *BASELINE, "--write-baseline")
    assert result.stderr == (
        "1 finding written to known.json; 1 that this run did not look for stays\n"
    )
    assert check(*BASELINE).exit_code == 0
    project.write({"rules/b.yml": RULE.replace("id: 5f", "id: 6f")})
    check("rules/b.yml", *BASELINE, "--write-baseline")
    rows = json.loads((project.folder / "known.json").read_text("utf-8"))["findings"]
    assert [row["path"] for row in rows] == ["rules/a.yml"]


def test_a_quick_run_says_nothing_of_what_it_did_not_look_for(
    project: Project, check: Check
) -> None:
    project.write({"rules/a.yml": RULE, "rules/b.yml": RULE.replace("id: 5f", "id: 6f")})
    CliRunner().invoke(main, ["check", *BASELINE, "--write-baseline"])
    before = (project.folder / "known.json").read_text("utf-8")
    assert "duplicate-logic" in before
    assert "no longer" not in check(*BASELINE).stderr
    check(*BASELINE, "--write-baseline")
    assert (project.folder / "known.json").read_text("utf-8") == before


def test_a_finding_about_two_files_stands_in_a_baseline_once(
    project: Project, check: Check
) -> None:
    project.write({"rules/a.yml": RULE, "rules/b.yml": RULE})
    check(*BASELINE, "--write-baseline")
    before = (project.folder / "known.json").read_text("utf-8")
    check("rules/a.yml", *BASELINE, "--write-baseline")
    assert (project.folder / "known.json").read_text("utf-8") == before


def test_a_baseline_is_the_same_text_whatever_the_lines(project: Project, check: Check) -> None:
    texts = []
    for lead in ("", "# A comment.\n"):
        project.write({"rules/a.yml": lead + ODD_TAG})
        check(*BASELINE, "--write-baseline")
        texts.append((project.folder / "known.json").read_text("utf-8"))
    assert texts[0] == texts[1]
    assert [row["check"] for row in json.loads(texts[0])["findings"]] == ["unknown-tag"]


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"version": 2, "findings": []}', '{"version": 1, "findings": [{}]}', "[" * 9999],
)
def test_a_file_that_is_no_baseline_ends_in_2(text: str, project: Project, check: Check) -> None:
    project.write({"rules/a.yml": RULE, "known.json": text})
    result = check(*BASELINE)
    assert result.exit_code == 2
    assert "known.json cannot be used as a baseline" in result.stderr


def test_writing_a_baseline_needs_its_file(check: Check) -> None:
    result = check("--write-baseline")
    assert result.exit_code == 2
    assert "--write-baseline needs --baseline FILE" in result.stderr
