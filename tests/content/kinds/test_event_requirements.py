"""Which events a detection asks for, and what data serves each of them."""

from __future__ import annotations

from textwrap import indent

import pytest

from generator.content.model import Demand
from tests.support import Project

SYSMON = "platform: Windows\nchannel: Microsoft-Windows-Sysmon/Operational\n"
SECURITY = "platform: Windows\nchannel: Security\n"
REGISTRY = {
    "data_needed/12.yml": f"title: DN_0012_12_key\n{SYSMON}fields: [EventType, TargetObject]\n",
    "data_needed/13.yml": (
        f"title: DN_0013_13_value\n{SYSMON}fields: [EventType, TargetObject, Details]\n"
    ),
    "data_needed/14.yml": (
        f"title: DN_0014_14_renamed\n{SYSMON}fields: [EventType, TargetObject, NewName]\n"
    ),
}


def rule(detection: str, logsource: str = "service: security") -> str:
    body = indent(detection, "    ")
    return f"title: A\nlogsource:\n    product: windows\n    {logsource}\ndetection:\n{body}\n"


def asked(project: Project, detection: str) -> dict[int | None, tuple[str, ...]]:
    return {demand.event_id: demand.fields for demand in demands(project, detection)}


def demands(project: Project, detection: str) -> tuple[Demand, ...]:
    project.write({"rules/a.yml": rule(detection)})
    (found,) = project.load("splunk").catalogue.rules
    return found.demands


def links(project: Project) -> dict[str, tuple[str, ...]]:
    catalogue = project.load("splunk").catalogue
    (found,) = catalogue.rules
    return {
        link.entity.title: link.lacks for link in catalogue.links[found.path, found.number].data
    }


def test_each_mapping_of_a_list_has_the_event_that_its_type_tells(project: Project) -> None:
    detection = """\
selection:
    - TargetObject: x
      EventType: CreateKey
    - NewName: x
condition: selection"""
    project.write({"rules/a.yml": rule(detection, "category: registry_event"), **REGISTRY})
    assert links(project) == {"DN_0012_12_key": (), "DN_0014_14_renamed": ()}


def test_a_type_in_one_selection_does_not_narrow_another_one(project: Project) -> None:
    detection = """\
selection_a: {EventType: DeleteValue, TargetObject: x}
selection_b: {TargetObject: y}
condition: 1 of selection_*"""
    project.write({"rules/a.yml": rule(detection, "category: registry_event"), **REGISTRY})
    assert sorted(links(project)) == ["DN_0012_12_key", "DN_0013_13_value", "DN_0014_14_renamed"]


def test_a_type_joined_by_and_narrows_all_mappings(project: Project) -> None:
    detection = """\
kind: {EventType: SetValue}
what:
    - TargetObject: x
    - Details: y
condition: all of them"""
    project.write({"rules/a.yml": rule(detection, "category: registry_event"), **REGISTRY})
    assert links(project) == {"DN_0013_13_value": ()}


@pytest.mark.parametrize("value", ["'*Key'", "[CreateKey, '*Value']", "null"])
def test_a_type_that_is_no_exact_text_narrows_nothing(project: Project, value: str) -> None:
    detection = f"selection: {{EventType: {value}, TargetObject: x}}\ncondition: selection"
    project.write({"rules/a.yml": rule(detection, "category: registry_event"), **REGISTRY})
    assert len(links(project)) == 3


def test_fields_joined_by_and_belong_to_each_event_id(project: Project) -> None:
    detection = """\
event: {EventID: [4624, '4625']}
who: {TargetUserName: x}
condition: event and who"""
    fields = ("EventID", "TargetUserName")
    assert asked(project, detection) == {4624: fields, 4625: fields}


def test_fields_of_another_way_to_match_do_not_belong_to_an_event_id(project: Project) -> None:
    detection = """\
a: {EventID: 4624}
b: {TargetUserName: x}
c: {EventID: 4688}
d: {CommandLine: x}
condition: (a and b) or (c and d)"""
    assert asked(project, detection) == {
        4624: ("EventID", "TargetUserName"),
        4688: ("CommandLine", "EventID"),
    }


def test_a_way_without_an_event_id_asks_for_any_event_with_its_fields(project: Project) -> None:
    detection = """\
a: {EventID: 4624, LogonType: 3}
b: {ServiceName: x}
condition: a or b"""
    assert asked(project, detection) == {None: ("ServiceName",), 4624: ("EventID", "LogonType")}


def test_not_of_not_asks_for_what_it_says(project: Project) -> None:
    detection = "a: {EventID: 4624, LogonType: 3}\nb: {Status: x}\ncondition: not (not a or b)"
    (demand,) = demands(project, detection)
    assert (demand.event_id, demand.fields) == (4624, ("EventID", "LogonType"))
    assert demand.filter_fields == ("Status",)


def test_fields_of_a_filter_belong_to_what_it_filters(project: Project) -> None:
    detection = """\
a: {EventID: 4624}
b: {EventID: 4688}
filter: {ProcessName: x}
condition: a or (b and not filter)"""
    found = {demand.event_id: demand.filter_fields for demand in demands(project, detection)}
    assert found == {4624: (), 4688: ("ProcessName",)}


@pytest.mark.parametrize(
    "item",
    [
        "EventID|gte: 4624",
        "EventID|neq: 4624",
        "EventID|contains: '46'",
        "EventID|re: '4624'",
        "EventID: [4624, '47*']",
    ],
)
def test_event_ids_that_cannot_be_counted_are_none(project: Project, item: str) -> None:
    assert asked(project, f"a: {{{item}, LogonType: 3}}\ncondition: a") == {
        None: ("EventID", "LogonType")
    }


def test_event_ids_that_cannot_be_counted_lead_to_no_data_by_themselves(project: Project) -> None:
    project.write(
        {
            "rules/a.yml": rule("a: {EventID|gte: 4000}\ncondition: a"),
            "data_needed/a.yml": f"title: DN_0001_4624_x\n{SECURITY}fields: [LogonType]\n",
        }
    )
    assert links(project) == {}


def test_a_field_that_is_compared_with_the_event_id_asks_for_no_event(project: Project) -> None:
    assert asked(project, "a: {Image|fieldref: EventID}\ncondition: a") == {
        None: ("EventID", "Image")
    }


def test_event_ids_that_exclude_each_other_mean_no_event(project: Project) -> None:
    detection = "a: {EventID: 1}\nb: {EventID: 3}\ncondition: a and b"
    assert asked(project, detection) == {None: ("EventID",)}


def test_an_event_id_of_a_category_leaves_its_other_log_out(project: Project) -> None:
    detection = "a: {EventID: 4688, CommandLine: x}\ncondition: a"
    project.write(
        {
            "rules/a.yml": rule(detection, "category: process_creation"),
            "data_needed/a.yml": f"title: DN_0001_1_x\n{SYSMON}fields: [CommandLine]\n",
            "data_needed/b.yml": f"title: DN_0002_4688_x\n{SECURITY}fields: [CommandLine]\n",
        }
    )
    assert links(project) == {"DN_0002_4688_x": ()}


def test_ways_past_counting_are_one(project: Project) -> None:
    lists = "\n".join(
        f"s{number}:\n" + "\n".join(f"    - {{{field}: v{n}, x{n}: 1}}" for n in range(20))
        for number, field in enumerate(("EventType", "type"))
    )
    (demand,) = demands(project, f"{lists}\ncondition: all of s*")
    assert demand.values == {}
    assert {f"x{n}" for n in range(20)} < {*demand.fields}


def test_an_event_id_without_values_is_a_mistake_that_is_reported(project: Project) -> None:
    detection = "a: {'EventID|contains': [], LogonType: 3}\ncondition: a"
    assert asked(project, detection) == {None: ("EventID", "LogonType")}
    assert "empty-selection" in project.codes("splunk")


def test_event_ids_past_counting_are_any(project: Project) -> None:
    several = ", ".join(map(str, range(4_000, 4_201)))
    assert asked(project, f"a: {{EventID: [{several}], LogonType: 3}}\ncondition: a") == {
        None: ("EventID", "LogonType")
    }


def test_ways_past_joining_each_with_each_are_one(project: Project) -> None:
    several = "\n".join(f"    - {{EventID: {number}, x{number}: 1}}" for number in range(40))
    fields = tuple(sorted(["EventID", *(f"x{number}" for number in range(40))]))
    detection = f"a:\n{several}\nb:\n{several}\ncondition: a and b"
    assert asked(project, detection) == {None: fields}


def test_keywords_of_a_windows_log_are_carried_by_the_log_as_a_whole(project: Project) -> None:
    project.write(
        {
            "rules/a.yml": rule("words: [mimikatz]\ncondition: words"),
            "data_needed/a.yml": f"title: DN_0001_4624_x\n{SECURITY}fields: [LogonType]\n",
            "data_needed/b.yml": f"title: DN_0002_security_log\n{SECURITY}fields: [Channel]\n",
        }
    )
    assert links(project) == {"DN_0002_security_log": ()}


@pytest.mark.parametrize(
    ("selection", "titles"),
    [
        ("{eventSource: rds.amazonaws.com}", ["DN_0001_cloudtrail"]),
        ("{eventSource: signin.amazonaws.com}", ["DN_0001_cloudtrail", "DN_0002_sign_in"]),
        ("{eventSource: '*.amazonaws.com'}", ["DN_0001_cloudtrail", "DN_0002_sign_in"]),
        (
            "[{eventSource: a.amazonaws.com}, {eventSource: b.amazonaws.com}]",
            ["DN_0001_cloudtrail"],
        ),
    ],
)
def test_a_record_of_one_service_serves_no_rule_about_another(
    project: Project, selection: str, titles: list[str]
) -> None:
    record = "platform: AWS\nchannel: CloudTrail\nfields: [eventSource]\nprovider:"
    source = "product: aws\n    service: cloudtrail"
    text = rule(f"a: {selection}\ncondition: a").replace(
        "product: windows\n    service: security", source
    )
    project.write(
        {
            "rules/a.yml": text,
            "data_needed/a.yml": f"title: DN_0001_cloudtrail\n{record} CloudTrail\n",
            "data_needed/b.yml": f"title: DN_0002_sign_in\n{record} signin.amazonaws.com\n",
        }
    )
    assert sorted(links(project)) == titles
