"""Samples as they come: SigmaHQ's layout, nested Windows events, series, files of events."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.catalogue.samples import flattened
from generator.catalogue.samples.event_files import EventFileError, read_events
from generator.cli import main
from tests.support import RULE, Project

PLACE = "regression_data/rules/a"
LINKED = RULE + f"regression_tests_path: {PLACE}/info.yml\n"
INFO = f"""\
id: baeec889-f3aa-4a10-b913-71e94f741066
rule_metadata:
    - id: 5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11
      title: A program starts another one
regression_tests_info:
    - name: Positive Detection Test
      type: json
      provider: Microsoft-Windows-Sysmon
      match_count: 1
      path: {PLACE}/a.json
"""


def nested(parent: str, channel: str = "Microsoft-Windows-Sysmon/Operational") -> str:
    system = {
        "Provider": {"#attributes": {"Name": "Microsoft-Windows-Sysmon"}},
        "EventID": {"#attributes": {"Qualifiers": 0}, "#text": 1},
        "Channel": channel,
        "Computer": "WS-042",
    }
    data = {"ParentImage": parent}
    return json.dumps({"Event": {"System": system, "EventData": data}}, indent=2)


@pytest.fixture
def here(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(project.folder)
    return project.write(
        {
            "rules/a.yml": LINKED,
            f"{PLACE}/info.yml": INFO,
            f"{PLACE}/a.json": nested("C:\\parent.exe"),
        }
    )


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["test", *arguments])


def test_the_layout_of_sigmahq_is_read(here: Project) -> None:
    result = run()
    assert result.exit_code == 0, result.output
    assert "1 sample of 1 rule: all as expected" in result.output


def test_fewer_matches_than_counted_fail_and_more_do_not(here: Project) -> None:
    both = nested("C:\\parent.exe") + "\n" + nested("D:\\parent.exe") + "\n"
    here.write({f"{PLACE}/a.json": both})
    assert run().exit_code == 0
    here.write({f"{PLACE}/info.yml": INFO.replace("match_count: 1", "match_count: 3")})
    assert run().exit_code == 1


def test_a_match_count_of_0_allows_no_match(here: Project) -> None:
    here.write({f"{PLACE}/info.yml": INFO.replace("match_count: 1", "match_count: 0")})
    result = run()
    assert result.exit_code == 1
    assert "must not match, but does" in result.output


def test_an_event_of_another_log_does_not_match(here: Project) -> None:
    here.write({f"{PLACE}/a.json": nested("C:\\parent.exe", "Security")})
    result = run()
    assert result.exit_code == 1
    assert "of another log than the rule is about (Channel Security" in result.output


def test_a_rule_cannot_name_a_file_outside_of_the_folder_of_samples(here: Project) -> None:
    here.write({"secret.yml": INFO, "rules/a.yml": LINKED.replace(PLACE, f"{PLACE}/../../..")})
    result = run()
    assert result.exit_code == 1
    assert "missing-sample" in result.output


def test_broken_json_is_told_with_its_line_and_stops_nothing(here: Project) -> None:
    own = "rule: 5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11\nmatch: [{event: {ParentImage: 'a\\parent.exe'}}]\n"
    here.write({f"{PLACE}/a.json": '{\n  "Event": \n}', "regression_data/own.yml": own})
    result = run()
    assert result.exit_code == 1
    assert f"{PLACE}/a.json:3:1: error[unreadable-sample]" in result.output
    assert "1 sample of 1 rule: all as expected" in result.output


def test_without_the_package_evtx_the_json_file_beside_is_used(
    here: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "evtx", None)
    info = INFO.replace("type: json", "type: evtx").replace("a.json", "a.evtx")
    here.write({f"{PLACE}/info.yml": info, f"{PLACE}/a.evtx": "ElfFile\0"})
    assert run().exit_code == 0
    (here.folder / PLACE / "a.json").unlink()
    result = run()
    assert "a.evtx: warning[evtx-not-installed]" in result.output
    assert "detection-catalogue[evtx]" in result.output


def test_system_and_data_become_the_fields_of_sigma() -> None:
    assert flattened(json.loads(nested("C:\\p.exe"))) == {
        "Provider_Name": "Microsoft-Windows-Sysmon",
        "EventID": 1,
        "Channel": "Microsoft-Windows-Sysmon/Operational",
        "Computer": "WS-042",
        "ParentImage": "C:\\p.exe",
    }


def test_user_data_becomes_fields_too() -> None:
    user = {"LogFileCleared": {"#attributes": {"xmlns": "x"}, "SubjectUserName": "mlind"}}
    event = {"Event": {"System": {"EventID": 1102}, "UserData": user}}
    assert flattened(event) == {"EventID": 1102, "SubjectUserName": "mlind"}


def test_an_event_that_is_not_nested_stays_as_it_is() -> None:
    assert flattened({"user": {"name": "a"}}) == {"user": {"name": "a"}}


@pytest.mark.parametrize("text", ['{"a": 1}\n{"a": 2}', '[{"a": 1}, {"a": 2}]', '{"a":1}{"a":2}'])
def test_events_follow_one_another_or_stand_in_a_list(tmp_path: Path, text: str) -> None:
    file = tmp_path / "events.json"
    file.write_text(text, "utf-8")
    assert [event["a"] for event in read_events(file)] == [1, 2]


@pytest.mark.parametrize("text", ["", "7", "[1]", '{"a": 1', "[" * 100_000])
def test_what_holds_no_events_is_an_error_of_that_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "events.json"
    file.write_text(text, "utf-8")
    with pytest.raises(EventFileError):
        read_events(file)
