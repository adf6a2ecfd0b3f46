"""Which tests exercise a rule: those that it names, and those of its techniques and platform."""

from __future__ import annotations

import json

import pytest

from generator.catalogue.link import Links
from generator.catalogue.trigger_links import TriggerLink, TriggerLinkOrigin
from tests.support import RULE, Project

NAMED = "0c0e0b4e-3f5e-4b8d-9d2a-7b1e0e6c1a01"
SIMULATION = f"""\
simulation:
    - type: atomic-red-team
      name: Start a program
      technique: T1047
      atomic_guid: {NAMED.upper()}
"""


def a_test(platform: str, guid: str = "", name: str = "A test") -> str:
    return f"""\
- name: {name}
  auto_generated_guid: {guid or '""'}
  supported_platforms: [{platform}]
  executor: {{name: sh, command: id}}
"""


def trigger(technique: str, *tests: str) -> str:
    head = f"attack_technique: {technique}\ndisplay_name: A technique\natomic_tests:\n"
    return head + "".join(tests)


def links_of(project: Project, number: int = 0) -> Links:
    catalogue = project.load("splunk").catalogue
    return catalogue.links["rules/a.yml", number]


def links(project: Project, rule: str, *files: str) -> tuple[TriggerLink, ...]:
    names = {f"triggers/{place}.yaml": text for place, text in enumerate(files)}
    project.write({"rules/a.yml": rule, **names})
    return links_of(project).triggers


def test_a_simulation_leads_to_the_very_test(project: Project) -> None:
    tests = trigger("T1105", a_test("windows"), a_test("windows", NAMED))
    (link,) = links(project, RULE + SIMULATION, tests)
    assert (link.found, link.named, link.same_platform) == (TriggerLinkOrigin.SIMULATION, (2,), ())


def test_a_simulation_counts_whatever_platform_its_test_is_for(project: Project) -> None:
    (link,) = links(project, RULE + SIMULATION, trigger("T1105", a_test("linux", NAMED)))
    assert link.named == (1,)


def test_beside_the_named_test_stand_the_others_of_the_technique(project: Project) -> None:
    tests = [a_test("windows"), a_test("windows", NAMED), a_test("linux"), a_test("windows")]
    (link,) = links(project, RULE + SIMULATION, trigger("T1047", *tests))
    assert link.named == (2,)
    assert link.same_platform == (1, 2, 4)
    assert (link.tests, link.others, link.platform) == (3, 2, "windows")


def test_named_triggers_come_first(project: Project) -> None:
    by_technique = trigger("T1047", a_test("windows"))
    found = links(project, RULE + SIMULATION, by_technique, trigger("T1105", a_test("x", NAMED)))
    assert [link.trigger.technique for link in found] == ["T1105", "T1047"]
    assert [link.found for link in found] == [
        TriggerLinkOrigin.SIMULATION,
        TriggerLinkOrigin.TECHNIQUE,
    ]


def test_a_technique_file_of_a_revoked_id_is_that_of_its_successor(project: Project) -> None:
    rule = RULE.replace("t1047", "t1685")
    (link,) = links(project, rule, trigger("T1562.001", a_test("windows")))
    assert link.trigger.technique == "T1562.001"


@pytest.mark.parametrize(
    ("source", "platform", "exercised"),
    [
        ("product: azure\n    service: signinlogs", "azure-ad", True),
        ("product: azure\n    service: signinlogs", "iaas:azure", False),
        ("product: azure\n    service: activitylogs", "iaas:azure", True),
        ("product: aws\n    service: cloudtrail", "iaas:aws", True),
        ("product: gcp\n    service: gcp.audit", "google-workspace", False),
        ("product: gcp\n    service: google_workspace.admin", "google-workspace", True),
        ("product: kubernetes\n    service: audit", "containers", True),
        ("product: okta\n    service: okta", "windows", False),
        ("product: cisco\n    service: aaa", "linux", False),
        ("product: opencanary\n    category: application", "windows", False),
        ("category: proxy", "linux", True),
        ("product: zeek\n    service: dns", "macos", True),
    ],
)
def test_only_tests_on_the_platform_of_the_log_source_exercise_a_rule(
    project: Project, source: str, platform: str, exercised: bool
) -> None:
    rule = RULE.replace("product: windows\n    category: process_creation", source)
    found = links(project, rule, trigger("T1047", a_test(platform)))
    assert bool(found) is exercised


def test_a_log_of_any_platform_names_none(project: Project) -> None:
    rule = RULE.replace("product: windows\n    category: process_creation", "category: proxy")
    (link,) = links(project, rule, trigger("T1047", a_test("linux"), a_test("windows")))
    assert (link.same_platform, link.platform) == ((1, 2), None)


def test_a_correlation_has_the_platform_of_the_rules_that_it_counts(project: Project) -> None:
    counting = """\
---
title: Many of them
id: 5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a12
tags: [attack.t1047]
correlation:
    type: event_count
    rules: [5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11]
    group-by: [User]
    timespan: 5m
    condition: {gte: 2}
"""
    tests = trigger("T1047", a_test("linux"), a_test("windows"))
    project.write({"rules/a.yml": RULE + counting, "triggers/a.yaml": tests})
    (link,) = links_of(project, 1).triggers
    assert (link.same_platform, link.platform) == ((2,), "windows")


def test_the_api_tells_how_a_trigger_was_found(project: Project) -> None:
    tests = trigger("T1047", a_test("windows"), a_test("windows", NAMED, "Start a program"))
    project.write({"rules/a.yml": RULE + SIMULATION, "triggers/a.yaml": tests})
    rule = json.loads(project.build()["api/v1/rules/5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11.json"])
    assert rule["links"]["triggers"] == [
        {
            "technique": "T1047",
            "path": "triggers/T1047.md",
            "tests": 2,
            "platform": "windows",
            "found": "simulation",
            "named": [{"number": 2, "name": "Start a program", "guid": NAMED}],
        }
    ]
