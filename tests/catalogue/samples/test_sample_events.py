"""Rules are judged on their sample events."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.support import REPOSITORY, RULE, Project

SAMPLES = """\
rule: 5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11
event:
    Image: C:\\Windows\\a.exe
match:
    -   why: the program
        with: {ParentImage: 'C:\\x\\parent.exe'}
no_match:
    -   why: another program of a like name
        with: {ParentImage: 'C:\\x\\aparent.exe'}
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["test", *arguments])


@pytest.fixture
def here(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(project.folder)
    return project.write({"rules/a.yml": RULE, "regression_data/a.yml": SAMPLES})


def test_all_samples_of_our_own_rules_are_as_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    result = run()
    assert result.exit_code == 0, result.output
    counted = re.search(r"(\d+) samples of (\d+) rules: all as expected", result.output)
    assert counted is not None
    assert int(counted[1]) > 3 * int(counted[2]) > 60


def test_samples_that_are_as_expected_end_in_exit_code_0(here: Project) -> None:
    result = run()
    assert result.exit_code == 0
    assert "2 samples of 1 rule: all as expected" in result.output


def test_an_event_that_does_not_fire_is_exit_code_1_and_says_which_field(here: Project) -> None:
    here.write({"regression_data/a.yml": SAMPLES.replace("x\\parent.exe", "x\\other.exe")})
    result = run()
    assert result.exit_code == 1
    assert "the program" in result.output


def test_a_near_miss_that_fires_is_exit_code_1(here: Project) -> None:
    here.write({"regression_data/a.yml": SAMPLES.replace("aparent.exe", "parent.exe")})
    assert run().exit_code == 1


def test_the_json_form_has_a_row_for_each_sample(here: Project) -> None:
    assert "another program of a like name" in json.dumps(
        json.loads(run("--format", "json").output)
    )


def test_a_sample_file_with_a_mistake_is_reported_and_the_rest_judged(here: Project) -> None:
    here.write({"regression_data/b.yml": "rule: 5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11\nmatch: 7\n"})
    result = run()
    assert result.exit_code == 1
    assert "regression_data/b.yml:2:1" in result.output
    assert "2 samples of 1 rule" in result.output
