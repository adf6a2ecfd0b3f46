"""Rules of the RPC Firewall ask for what its events have: a channel, and values by place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from generator.catalogue.samples import flattened
from generator.content.model import Query
from generator.logic.evaluate import fires
from generator.targets.convert.guards import guarded
from generator.targets.convert.worker import Job, convert
from generator.targets.registry import preset

RULE: dict[str, Any] = {
    "title": "A task is registered from afar",
    "id": "8d0e7bb2-6a0e-4c55-9a0f-52f2c3a1a7d4",
    "logsource": {"product": "rpc_firewall", "category": "application"},
    "detection": {
        "call": {"EventLog": "RPCFW", "EventID": 3, "InterfaceUuid": "86d35949-0000"},
        "reading": {"OpNum": [0, 12]},
        "condition": "call and not reading",
    },
}
WINDOWS = {"Channel": "RPCFW", "EventID": 3, "InterfaceUuid": "86d35949-0000", "OpNum": 13}


def converted(target: str, rule: Mapping[str, Any] = RULE) -> Query:
    chosen = preset(target)
    assert chosen is not None
    return convert(Job(documents=(rule,), problem=None), chosen).query


WINLOGBEAT = (
    'winlog.channel:"RPCFW" AND winlog.event_id:3 AND winlog.event_data.param7:"86d35949-0000"'
    " AND NOT winlog.event_data.param8:(0 OR 12)"
)


@pytest.mark.parametrize(
    ("target", "query"),
    [
        ("es-qs", WINLOGBEAT),
        ("opensearch", WINLOGBEAT),
        ("elastic-ecs", WINLOGBEAT.replace("winlog.event_id", "event.code")),
        (
            "graylog",
            'winlogbeat_winlog_channel:"RPCFW" AND winlogbeat_winlog_event_id:3'
            ' AND winlogbeat_winlog_event_data_param7:"86d35949-0000"'
            " AND NOT winlogbeat_winlog_event_data_param8:(0 OR 12)",
        ),
        (
            "splunk",
            'source="WinEventLog:RPCFW" EventCode=3'
            ' InterfaceUuid="86d35949-0000" NOT OpNum IN (0, 12)',
        ),
        (
            "eql",
            'any where winlog.channel : "RPCFW" and ((event.code : "3"'
            ' and winlog.event_data.param7 : "86d35949-0000")'
            ' and (not (winlog.event_data.param8 : "0" or winlog.event_data.param8 : "12")))',
        ),
        (
            "victorialogs",
            'winlog.channel:~"(?i)^RPCFW$" AND winlog.event_id:="3"'
            ' AND winlog.event_data.param7:~"(?i)^86d35949-0000$"'
            ' AND NOT (winlog.event_data.param8:="0" OR winlog.event_data.param8:="12")',
        ),
        (
            "sqlite",
            "SELECT * FROM logs WHERE Channel = 'RPCFW' AND ((EventID = 3"
            " AND InterfaceUuid = '86d35949-0000') AND (NOT COALESCE(OpNum IN (0, 12), 0)))",
        ),
    ],
)
def test_a_query_asks_for_the_channel_and_for_values_by_their_place(
    target: str, query: str
) -> None:
    assert converted(target).text == query


def test_a_watch_looks_into_the_indices_of_winlogbeat() -> None:
    text = converted("xpack-watcher").text or ""
    assert '"winlogbeat-*"' in text
    assert WINLOGBEAT.replace('"', '\\"') in text


def test_a_command_reads_the_log_and_takes_values_by_their_place() -> None:
    text = converted("powershell").text or ""
    assert text.startswith("Get-WinEvent -FilterHashtable @{ LogName = 'RPCFW'; Id = 3 }")
    assert "if ($f['Data'].Count -ge 7) { $f['InterfaceUuid'] = @($f['Data'][6]) }" in text
    assert "if ($f['Data'].Count -ge 8) { $f['OpNum'] = @($f['Data'][7]) }" in text
    assert "'Channel'" not in text


def test_grep_looks_for_the_channel() -> None:
    text = converted("grep").text or ""
    assert "Channel" in text
    assert "EventLog" not in text


def test_logpoint_refuses_a_value_that_it_has_no_field_for() -> None:
    reason = converted("logpoint").reason or ""
    assert "values without names, of which `InterfaceUuid` is number 7" in reason


def test_logpoint_asks_for_the_channel_alone() -> None:
    detection = {"call": {"EventLog": "RPCFW", "EventID": 3}, "condition": "call"}
    query = converted("logpoint", {**RULE, "detection": detection})
    assert query.text == 'channel="RPCFW" event_id=3'


@pytest.mark.parametrize(
    "target", ["azure-monitor", "defender-xdr", "sentinel-asim", "crowdstrike-falcon"]
)
def test_products_without_that_log_refuse_the_rule(target: str) -> None:
    assert "has no events of this log source" in (converted(target).reason or "")


def test_a_query_says_what_it_calls_the_field_that_the_rule_names() -> None:
    assert converted("es-qs").names["EventLog"] == ("winlog.channel",)
    assert converted("sqlite").names["EventLog"] == ("Channel",)


def test_a_log_that_is_denied_is_still_asked_about() -> None:
    detection = {
        "call": {"EventID": 3},
        "other": {"EventLog": "RPCFW"},
        "condition": "call and not other",
    }
    query = converted("es-qs", {**RULE, "detection": detection})
    assert query.text == (
        'winlog.channel:"RPCFW" AND winlog.event_id:3 AND NOT winlog.channel:"RPCFW"'
    )


def test_a_log_that_is_one_of_two_ways_is_still_asked_about() -> None:
    detection = {"call": [{"EventLog": "RPCFW"}, {"EventID": 3}], "condition": "call"}
    query = converted("es-qs", {**RULE, "detection": detection})
    assert query.text == (
        'winlog.channel:"RPCFW" AND (winlog.channel:"RPCFW" OR winlog.event_id:3)'
    )


def test_a_filter_is_about_the_channel_as_well() -> None:
    narrowing = {
        "logsource": RULE["logsource"],
        "filter": {"rules": ["a"], "known": {"EventLog|contains": "RPC"}, "condition": "not known"},
    }
    assert guarded(narrowing)["filter"] == {
        "rules": ["a"],
        "known": {"Channel|contains": "RPC"},
        "condition": "not known",
    }


def test_fields_that_are_listed_or_referred_to_have_the_names_of_the_events() -> None:
    detection = {"call": [{"Computer|fieldref": "EventLog"}], "condition": "call"}
    named = guarded({**RULE, "fields": ["EventLog", "OpNum"], "detection": detection})
    assert named["fields"] == ["Channel", "OpNum"]
    assert named["detection"]["call"] == [{"Computer|fieldref": "Channel"}]


def test_another_log_source_keeps_a_field_of_that_name() -> None:
    rule = {**RULE, "logsource": {"product": "windows", "service": "application"}}
    assert guarded(rule)["detection"] == RULE["detection"]


def test_a_rule_fires_by_the_channel_of_an_event() -> None:
    assert fires(RULE, WINDOWS)
    assert not fires(RULE, {**WINDOWS, "Channel": "Application"})
    raw = {("EventLog" if name == "Channel" else name): value for name, value in WINDOWS.items()}
    assert not fires(RULE, raw)


def test_a_sample_event_has_its_values_by_place() -> None:
    data = ["NdrServerCallAll", "1480", "a.exe", "ncacn_ip_tcp", "49668", "192.0.2.7"]
    data += ["86d35949-0000", "13", "LAB\\ann", "x", "y"]
    event = {"Event": {"System": {"Channel": "RPCFW", "EventID": 3}, "EventData": {"Data": data}}}
    fields = flattened(event)
    assert (fields["InterfaceUuid"], fields["OpNum"]) == ("86d35949-0000", "13")
    assert fires(RULE, fields)
    assert "InterfaceUuid" not in flattened(
        {"System": {"Channel": "Application", "EventID": 3}, "EventData": {"Data": data}}
    )
