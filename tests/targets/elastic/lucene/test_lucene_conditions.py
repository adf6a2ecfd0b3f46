"""AND, OR, NOT, lists and keywords."""

from __future__ import annotations

from itertools import product

import pytest

from tests.targets.elastic.lucene.querying import agrees, query

THREE = "{a: {A: '1'}, b: {B: '1'}, c: {C: '1'}, condition: CONDITION}"
CONDITIONS = [
    "not a",
    "a or not b",
    "not a or not b",
    "not a and not b",
    "not (a or not b)",
    "not not a",
    "a and (b or not (c and not a))",
    "not (not a and not (b or c))",
    "a and b or c",
    "1 of * and not all of *",
    "(a or b) and not (c or not b)",
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_means_in_lucene_what_it_means_in_sigma(condition: str) -> None:
    detection = THREE.replace("CONDITION", condition)
    for values in product((None, "0", "1"), repeat=3):
        event = {name: value for name, value in zip("ABC", values, strict=True) if value}
        assert agrees(detection, event), (query(detection), event)


def test_a_not_beside_an_or_takes_from_all_events() -> None:
    detection = "{a: {A: 1}, b: {B: 1}, condition: a or not b}"
    assert query(detection) == "A:1 OR (*:* AND NOT B:1)"


def test_a_not_beside_an_and_needs_nothing_to_take_from() -> None:
    detection = "{a: {A: 1}, b: {B: 1}, condition: a and not b}"
    assert query(detection) == "A:1 AND NOT B:1"


def test_a_rule_that_only_excludes_takes_from_all_events() -> None:
    assert query("{a: {A: 1}, condition: not a}") == "*:* AND NOT A:1"


def test_values_of_one_field_stand_in_one_list() -> None:
    assert query("{A: [x, 2, y*]}") == 'A:("x" OR 2 OR y*)'


def test_a_list_with_null_in_it_is_about_the_missing_field_too() -> None:
    detection = "{A: [x, null]}"
    assert query(detection) == 'A:"x" OR (*:* AND NOT _exists_:A)'
    assert agrees(detection, {"B": "1"})
    assert agrees(detection, {"A": "y"})


def test_all_values_may_be_asked_for_at_once() -> None:
    assert query("{A|contains|all: [x, y]}") == "A:*x* AND A:*y*"
    assert agrees("{A|contains|all: [x, y]}", {"A": ["ax", "yb"]})


def test_a_field_with_several_values_matches_if_one_does() -> None:
    assert agrees("{A: x}", {"A": ["w", "X"]})
    assert agrees("{A: x}", {"A": ["w", "v"]})


def test_a_keyword_is_looked_for_inside_the_message() -> None:
    assert query("[kali, 7]") == "message.lower:*kali* OR message.lower:*7*"
    assert agrees("[kali]", {"_raw": "host KALI0 said"})
    assert agrees("[kali]", {"_raw": "host"})


def test_a_keyword_keeps_its_wildcards() -> None:
    assert query("['a*b']") == "message.lower:*a*b*"


def test_keywords_joined_by_all_must_all_be_there() -> None:
    assert query("{'|all': [x y, z]}") == "message.lower:*x\\ y* AND message.lower:*z*"


def test_a_query_does_not_depend_on_what_was_converted_before() -> None:
    first = query("{A|re: 'x.y'}")
    query("{a: {A: 1}, condition: not a}")
    assert query("{A|re: 'x.y'}") == first
