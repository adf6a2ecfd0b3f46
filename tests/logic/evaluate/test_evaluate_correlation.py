"""Correlations over a series of events with times."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from generator.logic.evaluate import EvaluationError
from generator.logic.evaluate.correlation import correlate

FAILED = {"name": "failed", "detection": {"s": {"id": 1}, "condition": "s"}}
WORKED = {"name": "worked", "detection": {"s": {"id": 2}, "condition": "s"}}
RULES: dict[str, dict[str, Any]] = {"failed": FAILED, "worked": WORKED}
START = 1_795_513_200


def at(seconds: int, identifier: int = 1, **fields: Any) -> dict[str, Any]:
    return {"time": START + seconds, "id": identifier, "user": "a", **fields}


def hits(text: str, *events: dict[str, Any]) -> int:
    rule = {"correlation": yaml.safe_load(text)}
    return len(correlate(rule, RULES, events).hits)


COUNT = "{type: event_count, rules: [failed], group-by: [user], timespan: 1m, condition: {gte: 3}}"


def test_enough_events_within_the_timespan_fire() -> None:
    assert hits(COUNT, at(0), at(30), at(60)) == 1
    assert hits(COUNT, at(0), at(30), at(61)) == 0


def test_the_window_slides_and_knows_no_boundaries() -> None:
    assert hits(COUNT, at(0), at(50), at(70), at(100)) == 1


def test_the_order_in_which_events_are_given_is_of_no_matter() -> None:
    assert hits(COUNT, at(60), at(0), at(30)) == 1


def test_groups_are_counted_apart_and_an_event_without_the_field_in_none() -> None:
    assert hits(COUNT, at(0), at(1), at(2, user="b")) == 0
    assert hits(COUNT, at(0), at(1), at(2, user=None)) == 0


def test_events_on_which_the_rule_does_not_fire_are_not_counted() -> None:
    assert hits(COUNT, at(0), at(1), at(2, 2)) == 0


def test_events_of_a_hit_are_not_counted_again() -> None:
    assert hits(COUNT, *(at(second) for second in range(7))) == 2


@pytest.mark.parametrize(
    ("condition", "fires"),
    [("gt: 2", True), ("gt: 3", False), ("lt: 4", True), ("lte: 2", False), ("eq: 3", True)],
)
def test_each_comparison_of_three_events(condition: str, fires: bool) -> None:
    text = COUNT.replace("gte: 3", condition)
    assert bool(hits(text, at(0), at(1), at(2))) is fires


def test_values_are_counted_once_each() -> None:
    text = COUNT.replace("event_count", "value_count").replace("gte: 3", "gte: 2, field: host")
    assert hits(text, at(0, host="x"), at(1, host="x"), at(2)) == 0
    assert hits(text, at(0, host="x"), at(1, host="y")) == 1


TEMPORAL = "{type: temporal, rules: [worked, failed], group-by: [user], timespan: 1m}"


def test_temporal_needs_every_rule_in_whatever_order() -> None:
    assert hits(TEMPORAL, at(0), at(60, 2)) == 1
    assert hits(TEMPORAL, at(0), at(61, 2)) == 0
    assert hits(TEMPORAL, at(0), at(1)) == 0


def test_temporal_ordered_needs_the_order_of_the_rules() -> None:
    ordered = TEMPORAL.replace("temporal", "temporal_ordered").replace(
        "worked, failed", "failed, worked"
    )
    assert hits(ordered, at(0), at(5), at(9, 2)) == 1
    assert hits(ordered, at(0, 2), at(9)) == 0


def test_an_alias_is_another_field_in_each_rule() -> None:
    text = """
    type: temporal
    rules: [failed, worked]
    group-by: [address]
    timespan: 1m
    aliases: {address: {failed: source, worked: destination}}
    """
    assert hits(text, at(0, source="x"), at(1, 2, destination="x")) == 1
    assert hits(text, at(0, source="x"), at(1, 2, source="x")) == 0


def test_a_correlation_can_count_another_one() -> None:
    many = {"name": "many", "correlation": yaml.safe_load(COUNT)}
    text = "{type: temporal_ordered, rules: [many, worked], group-by: [user], timespan: 1h}"
    rule = {"correlation": yaml.safe_load(text)}
    series = [at(0), at(1), at(2), at(90, 2)]
    assert len(correlate(rule, {**RULES, "many": many}, series).hits) == 1
    assert len(correlate(rule, {**RULES, "many": many}, series[1:]).hits) == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (COUNT.replace("event_count", "value_sum"), "'value_sum' are not evaluated"),
        (COUNT.replace("event_count", "value_percentile"), "'value_percentile' are not evaluated"),
        (COUNT.replace("[failed]", "[absent]"), "'absent', which is no rule here"),
        (COUNT.replace("1m", "soon"), "timespan 'soon'"),
        (COUNT.replace("condition: {gte: 3}", "condition: {}"), "needs a condition"),
        (TEMPORAL[:-1] + ", condition: worked and not failed}", "`not`"),
    ],
)
def test_what_is_not_evaluated_is_refused_by_name(text: str, said: str) -> None:
    with pytest.raises(EvaluationError, match=said):
        hits(text, at(0))


def test_an_event_without_a_time_is_refused() -> None:
    with pytest.raises(EvaluationError, match="has no time"):
        hits(COUNT, {"id": 1, "user": "a"})
