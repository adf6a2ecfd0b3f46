"""What a rule is linked to."""

from __future__ import annotations

from generator.attack import State
from tests.support import RULE, Project

SYSMON_1 = """\
title: DN_0001_1_sysmon_process_creation
platform: Windows
channel: Microsoft-Windows-Sysmon/Operational
provider: Microsoft-Windows-Sysmon
fields: [Image, ParentImage, CommandLine]
"""
SYSMON_3 = """\
title: DN_0002_3_sysmon_network_connection
platform: Windows
channel: Microsoft-Windows-Sysmon/Operational
fields: [Image, ParentImage, DestinationIp]
"""
TRIGGER = """\
attack_technique: T1047
display_name: Windows Management Instrumentation
atomic_tests:
- name: One
  supported_platforms: [PLATFORM]
  executor: {name: sh, command: 'true'}
"""


def links_of(project: Project, number: int = 0):
    catalogue = project.load("splunk").catalogue
    rule = catalogue.rules[number]
    return catalogue.links[rule.path, rule.number]


def data_of(project: Project) -> list[str]:
    return [entity.title for entity in links_of(project).data_needed]


def test_the_category_decides_the_event(project: Project) -> None:
    project.write(
        {"rules/a.yml": RULE, "data_needed/a.yml": SYSMON_1, "data_needed/b.yml": SYSMON_3}
    )
    assert data_of(project) == ["DN_0001_1_sysmon_process_creation"]


def test_data_that_lacks_a_field_of_the_rule_does_not_serve_it(project: Project) -> None:
    project.write(
        {
            "rules/a.yml": RULE.replace("ParentImage", "OriginalFileName"),
            "data_needed/a.yml": SYSMON_1,
        }
    )
    assert data_of(project) == []


def test_a_service_leaves_the_event_to_the_ids_of_the_rule(project: Project) -> None:
    rule = RULE.replace("category: process_creation", "service: security").replace(
        "ParentImage|endswith: '\\parent.exe'", "EventID: '4720'"
    )
    event = "platform: Windows\nchannel: Security\nfields: [TargetUserName]\n"
    project.write(
        {
            "rules/a.yml": rule,
            "data_needed/a.yml": f"title: DN_0001_4720_created\n{event}",
            "data_needed/b.yml": f"title: DN_0002_4722_enabled\n{event}",
        }
    )
    assert data_of(project) == ["DN_0001_4720_created"]


def test_an_event_id_that_must_not_be_there_is_not_needed(project: Project) -> None:
    rule = (
        RULE.replace("category: process_creation", "service: security")
        .replace(
            "ParentImage|endswith: '\\parent.exe'",
            "EventID: 4720\n    filter:\n        EventID: 4722",
        )
        .replace("condition: selection", "condition: selection and not filter")
    )
    event = "platform: Windows\nchannel: Security\nfields: [TargetUserName]\n"
    project.write(
        {"rules/a.yml": rule, "data_needed/b.yml": f"title: DN_0002_4722_enabled\n{event}"}
    )
    assert data_of(project) == []


def test_data_that_a_rule_names_itself_serves_it(project: Project) -> None:
    project.write(
        {
            "rules/a.yml": RULE + "data_needed: [DN_0002_3_sysmon_network_connection]\n",
            "data_needed/b.yml": SYSMON_3,
        }
    )
    assert data_of(project) == ["DN_0002_3_sysmon_network_connection"]


def test_a_trigger_of_another_platform_does_not_exercise_a_rule(project: Project) -> None:
    project.write(
        {"rules/a.yml": RULE, "triggers/T1047.yaml": TRIGGER.replace("PLATFORM", "linux")}
    )
    assert links_of(project).triggers == ()


def test_a_trigger_of_the_technique_and_platform_exercises_a_rule(project: Project) -> None:
    project.write(
        {"rules/a.yml": RULE, "triggers/T1047.yaml": TRIGGER.replace("PLATFORM", "linux, windows")}
    )
    (link,) = links_of(project).triggers
    assert (link.trigger.technique, link.tests, link.platform) == ("T1047", 1, "windows")


def test_a_revoked_technique_leads_to_its_successor(project: Project) -> None:
    project.write({"rules/a.yml": RULE.replace("t1047", "t1562.001")})
    (reference,) = links_of(project).tags.techniques
    assert reference.state is State.REVOKED
    assert reference.technique is not None
    assert reference.technique.id == "T1685"
    assert project.codes("splunk") == ["revoked-technique"]


def test_defense_evasion_is_decided_by_the_techniques_of_the_rule(project: Project) -> None:
    project.write(
        {"rules/a.yml": RULE.replace("execution", "defense-evasion").replace("t1047", "t1685")}
    )
    tags = links_of(project).tags
    assert [(t.tactic.id, t.was) for t in tags.tactics] == [("TA0112", "Defense Evasion")]
    assert not tags.undecided


def test_defense_evasion_without_a_technique_that_decides_is_left_to_the_author(
    project: Project,
) -> None:
    project.write({"rules/a.yml": RULE.replace("execution", "defense_evasion")})
    assert links_of(project).tags.undecided
    assert "undecided-tactic" in project.codes("splunk")


def test_other_tags_are_kept(project: Project) -> None:
    tags = ["attack.g0007", "cve.2021-44228", "house.rule"]
    project.write({"rules/a.yml": RULE.replace("attack.t1047", "\n    - ".join(tags))})
    assert list(links_of(project).tags.others) == tags


def test_the_second_rule_with_an_id_gets_another_one(project: Project) -> None:
    project.write({"rules/a.yml": RULE, "rules/b.yml": RULE})
    first, second = project.load("splunk").catalogue.rules
    assert first.id == "5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11"
    assert second.id != first.id


def test_two_files_of_one_name_get_two_pages(project: Project) -> None:
    other = RULE.replace("5f9b0d3c", "6f9b0d3c")
    project.write({"rules/x/a.yml": RULE, "rules/y/A.yml": other})
    pages = project.load("splunk").catalogue.pages
    assert len({page.lower() for page in pages.values()}) == 2


def test_a_filter_narrows_the_rules_it_names_of_its_log_source(project: Project) -> None:
    narrowing = """\
title: Not here
logsource: {product: windows}
filter:
    rules: [5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11]
    known:
        User: somebody
    condition: not known
"""
    project.write({"rules/a.yml": RULE, "rules/f.yml": narrowing})
    assert [rule.title for rule in links_of(project).filters] == ["Not here"]
    project.write({"rules/f.yml": narrowing.replace("windows", "linux")})
    assert links_of(project).filters == ()
