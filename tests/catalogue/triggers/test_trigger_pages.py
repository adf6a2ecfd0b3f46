"""Pages of triggers, and how pages of rules lead to them."""

from __future__ import annotations

import re

from generator.pages.entities.triggers import RULES_OF_A_TEST
from tests.support import RULE, Project

GUID = "0c0e0b4e-3f5e-4b8d-9d2a-7b1e0e6c1a01"
TRIGGER = f"""\
attack_technique: T1047
display_name: Windows Management Instrumentation
atomic_tests:
- name: First
  supported_platforms: [linux]
  executor: {{name: sh, command: id}}
- name: Second
  auto_generated_guid: {GUID}
  description: Starts `#{{program}}`.
  supported_platforms: [windows]
  input_arguments:
    program: {{description: What to start, type: path, default: 'C:\\#{{arch}}.exe'}}
    arch: {{description: Word size, type: integer, default: 64}}
    empty: {{description: More options, type: string, default: }}
  dependency_executor_name: powershell
  dependencies:
  - description: "#{{program}} is there"
    prereq_command: Test-Path '#{{program}}'
    get_prereq_command: "Write-Host 'get #{{program}}'"
  - description: PathToAtomicsFolder is there
    prereq_command: Test-Path PathToAtomicsFolder
  executor:
    name: command_prompt
    elevation_required: true
    command: "wmic process call create '#{{program}}' #{{empty}}"
    cleanup_command: taskkill /im '#{{program}}'
"""
SIMULATION = f"""\
simulation:
    - {{type: atomic-red-team, name: Second, technique: T1047, atomic_guid: {GUID}}}
"""


def pages(project: Project, *rules: str) -> dict[str, str]:
    names = {f"rules/r{place:02}.yml": rule for place, rule in enumerate(rules)}
    return project.write({**names, "triggers/T1047.yaml": TRIGGER}).build()


def page(project: Project, *rules: str) -> str:
    return pages(project, *rules)["triggers/T1047.md"]


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one."""
    return re.split(r"\n(?:<a id|#+ )", text.split(f" {heading}\n", 1)[1])[0].strip()


def numbered(place: int) -> str:
    identifier = f"5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a{place:02}"
    return RULE.replace("5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11", identifier)


def test_inputs_are_replaced_by_their_defaults_wherever_they_stand(project: Project) -> None:
    text = page(project)
    assert "#{" not in text.replace("&#123;", "{")
    assert section(text, "Command of test 2") == (
        "```text\nwmic process call create 'C:\\64.exe' \n```"
    )
    assert section(text, "Clean-up of test 2") == "```text\ntaskkill /im 'C:\\64.exe'\n```"
    assert "Test-Path 'C:\\64.exe'" in section(text, "Prerequisite 1 of test 2")
    assert "get C:\\64.exe" in section(text, "How to meet prerequisite 1 of test 2")


def test_a_page_says_what_a_test_needs(project: Project) -> None:
    text = page(project)
    assert "| **Elevation required** | yes |" in text
    assert "| <code>arch</code> | Word size | integer | <code>64</code> |" in text
    assert "| <code>empty</code> | More options | string | none |" in text
    assert "(powershell)" in section(text, "Prerequisite 1 of test 2")
    assert "stands for the folder of the technique files" in text
    run = f"```text\nInvoke-AtomicTest T1047 -TestGuids {GUID}\n```"
    assert run in section(text, "Run of test 2")


def test_a_run_is_told_only_what_the_test_has(project: Project) -> None:
    text = page(project)
    assert section(text, "Run of test 2").startswith(
        "With Invoke-AtomicRedTeam; `-GetPrereqs` meets the prerequisites beforehand; `-Cleanup` "
    )
    bare = f"""\
attack_technique: T1033
display_name: System Owner/User Discovery
atomic_tests:
- name: Who
  auto_generated_guid: {GUID}
  supported_platforms: [windows]
  executor: {{name: powershell, command: whoami}}
"""
    text = project.write({"triggers/T1033.yaml": bare}).build()["triggers/T1033.md"]
    assert section(text, "Run of test 1").startswith("With Invoke-AtomicRedTeam:\n")
    assert "1 test of T1033" in text


def test_a_default_without_end_is_left_alone(project: Project) -> None:
    grows = TRIGGER.replace("default: 64", "default: '" + "#{arch}" * 2_000 + "'")
    text = project.write({"triggers/T1047.yaml": grows}).build()["triggers/T1047.md"]
    assert len(text) < 1_000_000


def test_a_rule_leads_to_the_test_that_it_names(project: Project) -> None:
    made = pages(project, RULE + SIMULATION)
    item = (
        "[T1047: Windows Management Instrumentation](../triggers/T1047.md) · "
        "[test 2: Second](../triggers/T1047.md#test-2)"
    )
    assert f"<li>{item}</li>" in made["rules/r00.md"]
    assert '<a id="test-2"></a>\n\n## Test 2: Second' in made["triggers/T1047.md"]


def test_a_rule_says_how_many_tests_were_found_by_technique(project: Project) -> None:
    item = "[T1047: Windows Management Instrumentation](../triggers/T1047.md) · 1 test on windows"
    assert f"<li>{item}</li>" in pages(project, RULE)["rules/r00.md"]


def test_each_test_lists_the_rules_that_should_fire(project: Project) -> None:
    named = numbered(1).replace("A program", "B program").replace("t1047", "t1105") + SIMULATION
    text = page(project, numbered(0), named)
    assert section(text, "Rules expected to fire in test 2").splitlines() == [
        "- [B program starts another one](../rules/r01.md) · names this test",
        "- [A program starts another one](../rules/r00.md) · may fire: it is of this technique",
    ]
    assert section(text, "Rules expected to fire in test 1").startswith("No rule ")


def test_many_rules_of_a_technique_stand_once_below_the_tests(project: Project) -> None:
    rules = [numbered(place) for place in range(RULES_OF_A_TEST + 1)]
    text = page(project, *rules)
    assert section(text, "Rules expected to fire in test 2") == (
        f"- [{len(rules)} rules](#rules) of this technique and platform"
    )
    assert text.count("](../rules/r07.md)") == 1
    assert '<a id="rules"></a>' in text
