"""LogQL: what is printed for each kind of value and condition."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml

from generator.content.model import Query
from generator.targets.convert.worker import Job, convert
from generator.targets.registry import preset

BEGIN = '{job=~".+"} | json | '


def query(detection: str, *more: dict[str, Any]) -> Query:
    target = preset("loki")
    assert target is not None
    target = replace(target, correlations=True)  # What is printed, shown or not.
    document: dict[str, Any] = {
        "title": "Example",
        "name": "example",
        "logsource": {"product": "linux"},
        "detection": {"condition": "sel", **yaml.safe_load(detection)},
    }
    return convert(Job(documents=(document, *more), problem=None), target).query


@pytest.mark.parametrize(
    ("selection", "printed"),
    [
        ("{a: b}", "a=~`(?is)b`"),
        ("{a|cased: B}", "a=`B`"),
        ("{a: 'x?y*'}", "a=~`(?is)x.y.*`"),
        ("{a: ['*b', c]}", "a=~`(?is)(?:.*b|c)`"),
        ("{a: 4}", "a=`4`"),
        ("{a: '*'}", 'a!=""'),
        ("{a: null}", 'a=""'),
        ("{a|exists: false}", 'a=""'),
        ("{a|re: '^b`c$'}", r'a=~"(?s:.*)(?:^b`c(?:\\n?\\z))(?s:.*)"'),
        ("{a|re|i: b}", "a=~`(?s:.*)(?i:b)(?s:.*)`"),
        ("{a|gt: 5}", "(a=~`-?[0-9]+([.][0-9]+)?` and a>5)"),
        ("{a.b-c: d}", "a_b_c=~`(?is)d`"),
    ],
)
def test_a_value_is_asked_for_as_it_is_meant(selection: str, printed: str) -> None:
    assert query(f"sel: {selection}").text == BEGIN + printed


@pytest.mark.parametrize(
    ("condition", "printed"),
    [
        ("x and not y", "a=`1` and b!=`2`"),
        ("x and not (y and z)", "a=`1` and (b!=`2` or c!=`3`)"),
        ("x or y and not z", "a=`1` or (b=`2` and c!=`3`)"),
        ("not (x or not (y or z))", "a!=`1` and (b=`2` or c=`3`)"),
    ],
)
def test_a_negation_is_carried_down_and_groups_have_parentheses(
    condition: str, printed: str
) -> None:
    detection = f"{{x: {{a: 1}}, y: {{b: 2}}, z: {{c: 3}}, condition: {condition}}}"
    assert query(detection).text == BEGIN + printed


def test_an_order_is_turned_round_behind_a_not() -> None:
    text = query("{f: {a|gt: 5}, condition: not f}").text
    assert text == BEGIN + "(a!~`-?[0-9]+([.][0-9]+)?` or a<=5)"


def test_two_labels_are_compared_by_a_template() -> None:
    assert query("sel: {a|fieldref: b}").text == (
        '{job=~".+"} | json | label_format sigma_1=`{{ if eq (lower .b) (lower .a) }}true{{ end }}`'
        ' | (a!="" and b!="" and sigma_1="true")'
    )


def test_labels_are_numbered_anew_in_every_query() -> None:
    assert query("sel: {a|fieldref: b}") == query("sel: {a|fieldref: b}")


def test_keywords_that_stand_alone_filter_lines() -> None:
    text = query(r"{k: ['a\b', c], f: [d], condition: k and not f}").text
    assert text == r'{job=~".+"} |~ `(?is:a\\b|a\\\\b)|(?is:c)` !~ `(?is:d)`'


def test_a_keyword_beside_a_field_in_an_or_is_looked_for_in_a_label() -> None:
    text = query("{k: [a], f: {b: 1}, condition: k or f}").text
    assert text == (
        '{job=~".+"} | json | label_format sigma_line=`{{ __line__ }}` | '
        "sigma_line=~`(?s:.*)(?:(?is:a))(?s:.*)` or b=`1`"
    )


def test_events_are_counted_over_time() -> None:
    correlation = {
        "title": "Many",
        "correlation": {
            "type": "event_count",
            "rules": ["example"],
            "group-by": ["user"],
            "timespan": "10m",
            "condition": {"gte": 5},
        },
    }
    assert query("sel: {a: 1}", correlation).text == (
        'sum by (user) (count_over_time({job=~".+"} | json | a=`1` [10m])) >= 5'
    )


@pytest.mark.parametrize("selection", ["{a|re: 'b(?=c)'}", "{a|expand: '%b%'}"])
def test_what_the_language_cannot_say_is_refused(selection: str) -> None:
    assert query(f"sel: {selection}").text is None
