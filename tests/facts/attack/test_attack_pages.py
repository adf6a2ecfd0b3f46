"""The pages of the matrix, of tactics and of techniques."""

from __future__ import annotations

import re

import markdown
import pytest

from generator.facts import attack
from generator.facts.attack import load
from tests.support import RULE, Project

DATA = """\
title: DN_0001_1_sysmon_process_creation
platform: Windows
channel: Microsoft-Windows-Sysmon/Operational
provider: Microsoft-Windows-Sysmon
fields: [Image, ParentImage]
"""
TRIGGER = """\
attack_technique: T1562.001
display_name: Disable or Modify Tools
atomic_tests:
- name: One
  supported_platforms: [windows]
  executor: {name: sh, command: 'true'}
"""
OLD_RULE = RULE.replace("attack.t1047", "attack.t1562.001").replace("5f9b", "6f9b")
COVERED = {"rules/old.yml": OLD_RULE, "data_needed/a.yml": DATA, "triggers/a.yaml": TRIGGER}


def page(project: Project, path: str) -> str:
    return project.build()[f"attack/{path}.md"]


def row(text: str, name: str) -> str:
    found = re.search(rf"^\| \*\*{name}\*\* *\| (.*) \|$", text, re.MULTILINE)
    assert found is not None, f"no row {name} in\n{text}"
    return found[1]


def cell_of(matrix: str, technique: str) -> tuple[str, str]:
    """The classes and the words of a technique's cell in the matrix, up to its sub-techniques."""
    found = re.search(
        rf'<li class="([^"]*)" data-technique="{technique}">\[{technique}: [^<]*<br>'
        r"(.*?)(?:<details>|</li>)",
        matrix,
    )
    assert found is not None
    return found[1], re.sub("<[^>]*>", "", found[2])


def test_every_technique_and_tactic_of_the_pinned_version_has_a_page(project: Project) -> None:
    built = project.write({"rules/a.yml": RULE}).build()
    facts = load()
    expected = {f"attack/techniques/{identifier}.md" for identifier in facts.techniques}
    expected |= {f"attack/tactics/{tactic.id}.md" for tactic in facts.tactics}
    assert {path for path in built if path.startswith(("attack/te", "attack/ta"))} == expected


def test_every_page_about_attack_says_its_version_and_by_whose_leave(project: Project) -> None:
    built = project.write({"rules/a.yml": RULE, "triggers/a.yaml": TRIGGER}).build()
    shown = [path for path in built if path.startswith("attack/")]
    for path in (*shown, "rules/a.md", "triggers/T1562.001.md"):
        assert f"MITRE ATT&CK 19.1. {attack.NOTICE}" in built[path], path


def test_a_rule_stands_on_the_page_of_the_successor(project: Project) -> None:
    text = page(project.write(COVERED), "techniques/T1685")
    assert "[A program starts another one](../../rules/old.md) | high | test |" in text
    assert row(text, "Rules") == "1, by level: 1 high; by status: 1 test"
    assert "T1562.001 (Disable or Modify Tools)" in row(text, "Took the place of")


def test_data_and_triggers_of_a_technique_are_named(project: Project) -> None:
    text = page(project.write(COVERED), "techniques/T1685")
    assert "../../data_needed/DN_0001_1_sysmon_process_creation.md" in row(text, "Data Needed")
    assert "../../triggers/T1562.001.md" in row(text, "Trigger")
    assert row(text, "Missing") == "Nothing: there are rules, their data and a trigger."


@pytest.mark.parametrize(
    ("left_out", "missing"),
    [
        ("rules/old.yml", "no rule"),
        ("triggers/a.yaml", "no trigger"),
        ("data_needed/a.yml", "data: all rules find no Data Needed with all of their fields"),
    ],
)
def test_what_is_missing_is_said(project: Project, left_out: str, missing: str) -> None:
    files = {path: text for path, text in COVERED.items() if path != left_out}
    text = page(project.write(files), "techniques/T1685")
    assert row(text, "Missing") == f"<ul><li>{missing}</li></ul>"


def test_the_page_of_a_technique_without_anything_is_short(project: Project) -> None:
    text = page(project.write({"rules/a.yml": RULE}), "techniques/T1485")
    assert len(text) < 1_500
    assert row(text, "Missing") == "<ul><li>no rule</li><li>no trigger</li></ul>"
    assert "## Rules" not in text


@pytest.mark.parametrize("status", ["deprecated", "unsupported"])
def test_a_rule_that_is_not_in_use_is_shown_but_covers_nothing(
    project: Project, status: str
) -> None:
    project.write({"rules/a.yml": RULE.replace("status: test", f"status: {status}")})
    text = page(project, "techniques/T1047")
    assert "../../rules/a.md" in text
    assert "no rule in use: all are deprecated or unsupported" in row(text, "Missing")
    assert cell_of(page(project, "index"), "T1047") == (
        "attack-none level-none evidence-0",
        "○ no rule",
    )


def test_rules_stand_by_level_and_status(project: Project) -> None:
    for number, (level, status) in enumerate(
        [("low", "stable"), ("critical", "test"), ("critical", "stable"), ("low", "test")]
    ):
        rule = RULE.replace("5f9b", f"5f9{number}").replace("level: high", f"level: {level}")
        rule = rule.replace("status: test", f"status: {status}")
        project.write({f"rules/r{number}.yml": rule})
    found = re.findall(r"rules/(r\d)\.md", page(project, "techniques/T1047"))
    assert found == ["r2", "r1", "r0", "r3"]


@pytest.mark.parametrize(
    ("rules", "cell"),
    [
        (0, ("attack-none level-none evidence-0", "○ no rule")),
        (1, ("attack-few level-high evidence-2", "◔ 1 rule · high · evidence 2 of 5")),
        (3, ("attack-some level-high evidence-2", "◑ 3 rules · high · evidence 2 of 5")),
        (10, ("attack-many level-high evidence-2", "● 10 rules · high · evidence 2 of 5")),
    ],
)
def test_a_cell_says_in_words_and_in_classes_how_it_is_covered(
    project: Project, rules: int, cell: tuple[str, str]
) -> None:
    for number in range(rules):
        project.write({f"rules/r{number}.yml": RULE.replace("5f9b0d3c", f"5f9b0d{number:02}")})
    assert cell_of(page(project, "index"), "T1047") == cell


def test_a_technique_counts_the_rules_of_its_sub_techniques_once(project: Project) -> None:
    rule = RULE.replace("attack.t1047", "attack.t1003.001\n    - attack.t1003.002")
    matrix = page(project.write({"rules/a.yml": rule}), "index")
    words = "◔ 1 rule · high · evidence 2 of 5"
    assert cell_of(matrix, "T1003") == ("attack-few level-high evidence-2", words)
    assert "<summary>2 of 8 sub-techniques</summary>" in matrix
    assert cell_of(matrix, "T1003.001") == ("attack-few level-high evidence-2", words)


def test_techniques_without_a_rule_are_named_as_gaps(project: Project) -> None:
    text = page(project.write({"rules/a.yml": RULE}), "index")
    gaps = text.partition("## Techniques without a rule")[2]
    assert "696 techniques and sub-techniques have no rule, by tactic:" in gaps
    assert "T1053.005 Scheduled Task" in gaps
    assert "T1047" not in gaps


def test_the_page_of_a_tactic_lists_techniques_gaps_and_rules(project: Project) -> None:
    text = page(project.write({"rules/a.yml": RULE}), "tactics/TA0002")
    assert "| [T1047: Windows Management Instrumentation](../../attack/techniques/T1047.md)" in text
    assert "↳ [T1053.005: Scheduled Task]" in text
    high = text.partition("### High")[2]
    assert "| [A program starts another one](../../rules/a.md) | test | windows" in high


def test_a_technique_of_ics_has_a_page_where_a_rule_names_it(project: Project) -> None:
    rule = RULE.replace("attack.t1047", "attack.t0807")
    built = project.write({"rules/a.yml": rule}).build()
    assert "ATT&CK for ICS 18.1" in built["attack/techniques/T0807.md"]
    assert "attack/tactics/TA0104.md" in built
    assert "## ATT&CK for ICS 18.1" in built["attack/index.md"]
    assert "[rules](../attack/tactics/TA0104.md)" in built["rules/a.md"]
    assert "attack/techniques/T0800.md" not in built


def test_a_rule_page_leads_to_mitre_and_to_the_page_here(project: Project) -> None:
    text = project.write({"rules/a.yml": OLD_RULE}).build()["rules/a.md"]
    assert (
        "<li>[T1685: Disable or Modify Tools](https://attack.mitre.org/techniques/T1685) · "
        "was T1562.001 · [rules](../attack/techniques/T1685.md)</li>" in text
    )


def test_a_renamed_technique_says_what_it_was_called(project: Project) -> None:
    rule = RULE.replace("attack.t1047", "attack.t1211")
    text = project.write({"rules/a.yml": rule}).build()["rules/a.md"]
    assert "T1211) · was Exploitation for Defense Evasion · [rules]" in text


def test_a_technique_that_is_newer_than_the_pin_is_shown_as_such(project: Project) -> None:
    rule = RULE.replace("attack.t1047", "attack.t1691")
    text = project.write({"rules/a.yml": rule}).build()["rules/a.md"]
    assert "<li>T1691 · newer than ATT&CK 19.1?</li>" in text


def test_hostile_titles_are_only_text(project: Project) -> None:
    title = '"<img src=x onerror=alert(1)> ](javascript:alert(1)) | {{ 7*7 }}"'
    project.write({"rules/a.yml": RULE.replace("A program starts another one", title)})
    for path in ("techniques/T1047", "tactics/TA0002", "index"):
        text = page(project, path)
        html = markdown.markdown(text, extensions=["tables"])
        assert "<img" not in html
        assert 'href="javascript:' not in html
        assert "{{" not in text


def test_a_filter_is_no_detection_of_a_technique(project: Project) -> None:
    narrowing = (
        "title: Not here\nlogsource: {product: windows}\ntags: [attack.t0807]\n"
        "filter:\n    rules: any\n    known: {User: somebody}\n    condition: not known\n"
    )
    built = project.write({"rules/f.yml": narrowing}).build()
    assert row(built["attack/techniques/T0807.md"], "Rules") == "none"
