"""Rules of every kind of value, and any texts, run by the judge on events on both sides."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prove.splunk.index import indexed
from prove.splunk.judge import SplQuery
from tests.targets.splunk.spl_rules import differences, rule, spl

DETECTIONS = [
    "sel: {A: x}",
    "sel: {A: [x, 'y*', null, '']}",
    "sel: {A|contains|all: [x, y]}",
    "sel: {A: 7, B: 0.5, C: -3}",
    "sel: {A: true, B: false}",
    "sel: {A|exists: true, B|exists: false}",
    "sel: {A|neq: x}",
    "sel: {A|lt: 5, B|lte: 5, C|gt: -2, D|gte: 1.5}",
    "sel: {A|cidr: [10.0.0.0/8, '2001:db8::/32']}",
    "sel: {A|fieldref: B}",
    "sel: {A|fieldref|startswith: B}",
    "sel: {A|fieldref|endswith: B}",
    "sel: {A|fieldref|contains: B}",
    "sel: {A|minute: 7}",
    "sel: {A|hour: 7}",
    "sel: {A|day: 7}",
    "sel: {A|month: 7}",
    "sel: {A|year: 2024}",
    "sel: {A|windash|contains: ' -x'}",
    "sel: {A|base64offset|contains: abc}",
    "sel: {A|wide|base64: abc}",
    "sel: {A|utf16be|base64: abc}",
    "sel: {A|re: '^a.c$', B|re|i: x, C|re|m: '^b$', D|re|s: 'a.b'}",
    "sel: {A|cased|contains: Foo}",
    "sel: {'A b': x, 'a-b': y, 'a.b': z}",
    "{a: {A: x}, b: {B|re: y}, condition: not (a or b)}",
    "{a: {A: x}, b: {B|re: y}, condition: not (a and b)}",
    "{a: {A: x}, b: {B|re: y}, c: {C: z}, condition: (a and b) or (b and not c)}",
    "{a: {A: x}, b: {B: y}, condition: not (a and not b)}",
    "{s1: {A: x}, s2: {B: 'y?'}, condition: 1 of s*}",
    "sel: ['a b', 'c*d', 'e?f']",
    "sel: {'|re': 'a.b'}",
    "sel: {'|all': [a, b]}",
]


@pytest.mark.parametrize("detection", DETECTIONS)
def test_the_query_finds_what_the_rule_fires_on(detection: str) -> None:
    assert not list(differences(rule(detection), limit=100))


TEXTS = st.text(
    st.sampled_from("aB1 *?\\\"'`|&<>/.$%^[](){}+-=,;:#@!~\t\n\u00e9\u2013"), min_size=1, max_size=8
)
MODIFIERS = st.sampled_from(["", "|contains", "|startswith", "|endswith", "|cased"])


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(text=TEXTS, other=TEXTS, modifier=MODIFIERS, windows=st.booleans())
def test_any_text_is_found_as_it_is(text: str, other: str, modifier: str, windows: bool) -> None:
    product = "product: windows, category: process_creation" if windows else "category: test"
    detection = "{a: {A: x}, b: {B: x}, condition: a and not b}"
    made = rule(detection, product)
    made["detection"]["a"] = {f"A{modifier}": text}
    made["detection"]["b"] = {"B|contains": other}
    assert not list(differences(made, limit=30))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(text=TEXTS)
def test_any_keyword_is_found_in_the_message(text: str) -> None:
    made = rule("sel: [x]")
    made["detection"]["sel"] = [text]
    query = SplQuery(spl(made))
    if not set(text) & set("\\*?"):
        assert query.finds({"_raw": f"before{text.upper()}after"})
        assert not query.finds({"_raw": "zzz"})


def test_a_week_is_that_of_the_calendar_date() -> None:
    query = SplQuery(spl(rule("sel: {A|week: 7}")))
    assert query.finds({"A": "2024-02-14T10:00:00Z"})
    assert not query.finds({"A": "2024-02-19 10:00:00"})
    assert not query.finds({"A": "x"})


def test_any_value_of_a_field_may_match() -> None:
    made = rule("sel: {A|re: '^b$', B: d, C|gt: 5}")
    assert SplQuery(spl(made)).finds(
        indexed(made, {"A": ["a", "b"], "B": ["c", "d"], "C": ["x", 6]})
    )
