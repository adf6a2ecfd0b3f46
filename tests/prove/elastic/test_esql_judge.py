"""The judge of ES|QL by examples of Elastic's reference, and the shapes of rules."""

from __future__ import annotations

import pytest

from tests.prove.elastic.elastic_shapes import shapes_that_are_not_right

pytest.importorskip("esql_parser", reason="the grammar of ES|QL is in the extra prove")

from prove.elastic.esql_judge import EsqlQuery
from prove.problems import NotUnderstood, Rejected

EVENT = {"f": "foo * bar", "g": "Foobar", "n": 5.0, "ip": "10.1.2.3", "my-field": "x"}


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ('g == "Foobar"', True),
        ('g == "foobar"', False),
        ('to_lower(g) == "foobar"', True),
        ('to_lower(g) in ("x", "foobar")', True),
        ('g like "Foo*"', True),
        ('g like "Foo?"', False),
        ('f like "foo \\\\* bar"', True),
        ('f like """foo \\* bar"""', True),
        ('g like "*o \\\\* b*"', False),
        ('g rlike "Foo.*"', True),
        ('g rlike "Foo"', False),
        ('cidr_match(to_ip(ip), "10.0.0.0/8")', True),
        ('cidr_match(to_ip(g), "10.0.0.0/8")', False),
        ("to_double(g) > 1", False),
        ("n >= 5", True),
        ("`my-field` is not null", True),
        # NULL is neither true nor false, and neither is its negation.
        ('missing == "x"', False),
        ('not missing == "x"', False),
        ('not coalesce(missing == "x", false)', True),
        ('missing == "x" or n == 5', True),
        ('not (missing == "x" and n == 6)', True),
        ("missing is null and not f is null", True),
    ],
)
def test_the_judge_reads_a_condition_as_the_reference_does(condition: str, found: bool) -> None:
    assert EsqlQuery(f"from * metadata _id | where {condition}").finds(EVENT) is found


@pytest.mark.parametrize(
    "query",
    [
        "from a | where n == 5 | limit 3",
        'from a | where n == "5"',
        'from a | where to_lower(n) == "x"',
        "from a | where length(f) == 5",
        'from a | where f not like "x"',
        'from a | where f : "x"',
        'from a | where f like "\\\\a"',
        'from a | where f < "x"',
    ],
)
def test_the_judge_refuses_what_it_does_not_know(query: str) -> None:
    with pytest.raises(NotUnderstood):
        EsqlQuery(query).finds(EVENT)


def test_what_the_grammar_does_not_take_is_no_query() -> None:
    with pytest.raises(Rejected):
        EsqlQuery('from a | where f = "x"')


def test_every_shape_of_rule_means_the_same() -> None:
    assert shapes_that_are_not_right("esql") == {}
