"""The proof on the page of a rule, and the ladder of evidence everywhere that it is shown."""

from __future__ import annotations

import json

import pytest

from generator.targets.evidence import Evidence, EvidenceStep
from tests.support import RULE, Project

SAMPLES = """\
rule: 5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11
event:
    Channel: Microsoft-Windows-Sysmon/Operational
    EventID: 1
    ParentImage: 'C:\\a\\parent.exe'
    CommandLine: '<b>x</b> | `y`'
match:
    - why: the plain case
no_match:
    - why: another parent
      with: {ParentImage: 'C:\\a\\apparent.exe.bak'}
"""
DATA = """\
title: DN_0001_1_process_creation
author: A
description: D
loggingpolicy: [None]
references: []
category: OS Logs
platform: Windows
type: Windows Log
channel: Microsoft-Windows-Sysmon/Operational
provider: Microsoft-Windows-Sysmon
fields: [EventID, ParentImage]
"""
TRIGGER = """\
attack_technique: T1047
display_name: WMI
atomic_tests:
- name: Starts it
  auto_generated_guid: 11111111-2222-4333-8444-555555555555
  description: D
  supported_platforms: [windows]
  executor: {name: command_prompt, command: parent.exe}
"""
SIMULATION = """\
simulation:
    - type: atomic-red-team
      name: Starts it
      technique: T1047
      atomic_guid: 11111111-2222-4333-8444-555555555555
"""


def page(project: Project) -> str:
    return project.build(["splunk"])["rules/a.md"]


def test_the_event_that_fires_is_shown_with_what_of_it_matches(project: Project) -> None:
    text = page(project.write({"rules/a.yml": RULE, "regression_data/a.yml": SAMPLES}))
    assert "- the plain case: matches\n- another parent: does not match\n" in text
    assert "<details><summary>the plain case</summary>" in text
    assert (
        "<tr><td><strong><code>ParentImage</code></strong></td>"
        "<td><mark><code>C:&#92;a&#92;parent.exe</code></mark></td>"
        "<td>selection: <code>ParentImage&#124;endswith: &#92;parent.exe</code></td></tr>"
    ) in text
    assert "<td><code>EventID</code></td><td><code>1</code></td><td></td>" in text


def test_text_of_an_event_stays_text(project: Project) -> None:
    text = page(project.write({"rules/a.yml": RULE, "regression_data/a.yml": SAMPLES}))
    assert "<b>x" not in text
    assert "<code>&#60;b&#62;x&#60;/b&#62; &#124; &#96;y&#96;</code>" in text


def test_a_sample_that_is_not_as_expected_is_marked_and_proves_nothing(project: Project) -> None:
    wrong = SAMPLES.replace("apparent.exe.bak", "parent.exe")
    text = page(project.write({"rules/a.yml": RULE, "regression_data/a.yml": wrong}))
    assert "- **not as expected:** another parent: must not match, but does" in text
    assert "- ○ **fires on a sample**: needs a sample event on which it fires" in text


LADDER = [
    ({}, ["tagged", "convertible"]),
    ({"data_needed/a.yml": DATA}, ["tagged", "convertible", "data available"]),
    (
        {"data_needed/a.yml": DATA, "regression_data/a.yml": SAMPLES},
        ["tagged", "convertible", "data available", "fires on a sample"],
    ),
    (
        {
            "data_needed/a.yml": DATA,
            "regression_data/a.yml": SAMPLES,
            "triggers/a.yml": TRIGGER,
            "rules/a.yml": RULE + SIMULATION,
        },
        [step.value for step in EvidenceStep],
    ),
]


@pytest.mark.parametrize(("files", "steps"), LADDER)
def test_each_step_needs_what_it_says(
    project: Project, files: dict[str, str], steps: list[str]
) -> None:
    project.write({"rules/a.yml": RULE, **files})
    built = project.build(["splunk"])
    assert f"Evidence: {len(steps)} of 5 steps in a row." in built["rules/a.md"]
    (row,) = json.loads(built["api/v1/index.json"])["rules"]
    assert row["evidence"] == steps
    shown = f"| **Evidence**             | its best rule: {steps[-1]} ({len(steps)} of 5 steps) |"
    assert shown in built["attack/techniques/T1047.md"]
    assert f"evidence-{len(steps)}" in built["attack/index.md"]


def test_a_step_above_a_gap_counts_for_nothing() -> None:
    taken = frozenset({EvidenceStep.TAGGED, EvidenceStep.DATA, EvidenceStep.FIRES})
    assert Evidence(taken=taken).height == 1
    assert Evidence(taken=taken).reached is EvidenceStep.TAGGED
    assert Evidence(taken=frozenset({EvidenceStep.FIRES})).reached is None


def test_a_rule_without_a_query_is_not_convertible(project: Project) -> None:
    rule = RULE.replace("product: windows", "product: linux")
    project.write({"rules/a.yml": rule})
    text = project.build(["powershell"])["rules/a.md"]
    assert "- ○ **convertible**: needs a target" in text


CORRELATION = """\
title: Often
id: 7f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11
correlation:
    type: event_count
    rules: [5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11]
    group-by: [Computer]
    timespan: 1m
    condition: {gte: 2}
"""
SERIES = """\
rule: 7f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11
event: {Computer: A, ParentImage: 'C:\\parent.exe'}
match:
    - why: twice
      events:
        - {at: 0s}
        - {at: 30s}
"""


def test_a_correlation_shows_what_it_counted(project: Project) -> None:
    files = {"rules/a.yml": RULE, "rules/c.yml": CORRELATION, "regression_data/c.yml": SERIES}
    text = project.write(files).build(["splunk"])["rules/c.md"]
    assert "<td>counted</td><td>2</td><td><code>Computer: A</code></td>" in text
    assert "<td><code>&#43;30 s</code></td>" in text


def test_a_filter_has_no_proof_of_its_own(project: Project) -> None:
    narrowing = (
        "title: Not here\nid: 8f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11\n"
        "logsource: {product: windows, category: process_creation}\n"
        "filter:\n  rules: [5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11]\n"
        "  s: {User: x}\n  condition: not s\n"
    )
    built = project.write({"rules/a.yml": RULE, "rules/f.yml": narrowing}).build(["splunk"])
    assert "## Proof" not in built["rules/f.md"]
    assert "## Proof" in built["rules/a.md"]


def test_samples_without_words_of_their_own_share_a_line(project: Project) -> None:
    more = SAMPLES.replace(
        "    - why: the plain case\n", "    - why: the plain case\n    - {}\n    - {}\n"
    )
    text = page(project.write({"rules/a.yml": RULE, "regression_data/a.yml": more}))
    assert "matches (2 samples)\n" in text
    assert text.count("the plain case: matches\n") == 1


def test_values_of_an_event_are_written_as_json_has_them(project: Project) -> None:
    more = SAMPLES.replace("    EventID: 1\n", "    EventID: 1\n    A: true\n    B: [a, null]\n")
    text = page(project.write({"rules/a.yml": RULE, "regression_data/a.yml": more}))
    assert "<td><code>A</code></td><td><code>true</code></td>" in text
    assert "<td><code>B</code></td><td><code>&#91;&#34;a&#34;, null&#93;</code></td>" in text
