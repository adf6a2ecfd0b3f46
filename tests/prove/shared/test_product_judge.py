"""Products with their own query languages: every shape of rule through the judge or engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from generator.targets.registry import preset
from prove.corpus import SHAPES, Candidate, candidates
from prove.engine import Question
from prove.problems import Missing, NotUnderstood
from prove.proof import Outcome, prove
from prove.runners import runners_of
from prove.shared.events import nested
from prove.shared.expressions import Condition
from prove.shared.product_judge import ProductJudge
from prove.shared.values import Row, Value

RIGHT = (
    "cortex-xdr golangexpr google-secops netwitness panther qradar-aql sentinelone sentinelone-pq"
    " sumologic tanium-signals victorialogs"
).split()
LIMIT = 25


def proofs(target: str, shapes: list[Candidate]) -> Mapping[str, Any]:
    made = preset(target)
    assert made is not None
    try:
        runners = runners_of(target)
        return {one.rule["title"]: prove(one, made, runners, LIMIT) for one in shapes}
    except Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def shapes() -> list[Candidate]:
    return list(candidates(SHAPES))


@pytest.mark.parametrize("target", RIGHT)
def test_every_shape_of_rule_means_the_same_or_is_refused(
    target: str, shapes: list[Candidate]
) -> None:
    found = proofs(target, shapes)
    outcomes = {title: proof.outcome for title, proof in found.items()}
    bad = (Outcome.DIFFERS, Outcome.REJECTED, Outcome.UNJUDGED)
    assert {title for title, outcome in outcomes.items() if outcome in bad} == set()
    right = [proof for proof in found.values() if proof.outcome is Outcome.RIGHT]
    assert len(right) > 40
    assert all(proof.matching and proof.others for proof in right)


def test_carbon_black_is_wrong_about_a_part_of_a_word(shapes: list[Candidate]) -> None:
    found = proofs("carbonblack", [s for s in shapes if s.rule["title"] == "A part of a value"])
    assert found["A part of a value"].outcome is Outcome.DIFFERS


class Exact(ProductJudge):
    """A product in which the query is the row that it finds, as text."""

    @property
    def name(self) -> str:
        return "exact"

    def condition(self, query: str) -> Condition[Row]:
        return lambda row: repr(sorted(row.items())) == query


def question(
    detection: dict[str, Any], names: dict[str, tuple[str, ...]], query: str = ""
) -> Question:
    rule = {
        "logsource": {"product": "linux"},
        "detection": {"sel": detection, "condition": "sel"},
    }
    return Question(rule=rule, query=query, names=names)


def test_a_field_is_held_under_every_name_that_the_product_has_for_it() -> None:
    asked = question({"a": "x"}, {"a": ("one", "two")})
    assert Exact().stored(asked, {"a": "x"}) == {"one": "x", "two": "x"}


def test_an_event_with_two_values_for_one_name_is_left_out() -> None:
    asked = question({"a": "x", "b": "y"}, {"a": ("one",), "b": ("one",)})
    assert Exact().stored(asked, {"a": "x", "b": "y"}) is None
    assert Exact().stored(asked, {"a": "x", "b": "x"}) == {"one": "x"}


def test_lists_are_left_out_and_null_is_a_missing_field() -> None:
    asked = question({"a": "x"}, {})
    assert list(Exact().events(asked, {"a": ["x"]})) == []
    assert Exact().stored(asked, {"a": None}) == {}


class Scoped(Exact):
    scope_pattern = re.compile(r"(?P<name>kind)=(?P<value>\w+)")


def test_the_log_source_is_taken_from_the_query_unless_the_rule_tests_it() -> None:
    query = "kind=process and a=x"
    assert Scoped().stored(question({"a": "x"}, {}, query), {"a": "x"}) == {
        "kind": "process",
        "a": "x",
    }
    asked = question({"a": "x", "b": "y"}, {"b": ("kind",)}, query)
    assert Scoped().stored(asked, {"a": "x"}) == {"a": "x"}


def test_an_empty_text_is_equivalent_to_a_missing_field() -> None:
    equivalents = list(Exact().equivalents(question({"a": "x"}, {}), {"a": "", "b": "y"}))
    assert {"b": "y"} in equivalents


class Addresses(Exact):
    whole_addresses = True


def test_a_field_of_addresses_holds_nothing_else() -> None:
    asked = question({"ip|cidr": "10.0.0.0/8"}, {})
    assert list(Addresses().events(asked, {"ip": "10.0.0.1"})) == [{"ip": "10.0.0.1"}]
    assert list(Addresses().events(asked, {"ip": "10.0.0.zq"})) == []


def test_the_parts_of_a_dotted_name_become_nested_maps() -> None:
    event: dict[str, Value] = {"a.b": 1, "a.c": 2, "d": 3}
    assert nested(event) == {"a": {"b": 1, "c": 2}, "d": 3}


def test_a_judge_refuses_a_query_that_it_does_not_know() -> None:
    (runner,) = runners_of("tanium-signals")
    assert isinstance(runner, ProductJudge)
    with pytest.raises(NotUnderstood, match="is null"):
        runner.condition("process.path is null")({})
