"""SQL in real engines: the shapes of rules, and which events a table can hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from generator.targets.registry import preset
from prove.corpus import SHAPES, Candidate, candidates
from prove.engine import Question
from prove.problems import Missing, Rejected
from prove.proof import Outcome, prove
from prove.runners import runners_of
from prove.sql.engine import TYPES, SqlEngine

TARGETS = ("sqlite", "duckdb", "parseable", "databricks")
FEW = {"A filter", "A number", "Two backslashes"}
"""The shapes for Spark, which takes a second for each of them; `make prove` runs all of them."""


def engine(target: str) -> SqlEngine:
    try:
        (runner,) = runners_of(target)
    except Missing as missing:
        pytest.skip(str(missing))
    assert isinstance(runner, SqlEngine)
    return runner


@pytest.fixture(scope="module")
def shapes() -> list[Candidate]:
    return list(candidates(SHAPES))


@pytest.mark.parametrize("target", TARGETS)
def test_every_shape_of_rule_means_the_same_in_the_engine(
    target: str, shapes: list[Candidate]
) -> None:
    runner = engine(target)
    made = preset(target)
    assert made is not None
    chosen = [one for one in shapes if target != "databricks" or one.rule["title"] in FEW]
    found = {one.rule["title"]: prove(one, made, (runner,), limit=40) for one in chosen}
    wrong = {title: proof for title, proof in found.items() if proof.wrong}
    assert wrong == {}
    assert {proof.outcome for proof in found.values()} == {Outcome.RIGHT}


def question(query: str, **fields: Any) -> Question:
    rule = {
        "logsource": {"product": "linux"},
        "detection": {"sel": dict.fromkeys(fields, "x"), "condition": "sel"},
    }
    return Question(rule=rule, query=query, names={})


def stored(runner: SqlEngine, asked: Question, event: dict[str, Any]) -> Iterator[str]:
    return (one[TYPES] for one in runner.events(asked, event))


def test_an_event_with_a_number_is_stored_in_columns_of_several_types() -> None:
    runner = engine("duckdb")
    assert list(stored(runner, question("", a=1), {"a": 1})) == ["int", "str"]
    assert list(stored(runner, question("", a=1), {"a": "x"})) == ["int"]


def test_what_a_table_cannot_hold_is_left_out() -> None:
    runner = engine("sqlite")
    assert not list(stored(runner, question("", a=1), {"a": ["x", "y"]}))
    assert not list(stored(runner, question("", a=1), {"a": "x", "A": "y"}))


def test_a_query_that_the_engine_does_not_take_is_rejected() -> None:
    for target in ("sqlite", "duckdb", "parseable"):
        runner = engine(target)
        asked = question('SELECT * FROM "logs" WHERE nosuch(', a=1)
        events = list(runner.events(asked, {"a": "x"}))
        with pytest.raises(Rejected):
            runner.finds(asked, events)


def test_an_event_is_found_in_the_column_that_the_pipeline_names() -> None:
    runner = engine("sqlite")
    asked = Question(
        rule=question("", a=1).rule, query="SELECT * FROM logs WHERE b = 'x'", names={"a": ("b",)}
    )
    events = [next(runner.events(asked, {"a": text})) for text in ("x", "y")]
    assert list(runner.finds(asked, events)) == [True, False]
