"""How a rule stands with a target."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.content.model import Query, Rule
from generator.targets.support import WRONG_BY_TEST, SupportState, target_support
from generator.targets.target import Target
from tests.support import RULE, Project

TARGET = Target(id="t", title="T", product="P", backend="m:n", assumes="Nothing.")
KNOWN = Query(text="q", names={"ParentImage": ("parent.path",)})


@pytest.fixture
def rule(project: Project) -> Rule:
    return project.write({"rules/a.yml": RULE}).load().catalogue.rules[0]


def test_a_query_is_ok(rule: Rule) -> None:
    assert target_support(rule, TARGET, Query(text="q"), wrong=False).state is SupportState.OK


def test_no_query_has_its_reason(rule: Rule) -> None:
    found = target_support(rule, TARGET, Query(reason="Because."), wrong=False)
    assert (found.state, found.reason) == (SupportState.UNSUPPORTED, "Because.")


def test_a_field_without_a_name_counts_where_the_product_has_names_of_its_own(rule: Rule) -> None:
    product = replace(TARGET, taxonomy=True)
    found = target_support(rule, product, Query(text="q"), wrong=False)
    assert (found.state, found.left) == (SupportState.PARTLY, ("ParentImage",))
    assert found.reason == "No name is known for ParentImage."
    assert target_support(rule, product, KNOWN, wrong=False).state is SupportState.OK


def test_a_rule_that_was_found_wrong_is_wrong(rule: Rule) -> None:
    found = target_support(rule, TARGET, KNOWN, wrong=True)
    assert (found.state, found.reason) == (SupportState.WRONG, WRONG_BY_TEST)


def test_a_rule_without_a_query_has_none_that_could_be_wrong(rule: Rule) -> None:
    assert (
        target_support(rule, TARGET, Query(reason="x"), wrong=True).state
        is SupportState.UNSUPPORTED
    )
