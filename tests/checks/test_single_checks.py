"""What the checks of single rules report, and what they leave alone."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from generator.build import loading
from generator.checks import dates, tactics, wildcards
from generator.checks.check import Context
from tests.support import RULE, Project

TODAY = datetime.date(2026, 11, 24)
ASKED = "        ParentImage|endswith: '\\parent.exe'\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def context(project: Project, text: str) -> Context:
    project.write({"rules/a.yml": text})
    return Context(catalogue=loading.load(project.config("splunk")).catalogue, today=TODAY)


@pytest.mark.parametrize(
    "line",
    [
        "Image: '*'",
        "Image: '**'",
        "Image|contains: ''",
        "Image|startswith: ''",
        "Image|endswith: [a, '']",
        "Image|re: '.*'",
        "Image|re: '^.*$'",
        "Image|re: '(.*)'",
        "Image|re: 'a*'",
        "Image|contains|all: [a, '*']",
    ],
)
def test_a_value_that_every_text_matches_is_reported(project: Project, line: str) -> None:
    found = list(wildcards.check(context(project, RULE.replace(ASKED, f"        {line}\n"))))
    assert [mistake.code for mistake in found] == ["matches-everything"]


@pytest.mark.parametrize(
    "line",
    [
        "Image: ''",
        "Image: null",
        "Image: '?*'",
        "Image|exists: true",
        "Image: 'a*'",
        "Image|re: '.+'",
        "Image|re: '^$'",
        "Image|re: '^a*$'",
        "Image|re: '(?=a).*'",
        "Image: '\\*'",
    ],
)
def test_a_value_that_some_text_does_not_match_is_left_alone(project: Project, line: str) -> None:
    assert not list(wildcards.check(context(project, RULE.replace(ASKED, f"        {line}\n"))))


def test_a_keyword_that_every_event_has_is_reported(project: Project) -> None:
    text = RULE.replace(f"    selection:\n{ASKED}", "    selection: ['*', failed]\n")
    assert len(list(wildcards.check(context(project, text)))) == 1


def test_tomorrow_may_be_today_elsewhere_but_the_day_after_is_not(project: Project) -> None:
    tomorrow = context(project, RULE.replace("2026-11-24", "2026-11-25"))
    later = context(project, RULE.replace("2026-11-24", "2026-11-26"))
    assert not list(dates.check(tomorrow))
    assert [mistake.code for mistake in dates.check(later)] == ["future-date"]


def test_without_a_clock_no_date_lies_ahead(project: Project) -> None:
    later = context(project, RULE.replace("2026-11-24", "2036-11-26"))
    assert not list(dates.check(replace(later, today=None)))


def test_a_technique_of_one_of_the_tactics_is_left_alone(project: Project) -> None:
    assert not list(tactics.check(context(project, RULE)))


def test_a_rule_without_tactics_is_left_alone(project: Project) -> None:
    text = RULE.replace("    - attack.execution\n", "")
    assert not list(tactics.check(context(project, text)))


def test_a_technique_of_another_tactic_names_its_own(project: Project) -> None:
    text = RULE.replace("attack.execution", "attack.collection")
    found = list(tactics.check(context(project, text)))
    assert [m.code for m in found] == ["technique-of-other-tactic", "tactic-without-technique"]
    assert "belongs to Execution" in found[0].message
