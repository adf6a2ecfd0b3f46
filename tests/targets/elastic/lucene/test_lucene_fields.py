"""What the fields are called: winlogbeat's names, Graylog's, and the scope of a rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sigma.collection import SigmaCollection
from sigma.processing.pipeline import ProcessingPipeline

from generator.targets.elastic.lucene.backend import LuceneQueryBackend
from generator.targets.shared.scope import scope_pipeline
from tests.targets.elastic.lucene.querying import agrees, finds, query, rule

DOCS = Path(__file__).resolve().parents[4] / "docs" / "targets"
PROCESS = "product: windows, category: process_creation"


def test_a_windows_rule_is_scoped_to_its_channel_and_event_ids() -> None:
    assert query("{Image: x}", PROCESS) == (
        'winlog.channel:"Microsoft-Windows-Sysmon/Operational" AND winlog.event_id:1'
        ' AND winlog.event_data.Image:"x"'
    )
    assert not finds("{Image: x}", {"Image": "x", "EventID": 4688}, PROCESS)


def test_every_field_of_a_windows_rule_is_named_as_winlogbeat_names_it() -> None:
    written = query("{LogonId: '0x3e7', Provider_Name: p, Computer: c}", PROCESS)
    assert 'winlog.event_data.LogonId:"0x3e7"' in written
    assert 'winlog.provider_name:"p"' in written
    assert 'winlog.computer_name:"c"' in written


def test_data_without_a_name_is_looked_for_in_all_of_winlogbeats_parameters() -> None:
    detection, source = "{Data|contains: x}", "product: windows, service: application"
    assert r"winlog.event_data.param\*:*x*" in query(detection, source)
    assert agrees(detection, {"Data": ["a", "bxb"]}, source)
    assert agrees("{Data: null}", {"Data": ["a"]}, source)


def test_user_data_is_not_event_data() -> None:
    written = query("{User: x}", "product: windows, service: terminalservices-localsessionmanager")
    assert 'winlog.user_data.User:"x"' in written


def test_the_message_is_a_field_of_its_own() -> None:
    written = query("{Message|contains: x}", "product: windows, service: system")
    assert written.endswith(" AND message.lower:*x*")
    assert "message.cased:" in query("{Message|re: x}", "product: windows, service: system")


def test_a_level_is_asked_for_by_the_name_that_winlogbeat_writes() -> None:
    detection, source = "{Level: 2}", "product: windows, service: system"
    assert 'log.level:"error"' in query(detection, source)
    assert agrees(detection, {"Level": 2}, source)


def test_audit_keywords_are_asked_for_by_name() -> None:
    written = query("{Keywords: '0x8010000000000000'}", "product: windows, service: security")
    assert 'winlog.keywords:"Audit Failure"' in written


def test_the_channel_of_a_cleared_log_is_not_the_channel_of_the_event() -> None:
    written = query("{Channel: [Security, System]}", "product: windows, service: system")
    assert written == (
        'winlog.channel:"System" AND winlog.user_data.Channel:("Security" OR "System")'
    )


def test_a_rule_of_another_system_keeps_its_field_names() -> None:
    assert query("{userIdentity.arn: x}", "product: aws") == 'userIdentity.arn:"x"'


def test_the_example_pipeline_of_the_documentation_takes_the_place_of_ours() -> None:
    text = (DOCS / "es-qs.md").read_text("utf-8")
    example = text.split("```yaml\n", 1)[1].split("```", 1)[0]
    pipeline = scope_pipeline() + ProcessingPipeline.from_yaml(example)
    made = LuceneQueryBackend(pipeline).convert(
        SigmaCollection.from_dicts([rule("{Image: x, EventID: 4}", PROCESS)])
    )
    assert made == [
        'winlog.channel:"Microsoft-Windows-Sysmon/Operational" AND event.code:1'
        ' AND process.executable:"x" AND event.code:4'
    ]


def dynamic_string(template: dict[str, Any], normalizer: str) -> None:
    """Checks that strings are keywords in lower case, with a sub-field that keeps the case."""
    mapping = next(
        inner["mapping"]
        for outer in template["mappings"]["dynamic_templates"]
        for inner in outer.values()
        if inner["match_mapping_type"] == "string" and inner.get("match", "*") == "*"
    )
    assert (mapping["type"], mapping["normalizer"]) == ("keyword", normalizer)
    cased = mapping["fields"]["cased"]
    assert cased["type"] == "keyword"
    assert "normalizer" not in cased
    # Lucene's longest term is 32,766 bytes, and a character takes up to four.
    assert mapping["ignore_above"] * 4 <= 32_766
    filters = template["settings"]["analysis"]["normalizer"][normalizer]["filter"]
    assert filters == ["lowercase"]


def test_the_mapping_that_ships_is_the_one_that_the_queries_assume() -> None:
    shipped = json.loads((DOCS / "elasticsearch-component-template.json").read_text("utf-8"))
    dynamic_string(shipped["template"], "sigma_lowercase")
    message = shipped["template"]["mappings"]["properties"]["message"]["fields"]
    assert message["lower"]["normalizer"] == "sigma_lowercase"
    assert "normalizer" not in message["cased"]
    index = json.loads((DOCS / "elasticsearch-index-template.json").read_text("utf-8"))
    assert index["composed_of"] == ["sigma-lowercase"]
    assert index["index_patterns"] == ["winlogbeat-*"]


def test_the_mapping_for_graylog_is_alike() -> None:
    shipped = json.loads((DOCS / "graylog-index-template.json").read_text("utf-8"))
    dynamic_string(shipped, "sigma_lowercase")
    assert shipped["mappings"]["properties"]["message"]["fields"]["lower"]
