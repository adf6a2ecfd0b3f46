"""What the evaluator takes as the meaning of selections, conditions and plain values."""

from __future__ import annotations

from typing import Any

import pytest
from evaluated_rules import rule, selecting

from generator.logic.evaluate import EvaluationError, fires


def test_all_fields_of_a_map_must_match() -> None:
    both = selecting(Image="a.exe", User="root")
    assert fires(both, {"Image": "a.exe", "User": "root"})
    assert not fires(both, {"Image": "a.exe", "User": "guest"})


def test_one_map_of_a_list_is_enough() -> None:
    either = rule("{s: [{Image: a.exe}, {User: root}], condition: s}")
    assert fires(either, {"User": "root"})


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("a", True),
        ("not a", False),
        ("a and b", False),
        ("a or b and b", True),
        ("(a or b) and b", False),
        ("1 of *", True),
        ("all of *", False),
        ("all of them", False),
        ("any of them", True),
        ("not 1 of b*", True),
        ("a and notable", True),
        (["b", "a"], True),
        (["b", "b and a"], False),
    ],
)
def test_a_condition_is_read_by_precedence(condition: Any, expected: bool) -> None:
    detection = {"a": {"f": "1"}, "b": {"f": "2"}, "notable": {"f": "1"}, "_c": {"f": "3"}}
    assert fires({"detection": {**detection, "condition": condition}}, {"f": "1"}) is expected


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("whoami", "WhoAmI", True),
        ("ÄRGER", "ärger", True),
        ("who*", "who", True),
        ("who*", "who\nami", True),
        ("who?mi", "whoami", True),
        ("who?mi", "whomi", False),
        (r"a\*b", "a*b", True),
        (r"a\*b", "axb", False),
        (r"a\\*b", r"a\xb", True),
        (r"a\\*b", "axb", False),
        (r"a\\\*b", r"a\*b", True),
        (r"a\b", r"a\b", True),
        (r"a\\b", r"a\b", True),
        (r"\\\\host", r"\\host", True),
        ("*a*b*", "b a", False),
        ("*aab", "aaaab", True),
        ("a.c", "abc", False),
        ("", "", True),
        ("", " ", False),
        ("*", "", True),
    ],
)
def test_a_string_is_compared_without_case_and_with_wildcards(
    value: str, text: str, expected: bool
) -> None:
    assert fires(selecting(f=value), {"f": text}) is expected


def test_many_wildcards_on_a_long_text_take_no_time() -> None:
    assert not fires(selecting(f="*a*a*a*a*a*a*a*a*b"), {"f": "a" * 20_000})


@pytest.mark.parametrize("event", [{}, {"f": None}, {"f": []}, {"f": [None]}])
def test_a_missing_and_a_null_field_equal_no_value(event: dict[str, Any]) -> None:
    assert not fires(selecting(f=""), event)
    assert not fires(selecting(f="*"), event)
    assert fires(selecting(f=None), event)
    assert fires(rule("{s: {f: x}, condition: not s}"), event)


@pytest.mark.parametrize("value", ["", "x", 0, False, ["x", None]])
def test_null_is_not_equal_to_a_value(value: Any) -> None:
    assert not fires(selecting(f=None), {"f": value})


@pytest.mark.parametrize(
    ("value", "found", "expected"),
    [
        (4624, 4624, True),
        (4624, "4624", True),
        ("4624", 4624, True),
        (4624, 46240, False),
        (4624, "04624", False),
        (1, 1.0, True),
        (1, True, False),
        (True, True, True),
        (True, "TRUE", True),
        ("true", True, True),
        (True, 1, False),
        (1.5, "1.5", True),
    ],
)
def test_a_number_equals_its_string_form(value: Any, found: Any, expected: bool) -> None:
    assert fires(selecting(f=value), {"f": found}) is expected


def test_one_value_of_a_field_with_several_is_enough() -> None:
    assert fires(selecting(f="b"), {"f": ["a", "b"]})
    assert fires(selecting(**{"f|contains|all": ["a", "b"]}), {"f": ["a", "b"]})


@pytest.mark.parametrize(
    "event",
    [{"a.b": "x"}, {"a": {"b": "x"}}, {"a": [{"c": 1}, {"b": "x"}]}, {"a": {"b": ["y", "x"]}}],
)
def test_a_dotted_name_is_looked_for_flat_and_nested(event: dict[str, Any]) -> None:
    assert fires(selecting(**{"a.b": "x"}), event)


def test_the_exact_name_is_tried_before_its_parts() -> None:
    assert not fires(selecting(**{"a.b": "x"}), {"a.b": "y", "a": {"b": "x"}})


def test_field_names_are_case_sensitive() -> None:
    assert not fires(selecting(image="x"), {"Image": "x"})


def test_keywords_are_looked_for_in_the_raw_message() -> None:
    keywords = rule("{k: [evil, 'b?d*end'], condition: k}")
    assert fires(keywords, {"_raw": "An EVIL thing", "f": "x"})
    assert fires(keywords, {"_raw": "xbad in the endx"})
    assert not fires(keywords, {"_raw": "nothing", "f": "evil"})


def test_keywords_are_looked_for_in_every_value_without_a_raw_message() -> None:
    both = rule("{k: {'|all': [evil, 7045]}, condition: k}")
    assert fires(both, {"a": {"b": ["so evil"]}, "EventID": 7045})
    assert not fires(both, {"a": "evil"})


def test_a_map_in_a_list_may_stand_beside_a_keyword() -> None:
    mixed = rule("{k: [evil, {Image: a.exe}], condition: k}")
    assert fires(mixed, {"Image": "a.exe"})
    assert fires(mixed, {"f": "evil"})


@pytest.mark.parametrize(
    ("detection", "reason"),
    [
        ("{s: {f: x}, condition: s and t}", "names `t`"),
        ("{s: {f: x}, condition: s or 1 of nosuch_*}", "`1 of nosuch_*`"),
        ("{s: {f: x}, condition: s | count() > 5}", "aggregation `| count() > 5`"),
        ("{s: {f: x}, condition: s and}", "does not parse"),
        ("{s: {f: x}}", "condition must be"),
        ("{s: {f: []}, condition: s}", "empty list"),
        ("{s: {}, condition: s}", "empty"),
        ("{s: {f: {g: x}}, condition: s}", "must be a string"),
        ("{s: {f: 2024-01-01}, condition: s}", "put it in quotes"),
        ("{s: {f|nosuch: x}, condition: s}", "`nosuch` is no modifier"),
        ("{s: {f|expand: '%admins%'}, condition: s}", "%admins%"),
        ("{s: {f|contains|expand: '%admins%'}, condition: s}", "%admins%"),
        ("{s: {f|contains: 5}, condition: s}", "needs a string"),
        ("{s: {f|contains: null}, condition: s}", "needs a string, not null"),
        ("{s: {f|gt: '5'}, condition: s}", "needs a number"),
        ("{s: {f|exists: 'yes'}, condition: s}", "needs true or false"),
        ("{s: {f|re: '('}, condition: s}", "invalid"),
        ("{s: {f|contains|re: x}, condition: s}", "must be the first"),
        ("{s: {f|re|startswith: x}, condition: s}", "no defined meaning"),
        ("{s: {f|i: x}, condition: s}", "only for a regular expression"),
        ("{s: {f|cidr: 10.0.0.1/8}, condition: s}", "no network"),
        ("{s: {f|base64: 'a*'}, condition: s}", "cannot encode a wildcard"),
        ("{s: {f|base64offset: a}, condition: s}", "longer string"),
        ("{s: {f|fieldref: 'a*'}, condition: s}", "name of a field"),
        ("{s: {'|cidr': 10.0.0.0/8}, condition: s}", "needs a field"),
        ("{s: [null], condition: s}", "keyword must be"),
    ],
)
def test_a_rule_that_cannot_be_judged_says_why(detection: str, reason: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        fires(rule(detection), {})
    assert reason in str(caught.value)


def test_a_correlation_rule_is_refused_by_its_kind() -> None:
    with pytest.raises(EvaluationError, match="event_count"):
        fires({"title": "Many", "correlation": {"type": "event_count"}}, {})


def test_a_cyclic_alias_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(EvaluationError, match="nests deeper"):
        fires({"detection": {"s": endless, "condition": "s"}}, {})


def test_a_rule_that_was_changed_is_read_again() -> None:
    changing = selecting(f="a")
    assert fires(changing, {"f": "a"})
    changing["detection"]["selection"]["f"] = "b"
    assert not fires(changing, {"f": "a"})
