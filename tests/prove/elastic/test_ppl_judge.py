"""The judge of PPL by examples of OpenSearch's documentation, and the shapes of rules."""

from __future__ import annotations

import pytest

from prove.elastic.ppl_judge import PplQuery
from prove.problems import NotUnderstood
from tests.prove.elastic.elastic_shapes import shapes_that_are_not_right

EVENT = {"name": "Dell Laptop XPS", "age": 32.0, "text": "5", "a.b": "C:\\x", "it": "it's"}


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("age > 31", True),
        ("age in (32, 33)", True),
        ("not age in (32, 33)", False),
        ("age = 32 OR age = 33", True),
        ("name = 'dell laptop xps'", False),
        ("lower(name) = 'dell laptop xps'", True),
        ("regexp_match(name, '(?d)Laptop|Phone')", True),
        ("regexp_match(name, '(?di)(laptop|computer|desktop)')", True),
        ("regexp_match(name, '^Laptop')", False),
        ("regexp_match(name, 'XPS\\\\z')", True),
        ("like(name, 'DELL%', false)", True),
        ("like(name, 'DELL%', true)", False),
        ("`a.b` = 'C:\\\\x'", True),
        ("it = 'it\\'s'", True),
        ("tonumber(text) >= 5", True),
        ("tonumber(name) >= 5", False),
        ("isnull(missing) AND isnotnull(name)", True),
        ("missing = 'x'", False),
        ("NOT coalesce((missing = 'x'), false)", True),
        ("locate('Laptop', name) > 0", True),
    ],
)
def test_the_judge_reads_a_condition_as_the_documentation_does(condition: str, found: bool) -> None:
    assert PplQuery(f"source=logs-* | where {condition}").finds(EVENT) is found


@pytest.mark.parametrize(
    "condition",
    [
        "age = '32'",
        "lower(age) = 'x'",
        "NOT missing = 'x'",  # what NOT says of a null is not documented
        "like(name, 'Dell%')",  # a setting says whether that regards case
        "like(name, '100\\\\%', true)",
        "regexp_match(name, '^Dell$')",  # before which ends of lines?
        "regexp_match(name, '(?d)[a[b]]')",
        "md5(name) = 'x'",
        "coalesce(name = 'x', false)",  # an argument by the name of name
        "name != 'x'",
        "name = 'x' | head 5",
    ],
)
def test_the_judge_refuses_what_it_does_not_know(condition: str) -> None:
    with pytest.raises(NotUnderstood):
        PplQuery(f"source=logs-* | where {condition}").finds(EVENT)


def test_every_shape_of_rule_means_the_same() -> None:
    assert shapes_that_are_not_right("opensearch-ppl") == {}
