"""Conditions: text to tree, and what is wrong with a text that has none."""

from __future__ import annotations

import pytest

from generator.base.boolean import And, Not, Or
from generator.content.condition import (
    ConditionError,
    Identifier,
    Quantifier,
    Selector,
    missing,
    parse_condition,
    references,
    selected,
)


def test_not_binds_closer_than_and_and_and_than_or() -> None:
    expression = parse_condition("a or not b and c").expression
    assert expression == Or(
        (
            Identifier(name="a", position=0),
            And((Not(Identifier(name="b", position=9)), Identifier(name="c", position=15))),
        )
    )


def test_brackets_come_first() -> None:
    expression = parse_condition("(a or b) and c").expression
    assert isinstance(expression, And)
    assert isinstance(expression.parts[0], Or)


@pytest.mark.parametrize("name", ["notable", "and_more", "order", "all", "1", "of-x", "a.b"])
def test_a_name_may_look_like_an_operator(name: str) -> None:
    expected = Identifier(name=name, position=4)
    assert parse_condition(f"not {name}").expression == Not(expected)


@pytest.mark.parametrize(
    ("text", "quantifier"),
    [
        ("1 of sel_*", Quantifier.ONE),
        ("any of sel_*", Quantifier.ONE),
        ("all of sel_*", Quantifier.ALL),
    ],
)
def test_a_quantifier_and_a_pattern_select(text: str, quantifier: Quantifier) -> None:
    expected = Selector(quantifier=quantifier, pattern="sel_*", position=0)
    assert parse_condition(text).expression == expected


def test_an_aggregation_is_kept_as_text() -> None:
    condition = parse_condition("a and b | count() by User > 5")
    assert condition.aggregation == "count() by User > 5"
    assert len(list(references(condition.expression))) == 2


def test_them_leaves_out_names_that_begin_with_an_underscore() -> None:
    (reference,) = references(parse_condition("1 of them").expression)
    assert selected(reference, ["a", "_b", "c"]) == ("a", "c")


def test_a_pattern_leaves_them_out_too_unless_it_begins_with_one() -> None:
    first, second = references(parse_condition("1 of *b and 1 of _*").expression)
    assert selected(first, ["ab", "_b"]) == ("ab",)
    assert selected(second, ["ab", "_b"]) == ("_b",)


def test_references_that_mean_nothing_are_listed() -> None:
    condition = parse_condition("a and b and not 1 of nosuch_*")
    assert missing(condition, ["a", "c"]) == (
        Identifier(name="b", position=6),
        Selector(quantifier=Quantifier.ONE, pattern="nosuch_*", position=16),
    )


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("", 0, "empty"),
        ("a and", 5, "ends where a selection is expected"),
        ("and a", 0, "not `and`"),
        ("a b", 2, "not `b`"),
        ("a AND b", 2, "lower case"),
        ("(a or b", 0, "never closed"),
        ("a or b)", 6, "never opened"),
        ("(a b)", 3, "not `b`"),
        ("2 of sel_*", 0, "only `1 of`"),
        ("1 of", 4, "needs a pattern"),
        ("1 of (a)", 5, "needs a pattern"),
        ("sel_*", 0, "write `1 of sel_*`"),
        ("a & b", 2, "no meaning"),
        ("not " * 100 + "a", 240, "nests deeper"),
        ("(" * 100_000, 60, "nests deeper"),
    ],
)
def test_a_mistake_has_a_place_and_a_reason(text: str, position: int, reason: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse_condition(text)
    assert caught.value.position == position
    assert reason in caught.value.reason
