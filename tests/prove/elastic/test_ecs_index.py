"""What becomes of a Windows event on its way through winlogbeat, and the copies that we ask for."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from generator.targets.elastic import ecs as names
from prove.elastic.ecs_index import COPIED, ecs
from tests.support import REPOSITORY

SYSMON = "Microsoft-Windows-Sysmon/Operational"


def stored(channel: str, code: int, **fields: Any) -> dict[str, list[str]]:
    rule = {"logsource": {"product": "windows"}, "detection": {"sel": {}, "condition": "sel"}}
    found = ecs(rule, {"Channel": channel, "EventID": code, **fields})
    return {n: v for n, v in found.items() if not n.endswith((".cased", ".lower"))}


def test_a_moved_field_is_no_longer_where_it_was() -> None:
    found = stored(SYSMON, 1, Image="C:\\a.exe")
    assert found["process.executable"] == ["C:\\a.exe"]
    assert "winlog.event_data.Image" not in found
    assert found["event.code"] == ["1"]


def test_an_account_is_taken_apart_and_kept_whole_in_the_copy() -> None:
    found = stored(SYSMON, 1, User="CORP\\adm")
    assert (found["user.domain"], found["user.name"]) == (["CORP"], ["adm"])
    assert found["sigma.User"] == ["CORP\\adm"]
    assert "winlog.event_data.User" not in found


@pytest.mark.parametrize("empty", ["", "-"])
def test_an_empty_value_is_dropped(empty: str) -> None:
    found = stored(SYSMON, 1, CommandLine=empty, Company=empty)
    assert not {"process.command_line", "winlog.event_data.Company"} & set(found)


def test_a_loaded_image_is_a_file() -> None:
    assert stored(SYSMON, 7, OriginalFileName="a")["file.pe.original_file_name"] == ["a"]
    assert stored(SYSMON, 1, OriginalFileName="a")["process.pe.original_file_name"] == ["a"]


def test_the_security_log_moves_a_process_for_some_events_only() -> None:
    assert "winlog.event_data.ProcessName" not in stored("Security", 4624, ProcessName="a")
    assert "winlog.event_data.ProcessName" in stored("Security", 4663, ProcessName="a")
    for code in (4624, 4663):
        assert stored("Security", code, ProcessName="a")["sigma.ProcessName"] == ["a"]


def test_another_log_keeps_what_it_has() -> None:
    assert stored("System", 7045, ServiceName="a")["winlog.event_data.ServiceName"] == ["a"]


def test_the_file_for_winlogbeat_copies_what_queries_ask_for() -> None:
    text = (REPOSITORY / "docs/targets/winlogbeat-ecs.yml").read_text("utf-8")
    (processor,) = yaml.safe_load(text)["processors"]
    fields = processor["copy_fields"]["fields"]
    copied = {field["from"].removeprefix("winlog.event_data.") for field in fields}
    assert all(f["to"] == names.COPIES + f["from"].rpartition(".")[2] for f in fields)
    asked = {
        *names.SYSMON_COPIES,
        *names.OPERATIONAL_COPIES,
        *names.CLASSIC_COPIES,
        *names.SECURITY_COPIES,
    }
    assert copied == asked == COPIED
