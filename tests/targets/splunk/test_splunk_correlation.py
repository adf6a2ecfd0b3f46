"""Correlation rules: a window that slides, run by the judge over events in time."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from sigma.collection import SigmaCollection
from sigma.exceptions import SigmaError

from generator.targets.splunk.backend import SplunkSearchBackend, splunk_pipeline
from prove.splunk.judge import SplQuery

RULES = """
title: A
name: a
logsource: {category: test}
detection: {sel: {Kind: a}, condition: sel}
---
title: B
name: b
logsource: {category: test}
detection: {sel: {Kind|re: '^b$'}, condition: sel}
"""


def correlation(**parts: Any) -> str:
    documents = list(yaml.safe_load_all(RULES))
    given = {"rules": ["a"], "group-by": ["User"], "timespan": "10m", **parts}
    documents.append({"title": "C", "correlation": given})
    backend = SplunkSearchBackend(splunk_pipeline())
    return str(backend.convert(SigmaCollection.from_dicts(documents))[-1])


def times(query: str, *events: tuple[int, dict[str, Any]]) -> list[int]:
    """When a query's results happened; events are given in the order in which Splunk has them."""
    rows = [{"_time": time, "User": "u", **fields} for time, fields in reversed(events)]
    return [row["_time"] for row in SplQuery(query).run(rows)]


def test_events_are_counted_in_a_window_that_slides() -> None:
    query = correlation(type="event_count", condition={"gte": 3})
    assert query == (
        'Kind="a"\n'
        "| sort 0 _time\n"
        "| streamstats time_window=10m count as event_count by User\n"
        "| search event_count >= 3"
    )
    a = {"Kind": "a"}
    # The published back end's bins end at 600 and 1200, and none of them has three events.
    assert times(query, (500, a), (590, a), (610, a)) == [610]
    assert times(query, (0, a), (590, a), (610, a)) == []
    assert times(query, (500, a), (590, a), (610, {**a, "User": "v"})) == []


def test_different_values_are_counted() -> None:
    query = correlation(type="value_count", condition={"gte": 2, "field": "Host Name"})
    assert 'dc("Host Name") as value_count by User' in query
    first, second = {"Kind": "a", "Host Name": "x"}, {"Kind": "a", "Host Name": "y"}
    assert times(query, (1, first), (2, first)) == []
    assert times(query, (1, first), (2, second)) == [2]


def test_values_are_summed() -> None:
    query = correlation(type="value_sum", condition={"gt": 9, "field": "Size"})
    assert times(query, (1, {"Kind": "a", "Size": 5}), (2, {"Kind": "a", "Size": 5})) == [2]


def test_different_rules_must_fire_within_the_span() -> None:
    query = correlation(type="temporal", rules=["a", "b"])
    a, b = {"Kind": "a"}, {"Kind": "b"}
    assert times(query, (1, b), (2, a)) == [2]
    assert times(query, (1, a), (2, a), (900, b)) == []


def test_an_alias_renames_the_field_of_each_rule() -> None:
    query = correlation(
        type="temporal",
        rules=["a", "b"],
        **{"group-by": ["who"]},
        aliases={"who": {"a": "User", "b": "Account"}},
    )
    assert times(query, (1, {"Kind": "a"}), (2, {"Kind": "b", "User": None, "Account": "u"})) == [2]


def test_an_alias_also_renames_in_a_correlation_of_one_rule() -> None:
    query = correlation(
        type="event_count",
        condition={"gte": 1},
        **{"group-by": ["who"]},
        aliases={"who": {"a": "User"}},
    )
    assert " | rename User as who\n" in query
    assert times(query, (1, {"Kind": "a"})) == [1]


def test_a_unit_that_streamstats_does_not_know_is_written_in_seconds() -> None:
    query = correlation(type="event_count", condition={"gte": 3}, timespan="1w")
    assert "time_window=604800s" in query


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"type": "event_count", "condition": {"lt": 3}}, "'lt' is not supported"),
        ({"type": "event_count", "condition": {"eq": 3}}, "'eq' is not supported"),
        ({"type": "temporal_ordered", "rules": ["a", "b"]}, "temporal_ordered is not supported"),
        ({"type": "temporal", "rules": ["a", "b"], "condition": "a and not b"}, "`not` in the"),
    ],
)
def test_what_looking_back_cannot_tell_is_refused(parts: dict[str, Any], reason: str) -> None:
    with pytest.raises(SigmaError, match=reason):
        correlation(**parts)
