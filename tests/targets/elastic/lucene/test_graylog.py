"""Graylog: its field names, and what its storing of values leaves no query for."""

from __future__ import annotations

import pytest
from sigma.exceptions import SigmaFeatureNotSupportedByBackendError

from generator.targets.elastic.graylog import GraylogBackend
from tests.targets.elastic.lucene.querying import agrees, finds, query

PROCESS = "product: windows, category: process_creation"


def test_fields_are_those_of_the_beats_input_with_its_prefix() -> None:
    assert query("{Image: x}", PROCESS, "graylog") == (
        'winlogbeat_winlog_channel:"Microsoft-Windows-Sysmon/Operational"'
        ' AND winlogbeat_winlog_event_id:1 AND winlogbeat_winlog_event_data_Image:"x"'
    )


def test_there_are_no_keyword_sub_fields() -> None:
    assert ".keyword" not in query("{Image|endswith: x, User: y}", PROCESS, "graylog")


def test_dots_in_the_names_of_other_systems_become_underscores() -> None:
    assert query("{userIdentity.arn: x}", "product: aws", "graylog") == 'userIdentity_arn:"x"'


def test_the_message_keeps_its_name() -> None:
    written = query("{Message|contains: x}", "product: windows, service: system", "graylog")
    assert written.endswith(" AND message.lower:*x*")


def test_data_user_data_and_levels_are_named_as_winlogbeat_names_them() -> None:
    source = "product: windows, service: application"
    assert agrees("{Data: x, Level: 2}", {"Data": ["y", "x"], "Level": 2}, source)
    written = query("{Query: x}", "product: windows, service: wmi", "graylog")
    assert 'winlogbeat_winlog_user_data_Query:"x"' in written


def test_the_assumption_names_the_setting_for_leading_wildcards() -> None:
    assert "allow_leading_wildcard_searches = true" in GraylogBackend.assumption


@pytest.mark.parametrize("detection", ["{A: ''}", "{A: ['', x]}"])
def test_an_empty_value_is_refused_for_graylog_does_not_store_one(detection: str) -> None:
    with pytest.raises(SigmaFeatureNotSupportedByBackendError, match="does not store a field"):
        query(detection, target="graylog")


def test_an_empty_value_is_no_matter_where_a_missing_field_will_do() -> None:
    written = query("{A: [null, '']}", target="graylog")
    assert written == '(*:* AND NOT _exists_:A) OR A:""'
    assert finds("{A: [null, '']}", {"A": ""}, target="graylog")


def test_behind_a_not_an_empty_value_excludes_nothing() -> None:
    detection = "{a: {A: x}, b: {B: ''}, condition: a and not b}"
    assert query(detection, target="graylog") == 'A:"x" AND NOT B:""'


@pytest.mark.parametrize("detection", ["{A|endswith: 'x '}", "{A: ' x'}", "{A|cased: 'x '}"])
def test_a_blank_at_an_end_is_refused_for_graylog_cuts_it_off(detection: str) -> None:
    with pytest.raises(SigmaFeatureNotSupportedByBackendError, match="blank at an end of A"):
        query(detection, target="graylog")


def test_a_blank_beside_a_wildcard_is_none_at_an_end() -> None:
    assert query("{A|contains: ' x '}", target="graylog") == r"A:*\ x\ *"


def test_elasticsearch_stores_both_and_refuses_neither() -> None:
    assert query("{A: ['', 'x ']}") == 'A:("" OR "x ")'
