"""Expressions that blow up are found with a text that shows it; those that do not are left alone."""

from __future__ import annotations

import re
import time

import pytest

from generator.logic.compare.backtracking import blow_up


def seconds(expression: re.Pattern[str], text: str) -> float:
    start = time.process_time()
    assert expression.search(text) is None
    return time.process_time() - start


@pytest.mark.parametrize(
    "text",
    [
        r"(a+)+$",
        r"(a*)*b",
        r"(a*b?)*c",
        r"(?:\w|ab?)+;",
        r"^([a-z]+\s?)+;",
        r"set.*x(?:.*\)){1,}\"",
        r"(?=(a+)+b)x",
        r"(a{1,20}){1,20}b",
    ],
)
def test_the_text_of_a_finding_takes_ever_longer(text: str) -> None:
    expression = re.compile(text)
    found = blow_up(expression)
    assert found is not None
    rounds = 4
    while seconds(expression, found.before + found.repeated * rounds + found.ending) < 0.01:
        rounds += 1
        assert rounds < 40, "more repetitions do not take longer"
    few = seconds(expression, found.before + found.repeated * rounds + found.ending)
    more = seconds(expression, found.before + found.repeated * (rounds + 3) + found.ending)
    assert more > few * 3


@pytest.mark.parametrize(
    "text",
    [
        r".*foo.*bar.*",
        r"(\w+\s)+;",
        r"([a-z]{4})+!",
        r"^(\d{1,3}\.){3}\d{1,3}$",
        r"(a|b)*c",
        r"(cmd|powershell)(\.exe)? +/c",
        r"/c:[a-z0-9]+(,[a-z0-9]+)*$",
    ],
)
def test_a_loop_that_reads_a_text_in_one_way_is_left_alone(text: str) -> None:
    assert blow_up(re.compile(text)) is None


@pytest.mark.parametrize("text", [r"(a+)+", r"(\w+)+.", r"(?:\s|\S)*(a+)*"])
def test_an_expression_that_matches_whatever_follows_its_loop_is_left_alone(text: str) -> None:
    assert blow_up(re.compile(text)) is None


def test_expressions_that_automata_cannot_say_or_are_too_large_are_passed_over() -> None:
    assert blow_up(re.compile(r"(a)(\1+)+b")) is None
    assert blow_up(re.compile("(a+)+" + "x" * 1_000)) is None
