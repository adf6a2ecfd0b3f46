"""Whether a rule can match without some fields, judged by whether it fires."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from generator.catalogue.coverage.matching import can_match
from generator.logic.evaluate import fires
from tests.catalogue.coverage.world import catalogue, rule

FIELDS = ("A", "B", "C")
ITEMS = (
    {"A": "x"},
    {"B": ["x", None]},
    {"C": None},
    {"A|exists": False},
    {"B|exists": True},
    {"A|neq": "x"},
    {"C|neq": None},
    {"A|contains|all": ["x", "y"]},
    {"B|fieldref": "C"},
    {"A": "x", "B": "y"},
    [{"A": "x"}, {"C": "y"}],
)
CONDITIONS = (
    "one",
    "not one",
    "one and two",
    "one or two",
    "one and not two",
    "not (one or two)",
    "1 of them",
    "all of them",
    "not 1 of them",
    "not all of them",
)
VALUES = (None, "x", "y", "xy")


def made(detection: dict[str, Any]) -> Any:
    linked = catalogue({"rules": [rule("R", detection)]})
    return linked.rules[0]


@settings(max_examples=300, deadline=None)
@given(
    some.sampled_from(ITEMS),
    some.sampled_from(ITEMS),
    some.sampled_from(CONDITIONS),
    some.sets(some.sampled_from(FIELDS), min_size=1),
)
def test_a_rule_that_cannot_match_fires_on_no_event_without_the_fields(
    one: Any, two: Any, condition: str, missing: set[str]
) -> None:
    found = made({"one": one, "two": two, "condition": condition})
    there = [field for field in FIELDS if field not in missing]
    events = (
        {field: value for field, value in zip(there, values, strict=True) if value is not None}
        for values in product(VALUES, repeat=len(there))
    )
    if not can_match(found, None, missing):
        assert not any(fires(found.document, event) for event in events)


@pytest.mark.parametrize(
    ("one", "condition", "matches"),
    [
        ({"A": "x"}, "one", False),
        ({"A": "x"}, "not one", True),
        ({"A": None}, "one", True),
        ({"A": None}, "not one", False),
        ({"A|exists": False}, "one", True),
        ({"A|exists": True}, "one", False),
        ({"A|neq": "x"}, "one", True),
        ({"B|fieldref": "A"}, "one", False),
        ({"A|re": ".*"}, "one", False),
        ({"A": "x", "B": "y"}, "one", False),
        ([{"A": "x"}, {"B": "y"}], "one", True),
        (["keyword"], "one", True),
    ],
)
def test_a_field_that_is_missing_equals_nothing(one: Any, condition: str, matches: bool) -> None:
    assert can_match(made({"one": one, "condition": condition}), None, {"A"}) is matches


@pytest.mark.parametrize(("event", "matches"), [(1, False), (2, True), (None, True)])
def test_what_is_said_of_other_events_does_not_count(event: int | None, matches: bool) -> None:
    body = {"first": {"EventID": 1, "A": "x"}, "second": {"EventID": 2, "B": "x"}}
    assert can_match(made({**body, "condition": "1 of them"}), event, {"A"}) is matches
