"""Which key of a line is the field, and what it means that it is there."""

from __future__ import annotations

import pytest
from grep_rules import ALL, NONE, finds, forms_found


def test_a_key_is_not_found_at_the_end_of_a_longer_one() -> None:
    assert forms_found("Image: x", {"ParentImage": "x", "My-Image": "x", "a_Image": "x"}) == NONE


def test_a_key_is_not_found_within_a_json_string() -> None:
    assert not finds("Image: evil", r'{"CommandLine":"echo {\"Image\":\"evil\"}"}')
    assert not finds("Image: evil", r'{"CommandLine":"\\\"Image\":\"evil\""}')
    assert not finds("Image: evil", r'{"a":["Image",":","evil"]}')


def test_a_value_that_equals_the_key_is_not_the_key() -> None:
    assert not finds("Image: x", '{"a":"Image","b":"x"}')


def test_a_json_key_is_found_at_any_depth_by_its_last_segment() -> None:
    rule = "userIdentity.arn: x"
    assert finds(rule, '{"d":[{"userIdentity":{"type":"y","arn":"x"}}]}')
    assert finds(rule, '{"userIdentity.arn":"x"}')
    assert finds(rule, '{"aws.userIdentity.arn":"x"}')
    assert not finds(rule, '{"other.arn":"x"}')
    assert not finds(rule, '{"yarn":"x"}')
    assert finds("Image: x", '{"winlog.event_data.Image":"x"}')


def test_a_dotted_name_stands_as_it_is_in_pairs() -> None:
    assert finds("userIdentity.arn: x", "a=1 userIdentity.arn=x")
    assert not finds("userIdentity.arn: x", "a=1 userIdentityXarn=x")
    assert not finds("userIdentity.arn: x", "a=1 arn=x")


def test_blanks_around_the_colon_are_allowed_in_json() -> None:
    assert finds("a: x", '{ "a" \t:  "x" }')


@pytest.mark.parametrize("line", ['{"a":["y","x"]}', '{"a": [ {"b":[1]}, "q]", 5, "x" ]}'])
def test_one_value_of_an_array_is_enough(line: str) -> None:
    assert finds("a: x", line)


def test_what_comes_after_an_array_is_no_part_of_it() -> None:
    assert not finds("a: x", '{"a":["y","z"],"b":"x"}')
    assert not finds("a: x", '{"a":{"b":"x"}}')


def test_a_key_that_comes_twice_has_both_values() -> None:
    assert finds("a: x", "a=y a=x b=1")
    assert finds("a: x", '{"a":"y","c":{"a":"x"}}')


def test_names_with_blanks_and_other_characters_are_taken_as_they_are() -> None:
    rule = {"Target (User) Name+": "x"}
    assert finds(rule, '{"Target (User) Name+":"x"}')
    assert finds(rule, "a=1 Target (User) Name+=x b=2")
    assert not finds(rule, '{"Target User Name":"x"}')


NOTHING = "field: null"


def test_null_is_a_field_that_is_missing_or_null() -> None:
    assert forms_found(NOTHING, {"other": "x"}) == ALL
    assert forms_found(NOTHING, {"field": None, "other": "x"}) == ALL
    assert finds(NOTHING, '{"field":[null, null]}')
    assert finds(NOTHING, '{"field":[]}')


@pytest.mark.parametrize("value", ["x", "", 0, False])
def test_null_is_not_a_field_with_a_value(value: object) -> None:
    assert forms_found(NOTHING, {"field": value, "other": "x"}) == NONE


def test_exists_asks_for_the_key_only() -> None:
    assert forms_found("field|exists: true", {"field": None, "a": 1}) == ALL
    assert forms_found("field|exists: true", {"fields": "x", "a": 1}) == NONE
    assert forms_found("field|exists: false", {"fields": "x", "a": 1}) == ALL
    assert forms_found("field|exists: false", {"field": "", "a": 1}) == NONE


def test_an_empty_text_is_a_field_that_is_there_and_empty() -> None:
    assert forms_found("field: ''", {"field": "", "a": 1}) == ALL
    assert forms_found("field: ''", {"a": 1}) == NONE
    assert forms_found("field: ''", {"field": None, "a": 1}) == NONE
    assert forms_found("field: ''", {"field": "x", "a": ""}) == NONE


def test_a_missing_field_does_not_equal_anything_so_its_negation_holds() -> None:
    rule = "{s: {field: x}, condition: not s}"
    assert forms_found(rule, {"a": "x"}) == ALL
    assert forms_found(rule, {"field": None}) == ALL
    assert forms_found(rule, {"field": "X"}) == NONE


def test_any_value_but_null_matches_a_lone_wildcard() -> None:
    assert forms_found("field: '*'", {"field": "x y", "a": 1}) == ALL
    assert forms_found("field: '*'", {"field": None, "a": 1}) == NONE
    assert forms_found("field: '*'", {"a": 1}) == NONE
