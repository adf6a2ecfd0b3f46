"""And, or, not, in each other."""

from __future__ import annotations

from itertools import product

import pytest
from grep_rules import command, finds, printed_lines, rule

from generator.logic.evaluate import fires
from prove.grep.lines import FORMS

SELECTIONS = {
    "a": {"f": "x"},
    "b": {"g|contains": ["x", "y"]},
    "c": {"h|startswith": "x", "f": "*"},
    "d": [{"g": "x"}, {"h": "x"}],
}


@pytest.mark.parametrize(
    "condition",
    [
        "a and b",
        "a or b and not c",
        "not a",
        "not (a and b)",
        "not (a or not b)",
        "a and not (b and not (c or d))",
        "(a or b) and (c or not d)",
        "not a and not b and not c",
        "1 of them",
        "all of them",
        "not 1 of them",
        "not all of them",
        "a or not a",
        "a and not a",
    ],
)
def test_a_condition_holds_for_the_lines_for_which_the_rule_fires(condition: str) -> None:
    detection = {**SELECTIONS, "condition": condition}
    printed = command(detection)
    values = (None, "x", "zy")
    for form, write in FORMS.items():
        events = [
            {name: value for name, value in zip("fgh", chosen, strict=True) if value}
            for chosen in product(values, repeat=3)
        ]
        lines = [f"{write({'n': n, **event})}" for n, event in enumerate(events)]
        expected = [
            line for line, event in zip(lines, events, strict=True) if fires(rule(detection), event)
        ]
        assert printed_lines(printed, lines) == expected, form


def test_all_values_of_a_list_may_be_asked_for() -> None:
    assert finds("f|contains|all: [x, y]", "a=1 f=y x b=2")
    assert not finds("f|contains|all: [x, y]", "a=x f=y b=x")


def test_neq_is_a_negation() -> None:
    assert finds("f|neq: x", "f=y")
    assert not finds("f|neq: x", "f=X")


def test_two_fields_can_be_compared() -> None:
    for line in ("f=x y g=x Y h=1", "g=x y f=x y", '{"f":"a\\\\b","g":"a\\\\b"}', '{"g":5,"f":5}'):
        assert finds("f|fieldref: g", line), line
    for line in ("f=x y g=x", "f=x", "g=x f=xy", '{"f":"x","g":"y"}', '{"f":"x"}'):
        assert not finds("f|fieldref: g", line), line
        assert finds("{s: {f|fieldref: g}, condition: not s}", line), line


def test_a_field_can_be_compared_with_a_part_of_another() -> None:
    for order in ("f={} g={}", "g={1} f={0}", '{{"f":"{}","g":"{}"}}'):
        assert finds("f|fieldref|startswith: g", order.format("xy", "x"))
        assert not finds("f|fieldref|startswith: g", order.format("yx", "x"))
        assert finds("f|fieldref|endswith: g", order.format("yx", "x"))
        assert not finds("f|fieldref|endswith: g", order.format("xy", "x"))
        assert finds("f|fieldref|contains: g", order.format("axb", "x"))
        assert not finds("f|fieldref|contains: g", order.format("ab", "x"))
