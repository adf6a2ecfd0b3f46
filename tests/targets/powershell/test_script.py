"""The form of a command, and what it asks Windows for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sigma.collection import SigmaCollection

from generator.targets.powershell.backend import PowerShellBackend
from prove.powershell.judge import Command
from prove.powershell.records import record_of
from tests.targets.powershell.examples import SECURITY, SYSMON, command, commands_for, finds, rule

POWERSHELL = "{product: windows, service: powershell}"


def head(text: str) -> str:
    """The Get-WinEvent part of a command."""
    return text.partition(" |\n")[0]


def test_the_whole_command_reads_well() -> None:
    assert command(
        """
        selection:
          ParentImage|endswith: '\\WmiPrvSE.exe'
        filter:
          - LogonId: '0x3e7'
          - User: NT AUTHORITY\\SYSTEM
        condition: selection and not filter
        """
    ) == (
        "Get-WinEvent -FilterHashtable"
        " @{ LogName = 'Microsoft-Windows-Sysmon/Operational'; Id = 1 } |\n"
        "  Where-Object {\n"
        "    $f = @{}\n"
        '    $leaves = \'/*/*[local-name()="EventData" or local-name()="UserData"]//*[not(*)]\'\n'
        "    foreach ($d in ([xml]($_.ToXml() -replace '[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F]', '?'))"
        ".SelectNodes($leaves)) {\n"
        "      $n = $d.GetAttribute('Name')\n"
        "      if (-not $n) { $n = $d.LocalName }\n"
        "      if (-not $f.ContainsKey($n)) { $f[$n] = @() }\n"
        "      $f[$n] += $d.InnerText\n"
        "    }\n"
        "    $has = {\n"
        "      param($name, $patterns, $options = 'IgnoreCase, CultureInvariant, Singleline')\n"
        "      foreach ($v in $f[$name]) {\n"
        "        if ([regex]::IsMatch($v, ($patterns -join '|'), $options)) { return $true }\n"
        "      }\n"
        "      $false\n"
        "    }\n"
        "    (& $has 'ParentImage' '\\\\WmiPrvSE\\.exe\\z') -and\n"
        "    -not (\n"
        "      (& $has 'LogonId' '\\A0x3e7\\z') -or\n"
        "      (& $has 'User' '\\ANT AUTHORITY\\\\SYSTEM\\z')\n"
        "    )\n"
        "  } |\n"
        "  Select-Object -Property 'TimeCreated', 'Id', 'RecordId', 'ProcessId', 'MachineName',"
        " 'Message'"
    )


PAGE = Path(__file__).resolve().parents[3] / "docs/targets/powershell.md"


def test_the_example_of_the_page_is_what_is_printed() -> None:
    detection = r"""
        selection: {ParentImage|endswith: '\WmiPrvSE.exe'}
        filter: [{LogonId: '0x3e7'}, {User: 'NT AUTHORITY\SYSTEM'}]
        condition: selection and not filter
        """
    assert f"```powershell\n{command(detection)}\n```" in PAGE.read_text("utf-8")


NAMES = ", ".join(f"'long name {number}\\nx'" for number in range(30))
LONG = f"{{s: {{Image|endswith: [{NAMES}]}}, t: {{User: a}}, condition: s or not t}}"


@pytest.mark.parametrize("detection", ["Image: a", LONG, "DestinationIp|cidr: 10.0.0.0/8"])
def test_it_can_be_pasted_line_by_line(detection: str) -> None:
    """Every line but the last leaves something open, none is empty, none holds a tab."""
    lines = command(detection).split("\n")
    assert "\t" not in "".join(lines)
    assert all(line.strip() for line in lines)
    depth = 0
    for line in lines[:-1]:
        bare = re.sub(r"'[^']*'", "", line)
        depth += sum(bare.count(char) for char in "({") - sum(bare.count(char) for char in ")}")
        assert depth > 0 or line.endswith("|")


def test_mixed_connections_have_parentheses() -> None:
    """`-and` and `-or` bind alike in PowerShell."""
    detection = "{a: {A: 1}, b: {B: 1}, c: {C: 1}, condition: a or b and c}"
    assert finds(detection, {"A": 1})
    assert not finds(detection, {"B": 1})
    assert finds(detection, {"B": 1, "C": 1})


def test_an_event_of_another_log_or_id_is_not_asked_for() -> None:
    query = Command(command("Image: a"))
    log = "Microsoft-Windows-Sysmon/Operational"
    assert query.hits([record_of({"EventID": 1, "Image": "a"}, log=log)])
    assert not query.hits([record_of({"EventID": 2, "Image": "a"}, log=log)])
    assert not query.hits([record_of({"EventID": 1, "Image": "a"}, log="Security")])


def test_several_channels_are_one_list() -> None:
    assert head(command("EventID: 4104", POWERSHELL)) == (
        "Get-WinEvent -FilterHashtable @{ LogName = 'Microsoft-Windows-PowerShell/Operational',"
        " 'PowerShellCore/Operational'; Id = 4104 }"
    )


def test_more_ids_than_windows_takes_are_split() -> None:
    text = command(f"EventID: {list(range(1, 51))}", SECURITY)
    assert [part.count(",") + 1 for part in re.findall(r"Id = ([0-9, ]+)", text)] == [20, 20, 10]
    assert Command(text).hits([record_of({"EventID": 45}, log="Security")])
    assert "Where-Object" not in text


@pytest.mark.parametrize(
    ("detection", "ids"),
    [
        ("{EventID: 4624, A: 1}", "4624"),
        ("{EventID: '4624', A: 1}", "4624"),
        ("[{EventID: 1, A: 1}, {EventID: 2, B: 1}]", "1, 2"),
        ("{s: {EventID: [1, 2]}, t: {EventID: [2, 3]}, condition: s and t}", "2"),
        ("[{EventID: 1, A: 1}, {B: 1}]", None),
        ("{s: {EventID: 1}, condition: not s}", None),
        ("EventID|gt: 4", None),
        ("EventID: '46*'", None),
        ("EventID: 70000", None),
        ("EventID|neq: 4", None),
    ],
)
def test_ids_are_asked_for_only_where_every_match_has_one(detection: str, ids: str | None) -> None:
    found = re.search(r"Id = ([0-9, ]+) }", head(command(detection, SECURITY)))
    assert (found[1] if found else None) == ids


def test_ids_that_tell_branches_apart_are_still_compared() -> None:
    detection = "[{EventID: 1, A: 1}, {EventID: 2, B: 1}]"
    assert finds(detection, {"EventID": 1, "A": 1}, SECURITY)
    assert not finds(detection, {"EventID": 1, "B": 1}, SECURITY)
    assert not finds("{s: {EventID: 1}, condition: not s}", {"EventID": 1}, SECURITY)


def test_an_id_that_the_category_does_not_have_matches_nothing() -> None:
    text = command("EventID: 4688")
    assert "Id = 1 }" in text
    assert not finds("EventID: 4688", {"EventID": 1})
    assert not finds("EventID: 4688", {"EventID": 4688})


def test_what_else_belongs_to_a_category_is_compared() -> None:
    delete = "{product: windows, category: registry_delete}"
    assert finds("TargetObject: a", {"TargetObject": "a", "EventType": "DeleteKey"}, delete)
    assert not finds("TargetObject: a", {"TargetObject": "a", "EventType": "CreateKey"}, delete)


def test_debug_and_analytic_logs_are_read_forwards() -> None:
    ldap = "{product: windows, service: ldap}"
    assert head(command("EventID: 30", ldap)).endswith(" -Oldest")
    assert "-Oldest" not in command("EventID: 30", SECURITY)


def test_each_condition_has_its_command() -> None:
    made = rule("{a: {A: 1}, b: {B: 1}, condition: [a, b]}")
    assert [("'A'" in text, "'B'" in text) for text in commands_for(made)] == [
        (True, False),
        (False, True),
    ]


def test_the_output_does_not_depend_on_what_came_before() -> None:
    backend = PowerShellBackend()
    texts = [backend.convert(SigmaCollection.from_dicts([rule("Image|re: a")])) for _ in range(3)]
    assert texts[0] == texts[1] == texts[2]


def test_a_timeframe_is_no_keyword() -> None:
    detection = "{a: {A: 1}, timeframe: 5m, condition: 1 of them}"
    assert command(detection, SYSMON) == command("{a: {A: 1}, condition: 1 of them}", SYSMON)
