"""KQL: what is printed for each kind of value, and which table and columns a rule has."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from generator.content.model import Query
from generator.targets.convert.worker import Job, convert
from generator.targets.registry import preset

PROCESSES = "product: windows, category: process_creation"
CONNECTIONS = "product: windows, category: network_connection"
REGISTRY = "product: windows, category: registry_set"


def query(detection: str, logsource: str = PROCESSES, target: str = "defender-xdr") -> Query:
    made = preset(target)
    assert made is not None
    document: dict[str, Any] = {
        "title": "Example",
        "logsource": yaml.safe_load(f"{{{logsource}}}"),
        "detection": {"condition": "sel", **yaml.safe_load(detection)},
    }
    return convert(Job(documents=(document,), problem=None), made).query


def condition(detection: str, logsource: str = PROCESSES, target: str = "defender-xdr") -> str:
    """What stands behind the last `where`."""
    text = query(detection, logsource, target).text
    assert text is not None
    return text.rpartition("| where ")[2]


@pytest.mark.parametrize(
    ("selection", "printed"),
    [
        (r"{CommandLine: 'a*b?c'}", r'ProcessCommandLine matches regex @"(?is)^a.*b.c\z"'),
        (r"{CommandLine|contains: 'rm \*'}", 'ProcessCommandLine contains "rm *"'),
        ("{CommandLine: null}", "isempty(ProcessCommandLine)"),
        ("{CommandLine: ''}", "isempty(ProcessCommandLine)"),
        ("{CommandLine: '*'}", "isnotempty(ProcessCommandLine)"),
        ("{CommandLine|exists: true}", "isnotempty(ProcessCommandLine)"),
        ("{CommandLine|cased|contains: AbC}", 'ProcessCommandLine contains_cs "AbC"'),
        ("{CommandLine|cased: AbC}", 'ProcessCommandLine == "AbC"'),
        ("{CommandLine|contains: Grüße}", 'tolower(ProcessCommandLine) contains "grüße"'),
        ("{CommandLine: [a, b, a]}", 'ProcessCommandLine in~ ("a", "b")'),
        (
            "{CommandLine: [a, 'b*']}",
            'ProcessCommandLine =~ "a" or ProcessCommandLine startswith "b"',
        ),
        ("{CommandLine|all: [a, b]}", 'ProcessCommandLine =~ "a" and ProcessCommandLine =~ "b"'),
        ("{CommandLine|re|i: 'a\"b'}", 'ProcessCommandLine matches regex "(?i)a\\"b"'),
        (r"{CommandLine|re: 'a\-b$'}", r'ProcessCommandLine matches regex @"a-b(?:\n?\z)"'),
        ("{ProcessId: 4}", "ProcessId == 4"),
        ("{ProcessId: '4'}", "ProcessId == 4"),
        ("{ProcessId: '4*'}", 'tostring(ProcessId) startswith "4"'),
        (r"{Image|endswith: \a.exe}", r'FolderPath endswith @"\a.exe"'),
        ('{CommandLine: "a\\nb"}', r'ProcessCommandLine =~ "a\u000ab"'),
    ],
)
def test_a_value_is_asked_for_as_it_is_meant(selection: str, printed: str) -> None:
    assert condition(f"sel: {selection}") == printed


def test_two_columns_are_compared_where_both_hold_something() -> None:
    assert condition("sel: {Image|fieldref: ParentImage}") == (
        "(isnotempty(FolderPath) and isnotempty(InitiatingProcessFolderPath) "
        "and tolower(FolderPath) == tolower(InitiatingProcessFolderPath))"
    )


def test_what_may_be_null_is_false_behind_a_not() -> None:
    detection = "{f: {DestinationIp|cidr: 10.0.0.0/8, DestinationPort|gt: 5}, condition: not f}"
    assert condition(detection, CONNECTIONS) == (
        'not(coalesce(ipv4_is_in_range(RemoteIP, "10.0.0.0/8"), false) '
        "and coalesce(RemotePort > 5, false))"
    )


def test_a_very_long_list_is_a_list_of_groups() -> None:
    values = ", ".join(f"'*{number}*'" for number in range(250))
    text = condition(f"sel: {{CommandLine: [{values}]}}")
    assert text.count(" or (") == 2


def test_what_sysmon_writes_otherwise_is_computed_first() -> None:
    text = query(r"sel: {TargetObject|endswith: \Run\x, Details: Binary Data}", REGISTRY).text or ""
    lines = text.split("\n| ")
    assert lines[:2] == ["DeviceRegistryEvents", 'where ActionType == "RegistryValueSet"']
    assert [line.split(" = ")[0] for line in lines[2:4]] == [
        "extend Details",
        "extend TargetObject",
    ]
    assert lines[-1] == r'where TargetObject endswith @"\Run\x" and Details =~ "Binary Data"'


def test_a_field_that_is_not_asked_for_is_not_computed() -> None:
    assert "extend" not in (query("sel: {CommandLine: a}").text or "")


def test_the_file_name_of_a_parent_is_all_that_some_tables_have() -> None:
    assert condition(r"sel: {ParentImage|endswith: \cmd.exe}", CONNECTIONS) == (
        'InitiatingProcessParentFileName =~ "cmd.exe"'
    )
    refused = query(r"sel: {ParentImage|contains: \Temp\}", CONNECTIONS)
    assert "only the file name of `ParentImage`" in (refused.reason or "")


@pytest.mark.parametrize("selection", ["{CommandLine|re: 'a(?!b)'}", "{CommandLine|re: 'a{2000}'}"])
def test_an_expression_that_re2_lacks_is_refused(selection: str) -> None:
    assert "regular expression" in (query(f"sel: {selection}").reason or "")


def test_a_placeholder_without_values_is_refused() -> None:
    assert query("sel: {CommandLine|expand: '%x%'}").text is None


def test_asim_asks_the_process_that_acts_for_the_parent() -> None:
    assert condition("sel: {ParentImage: a, User: b}", target="sentinel-asim") == (
        'ActingProcessName =~ "a" and TargetUsername =~ "b"'
    )


def test_asim_takes_the_end_of_a_connection_that_reports() -> None:
    text = query("sel: {Image: a}", CONNECTIONS, "sentinel-asim").text or ""
    assert 'extend Image = iff(NetworkDirection =~ "Inbound", DstProcessName, SrcProcessName)' in (
        text
    )


def test_process_creation_in_the_security_log_is_event_4688() -> None:
    text = query("sel: {Image: a}", target="azure-monitor").text
    assert text == 'SecurityEvent\n| where EventID == 4688\n| where NewProcessName =~ "a"'


def test_a_field_without_a_column_is_read_from_the_event_data() -> None:
    security = "product: windows, service: security"
    text = query("sel: {EventID: 4769, TicketOptions: '0x1'}", security, "azure-monitor").text or ""
    assert "extend TicketOptions = replace_string(" in text
    assert "@'<Data Name=\"TicketOptions\">([^<]*)</Data>'" in text


def test_a_column_that_holds_a_structure_is_refused() -> None:
    signins = "product: azure, service: signinlogs"
    assert query("sel: {Status: Success}", signins, "azure-monitor").text is None
