"""How a rule stands with a target."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.convert.standing import State, standing
from generator.convert.target import Target
from generator.model import Query, Rule
from generator.trust import Counts, Level, Record, Trust, rule_digest
from tests.support import RULE, Project

TARGET = Target(id="t", title="T", product="P", backend="m:n", assumes="Nothing.")
UNKNOWN = Trust(level=Level.CONVERTED)
KNOWN = Query(text="q", names={"ParentImage": ("parent.path",)})


@pytest.fixture
def rule(project: Project) -> Rule:
    return project.write({"rules/a.yml": RULE}).load().catalogue.rules[0]


def test_a_query_is_ok(rule: Rule) -> None:
    assert standing(rule, TARGET, Query(text="q"), UNKNOWN).state is State.OK


def test_no_query_has_its_reason(rule: Rule) -> None:
    found = standing(rule, TARGET, Query(reason="Because."), UNKNOWN)
    assert (found.state, found.reason) == (State.UNSUPPORTED, "Because.")


def test_a_field_without_a_name_counts_where_the_product_has_names_of_its_own(rule: Rule) -> None:
    product = replace(TARGET, taxonomy=True)
    found = standing(rule, product, Query(text="q"), UNKNOWN)
    assert (found.state, found.left) == (State.PARTLY, ("ParentImage",))
    assert found.reason == "No name is known for ParentImage."
    assert standing(rule, product, KNOWN, UNKNOWN).state is State.OK


def test_a_rule_that_was_found_wrong_is_wrong(rule: Rule) -> None:
    record = Record(
        target="t",
        engine="e",
        best=Level.JUDGED,
        versions={},
        sets={"corpus": Counts(source="a", right=5000, differs=1)},
        wrong=(rule_digest(rule.definition),),
    )
    trust = Trust(level=Level.JUDGED, record=record)
    assert standing(rule, TARGET, KNOWN, trust).state is State.WRONG
    other = replace(record, wrong=("0123456789abcdef",))
    assert standing(rule, TARGET, KNOWN, Trust(level=Level.JUDGED, record=other)).state is State.OK
