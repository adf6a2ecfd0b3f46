"""What the comparison says of small changes to a detection."""

from __future__ import annotations

from typing import Any

import pytest

from generator.logic.compare import Relation, Verdict, compare
from tests.logic.compare.witnesses import check_witnesses
from tests.logic.evaluate.evaluated_rules import rule, selecting


def judged(before: dict[str, Any], after: dict[str, Any]) -> Verdict:
    """The verdict, with its events run through the evaluator."""
    verdict = compare(before, after)
    check_witnesses(verdict, before, after)
    return verdict


def relation(before: dict[str, Any], after: dict[str, Any]) -> str:
    return judged(before, after).relation.value


SAME = {
    "the order of values": ({"f": ["a", "b"]}, {"f": ["b", "a"]}),
    "the case of a value": ({"f": "Cmd.EXE"}, {"f": "cmd.exe"}),
    "a value that another one covers": (
        {"f|endswith": ["\\cmd.exe", ".exe"]},
        {"f|endswith": ".exe"},
    ),
    "a modifier written as wildcards": ({"f|contains": "a"}, {"f": "*a*"}),
    "a wildcard moved past another": ({"f": "a*?b"}, {"f": "a?*b"}),
    "groups of a regular expression": ({"f|re": "(a|b)+c"}, {"f|re": "(?:[ab])+c"}),
    "a regular expression for a pattern": ({"f|re": "(?is)^.*abc.*$"}, {"f|contains": "abc"}),
    "repeats that search does not see": ({"f|re": "a+"}, {"f|re": "a"}),
    "a network cut in two": ({"f|cidr": "10.0.0.0/8"}, {"f|cidr": ["10.0.0.0/9", "10.128.0.0/9"]}),
    "a limit written twice": ({"f|gte": 5}, {"f|gte": [5, 7]}),
    "windash written out": ({"f|windash": "-a"}, {"f": ["-a", "/a", "–a", "—a", "―a"]}),
    "utf16le by its other name": ({"f|wide|base64": "ab"}, {"f|utf16le|base64": "ab"}),
}


@pytest.mark.parametrize(("before", "after"), SAME.values(), ids=SAME)
def test_it_is_equivalent_to_change(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert relation(selecting(**before), selecting(**after)) == "equivalent"


WIDER = {
    "one value more": ({"f": "a"}, {"f": ["a", "b"]}),
    "contains for endswith": ({"f|endswith": "a"}, {"f|contains": "a"}),
    "all no more": ({"f|contains|all": ["a", "b"]}, {"f|contains": ["a", "b"]}),
    "cased no more": ({"f|cased": "Ab"}, {"f": "Ab"}),
    "windash": ({"f|contains": " -enc"}, {"f|contains|windash": " -enc"}),
    "a character more in a class": ({"f|re": "^[a-f]$"}, {"f|re": "^[a-g]$"}),
    "the case of a regular expression": ({"f|re": "abc"}, {"f|re|i": "abc"}),
    "a larger network": ({"f|cidr": "10.0.0.0/9"}, {"f|cidr": "10.0.0.0/8"}),
    "a lower limit": ({"f|gt": 5}, {"f|gte": 5}),
    "missing as well as null": ({"f": "x"}, {"f": ["x", None]}),
    "any value for one": ({"f": "x"}, {"f|exists": True}),
    "a pattern for its regular expression": ({"f|re": "^a\\d\\Z"}, {"f": "a?"}),
    "a number for its text": ({"f": "4624"}, {"f": 4624}),
    "one offset more": ({"f|base64": "abc"}, {"f|base64offset|contains": "abc"}),
    "part of another field": ({"f|fieldref": "g"}, {"f|fieldref|contains": "g"}),
    "addresses for the network": ({"f|cidr": "10.0.0.0/8"}, {"f|startswith": "10."}),
}


@pytest.mark.parametrize(("before", "after"), WIDER.values(), ids=WIDER)
def test_it_is_broader_to_take(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert relation(selecting(**before), selecting(**after)) == "broader"
    assert relation(selecting(**after), selecting(**before)) == "narrower"


def test_both_ways_changed_is_different() -> None:
    verdict = judged(selecting(f="a"), selecting(f="b"))
    assert verdict.relation is Relation.DIFFERENT
    assert verdict.gained is not None
    assert verdict.lost is not None
    assert (verdict.gained.event, verdict.lost.event) == ({"f": "b"}, {"f": "a"})


def test_a_filter_makes_it_narrower_by_what_it_takes_out() -> None:
    before = rule("{s: {f: a}, condition: s}")
    after = rule("{s: {f: a}, n: {g|endswith: b}, condition: s and not n}")
    verdict = judged(before, after)
    assert verdict.relation is Relation.NARROWER
    assert verdict.lost is not None
    assert verdict.lost.event == {"f": "a", "g": "b"}


def test_a_filter_that_never_applies_changes_nothing() -> None:
    before = rule("{s: {f: a}, condition: s}")
    after = rule("{s: {f: a}, n: {f: null}, condition: s and not n}")
    assert relation(before, after) == "equivalent"


def test_conditions_are_compared_by_what_they_say() -> None:
    before = rule("{a: {f: 1}, b: {g: 2}, condition: not (a or b)}")
    after = rule("{x: {g: 2}, y: {f: 1}, condition: not x and not y}")
    assert relation(before, after) == "equivalent"


def test_a_witness_has_one_value_for_each_field_where_that_is_enough() -> None:
    before = selecting(**{"f|contains|all": ["aa", "bb", "cc"]})
    after = selecting(**{"f|contains|all": ["aa", "bb"]})
    verdict = judged(before, after)
    assert verdict.gained is not None
    assert isinstance(verdict.gained.event["f"], str)
    assert not verdict.gained.only_with_several


def test_what_only_several_values_show_is_said() -> None:
    before = rule("{s: {f|endswith: a}, n: {f|endswith: b}, condition: s and not n}")
    after = rule("{s: {f|endswith: a}, condition: s}")
    verdict = judged(before, after)
    assert verdict.relation is Relation.BROADER
    assert verdict.gained is not None
    assert verdict.gained.only_with_several
    assert isinstance(verdict.gained.event["f"], list)


def test_keywords_are_compared_in_the_raw_message() -> None:
    verdict = judged(rule("{k: [mimi, katz], condition: k}"), rule("{k: [mimi], condition: k}"))
    assert verdict.relation is Relation.NARROWER
    assert verdict.lost is not None
    assert verdict.lost.event == {"_raw": "katz"}


def test_keywords_beside_fields_are_told_apart() -> None:
    before = rule("{k: [x], s: {f: xx}, condition: s and not k}")
    after = rule("{s: {f: xx}, condition: s}")
    assert relation(before, after) == "broader"


def test_a_number_is_what_it_equals_and_what_it_writes() -> None:
    verdict = judged(selecting(f="4624"), selecting(f=4624))
    assert verdict.gained is not None
    assert verdict.gained.event == {"f": 4624.0}


def test_a_map_in_a_field_is_neither_null_nor_any_text() -> None:
    before, after = selecting(f="*"), rule("{s: {f: null}, condition: not s}")
    verdict = judged(before, after)
    assert verdict.relation is Relation.BROADER
    assert verdict.gained is not None
    assert verdict.gained.event == {"f": {}}


def test_detections_that_match_nothing_are_equivalent() -> None:
    before = rule("{s: {f: a}, condition: s and not s}")
    after = rule("{s: {g: b, g|exists: false}, condition: s}")
    assert relation(before, after) == "equivalent"


def test_capitals_of_the_rule_stand_in_the_witness() -> None:
    verdict = judged(selecting(f="x"), selecting(f=["x", "C:\\Windows"]))
    assert verdict.gained is not None
    assert verdict.gained.event == {"f": "C:\\Windows"}


def test_the_dotted_capital_i_is_two_characters_where_case_does_not_matter() -> None:
    before, after = selecting(f="??"), selecting(**{"f|re": "(?s)^..\\Z"})
    verdict = judged(before, after)
    assert verdict.relation is Relation.DIFFERENT
    assert verdict.lost is not None
    assert verdict.lost.event == {"f": "İ"}


def test_a_log_source_that_changed_is_said_beside_the_verdict() -> None:
    after = {**selecting(f="a"), "logsource": {"product": "linux", "category": "example"}}
    verdict = judged(selecting(f="a"), after)
    assert verdict.relation is Relation.EQUIVALENT
    assert verdict.log_source == ("category example", "product linux, category example")


UNTOLD = {
    "a correlation": {"correlation": {"type": "event_count"}},
    "an aggregation": rule("{s: {f: a}, condition: 's | count() by x > 5'}"),
    "a placeholder": selecting(**{"f|expand": "%users%"}),
}


@pytest.mark.parametrize("after", UNTOLD.values(), ids=UNTOLD)
def test_what_cannot_be_evaluated_cannot_be_told(after: dict[str, Any]) -> None:
    verdict = compare(selecting(f="a"), after)
    assert verdict.relation is Relation.UNKNOWN
    assert verdict.reason.endswith(".")


def test_the_same_text_is_the_same_even_where_it_cannot_be_evaluated() -> None:
    placeholder = selecting(**{"f|expand": "%users%"})
    assert relation(placeholder, {**placeholder, "title": "Other"}) == "equivalent"


def test_looking_around_is_not_decided_where_an_example_does_not_settle_it() -> None:
    verdict = judged(selecting(**{"f|re": "^a(?=b)"}), selecting(**{"f|startswith": "ab"}))
    assert verdict.relation is Relation.UNKNOWN
    assert verdict.lost is None


def test_the_same_looking_around_on_both_sides_does_no_harm() -> None:
    before = rule("{s: {f|re: 'a(?=b)', g: x}, condition: s}")
    after = rule("{s: {f|re: 'a(?=b)'}, condition: s}")
    assert relation(before, after) == "broader"


def test_two_correlations_are_only_told_where_they_say_the_same() -> None:
    one = {"correlation": {"type": "event_count", "timespan": "5m"}}
    other = {"correlation": {"type": "event_count", "timespan": "9m"}}
    assert relation(one, {**one}) == "equivalent"
    assert relation(one, other) == "cannot tell"


def test_documents_without_a_detection_are_never_called_equivalent() -> None:
    assert relation({"title": "a"}, {"title": "a"}) == "cannot tell"
