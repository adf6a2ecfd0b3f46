"""Where a field of a rule is found in an event."""

from __future__ import annotations

import pytest

from generator.targets.powershell.fields import quoted
from tests.targets.powershell.examples import SECURITY, command, finds

SYSTEM = "{product: windows, service: system}"
CLASSIC = "{product: windows, category: ps_classic_start}"
DEFENDER = "{product: windows, service: windefend}"

STARTED = (
    "\tNewEngineState=Available\n\tPreviousEngineState=None\n\n\tHostName=ConsoleHost\n"
    "\tHostApplication=powershell -c a=1\nsecond line\n\tEngineVersion=2.0\n\tRunspaceId=\n"
)


@pytest.mark.parametrize("user_data", [False, True])
def test_a_value_is_found_by_name_wherever_windows_put_it(user_data: bool) -> None:
    event = {"SubjectUserName": "eve", "Other": "x"}
    assert finds("SubjectUserName: eve", event, SECURITY, user_data=user_data)
    assert not finds("UserName: eve", event, SECURITY, user_data=user_data)


def test_a_field_name_is_not_a_part_of_another() -> None:
    assert not finds("User: a", {"ParentUser": "a"})


def test_case_does_not_matter_in_a_field_name() -> None:
    assert finds("commandline: a", {"CommandLine": "a"})


@pytest.mark.parametrize("name", ["Feature Name", "a.b", "it's", "it\u2019s", "a-b", "a$b", "é"])
def test_any_field_name_can_be_asked(name: str) -> None:
    detection = f'"{name}": a'
    assert finds(detection, {name: "a"})
    assert not finds(detection, {name: "b"})


@pytest.mark.parametrize("quote", "'\u2018\u2019\u201a\u201b")
def test_each_quote_that_ends_a_string_is_doubled(quote: str) -> None:
    assert quoted(f"a{quote}b") == f"'a{quote}{quote}b'"


@pytest.mark.parametrize(
    ("detection", "event"),
    [
        ("Provider_Name: Kernel", {"Provider_Name": "kernel"}),
        ("Computer|endswith: .lan", {"Computer": "a.lan"}),
        ("Level: 2", {"Level": 2}),
        ("Level: Error", {"Level": 2}),
        ("Keywords: '0x8010000000000000'", {"Keywords": "0x8010000000000000"}),
        ("Message|contains: hello", {"Message": "say Hello"}),
        ("Opcode: 0", {"Opcode": 0}),
    ],
)
def test_system_fields_come_from_the_record(detection: str, event: dict[str, object]) -> None:
    assert finds(detection, event, SYSTEM)
    assert not finds(detection, dict.fromkeys(event, "7"), SYSTEM)
    assert not finds(detection, {}, SYSTEM)


def test_a_value_of_the_event_goes_before_a_system_field_of_that_name() -> None:
    """Event 104 says in a value `Channel` which log was cleared."""
    detection = "{s: {EventID: 104}, f: {Channel: System}, condition: s and not f}"
    assert finds(detection, {"EventID": 104, "Channel": "Application"}, SYSTEM, user_data=True)
    assert not finds(detection, {"EventID": 104, "Channel": "System"}, SYSTEM, user_data=True)
    assert not finds(detection, {"EventID": 104}, SYSTEM)


def test_unnamed_values_are_called_data() -> None:
    event = {"Data": ["Available", "None", STARTED]}
    assert finds("Data|contains|all: ['HostName=ConsoleHost', EngineVersion=2]", event, CLASSIC)
    assert not finds("Data|contains: HostName=Server", event, CLASSIC)


def test_the_lines_of_a_classic_powershell_event_are_fields() -> None:
    event = {"Data": ["Available", "None", STARTED]}
    assert finds("EngineVersion: '2.0'", event, CLASSIC)
    assert finds("HostApplication|endswith: 'second line'", event, CLASSIC)
    assert finds("RunspaceId: ''", event, CLASSIC)
    assert not finds("HostName: Server", event, CLASSIC)


def test_defender_names_are_found_with_and_without_their_blanks() -> None:
    detection = "{ThreatName: a, Feature_Name: b, Path: c}"
    event = {"ThreatName": "A", "FeatureName": "B", "Path": "C"}
    assert finds(detection, event, DEFENDER, blanks=True)
    assert not finds(detection, {**event, "ThreatName": "x"}, DEFENDER, blanks=True)


def test_only_lines_that_are_needed_are_printed() -> None:
    plain = command("Image: a")
    for part in ("Message =", "$compare", "$within", "$refers", "CacheSize", "ContainsKey('"):
        assert part not in plain
    many = "".join(f"- {{F{n}: a, G{n}: b}}\n" for n in range(9))
    assert "CacheSize" in command(many)
