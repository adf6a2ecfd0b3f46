"""What a rule is linked to."""

from __future__ import annotations

from generator.facts.attack import IdState
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
    project.write(
        {
            "rules/a.yml": RULE.replace("execution", "defense-impairment").replace(
                "t1047", "t1562.001"
            )
        }
    )
    (reference,) = links_of(project).tags.techniques
    assert reference.state is IdState.REVOKED
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


def lacks_of(project: Project) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {link.entity.title: (link.found.value, link.lacks) for link in links_of(project).data}


def test_an_event_of_another_kind_does_not_serve_a_category_of_macos(project: Project) -> None:
    event = "platform: macOS\nchannel: Endpoint Security\nfields: [Image]\n"
    rule = RULE.replace("product: windows", "product: macos").replace("Parent", "")
    project.write(
        {
            "rules/a.yml": rule,
            "data_needed/a.yml": f"title: DN_0001_9_exec\n{event}",
            "data_needed/b.yml": f"title: DN_0002_13_create\n{event}",
            "data_needed/c.yml": f"title: DN_0003_any_product\n{event}",
        }
    )
    assert sorted(lacks_of(project)) == ["DN_0001_9_exec", "DN_0003_any_product"]


def test_another_log_of_the_same_event_says_what_is_lost_with_it(project: Project) -> None:
    security = """\
title: DN_0004_4688_process_created
platform: Windows
channel: Security
fields: [NewProcessName, CommandLine]
aliases: {Image: NewProcessName}
"""
    rule = RULE.replace("ParentImage|endswith: '\\parent.exe'", "Image: a\n        ParentImage: b")
    project.write(
        {"rules/a.yml": rule, "data_needed/a.yml": SYSMON_1, "data_needed/b.yml": security}
    )
    assert lacks_of(project) == {
        "DN_0001_1_sysmon_process_creation": ("category", ()),
        "DN_0004_4688_process_created": ("category", ("ParentImage",)),
    }
    page = project.build()["rules/a.md"]
    assert "| category | <code>ParentImage</code> |" in page.partition("## Data\n")[2]
    (project.folder / "data_needed/a.yml").unlink()
    page = project.build()["rules/a.md"]
    assert "has all fields of the rule: Data says what is missing. |" in page


def test_each_event_id_of_a_rule_has_the_fields_of_its_own_selection(project: Project) -> None:
    rule = RULE.replace("category: process_creation", "service: security").replace(
        "        ParentImage|endswith: '\\parent.exe'",
        "        - EventID: 4720\n          TargetUserName: a\n"
        "        - EventID|contains: '4738'\n          SamAccountName: b",
    )
    event = "platform: Windows\nchannel: Security\n"
    project.write(
        {
            "rules/a.yml": rule,
            "data_needed/a.yml": f"title: DN_0001_4720_x\n{event}fields: [TargetUserName]\n",
            "data_needed/b.yml": f"title: DN_0002_4738_x\n{event}fields: [TargetUserName]\n",
        }
    )
    assert lacks_of(project) == {
        "DN_0001_4720_x": ("event id", ()),
        "DN_0002_4738_x": ("event id", ("SamAccountName",)),
    }


def test_the_type_of_a_registry_event_decides_which_of_three_it_is(project: Project) -> None:
    rule = RULE.replace("process_creation", "registry_event").replace(
        "ParentImage|endswith: '\\parent.exe'", "EventType: SetValue"
    )
    event = (
        "platform: Windows\nchannel: Microsoft-Windows-Sysmon/Operational\nfields: [EventType]\n"
    )
    files = {f"data_needed/{n}.yml": f"title: DN_00{n}_{n}_x\n{event}" for n in (12, 13, 14)}
    project.write({"rules/a.yml": rule, **files})
    assert data_of(project) == ["DN_0013_13_x"]


def test_the_provider_tells_events_of_one_number_apart(project: Project) -> None:
    rule = RULE.replace("category: process_creation", "service: system").replace(
        "ParentImage|endswith: '\\parent.exe'",
        "EventID: 16\n        Provider_Name: Microsoft-Windows-Kernel-General",
    )
    event = "platform: Windows\nchannel: System\nfields: [x]\nprovider: "
    project.write(
        {
            "rules/a.yml": rule,
            "data_needed/a.yml": f"title: DN_0001_16_x\n{event}Microsoft-Windows-Kernel-General\n",
            "data_needed/b.yml": f"title: DN_0002_16_x\n{event}Another\n",
        }
    )
    assert data_of(project) == ["DN_0001_16_x"]


def test_the_record_type_of_auditd_decides(project: Project) -> None:
    rule = RULE.replace(
        "product: windows\n    category: process_creation", "product: linux\n    service: auditd"
    )
    rule = rule.replace("ParentImage|endswith: '\\parent.exe'", "type: EXECVE\n        a0: x")
    event = "platform: Linux\nchannel: auditd\nfields: [type, a0]\ntype: "
    project.write(
        {
            "rules/a.yml": rule,
            "data_needed/a.yml": f"title: DN_0001_execve\n{event}EXECVE\n",
            "data_needed/b.yml": f"title: DN_0002_syscall\n{event}SYSCALL\n",
        }
    )
    assert data_of(project) == ["DN_0001_execve"]
