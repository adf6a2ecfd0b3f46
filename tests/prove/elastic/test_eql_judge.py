"""The judge of EQL by examples of Elastic's "EQL syntax reference", and the shapes of rules."""

from __future__ import annotations

from typing import Any

import pytest

from tests.prove.elastic.elastic_shapes import shapes_that_are_not_right

pytest.importorskip("eql", reason="the parser of EQL is in the extra prove")

from prove.elastic.eql_engine import EqlParser
from prove.elastic.eql_judge import EqlQuery
from prove.elastic.keyword_index import is_held, keywords
from prove.problems import NotUnderstood, Rejected

EVENT = {"f": "Document", "n": 5.0, "path": "C:\\Windows\\cmd.exe", "my-field": "x", "u": "grün"}


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ('f : "doc*"', True),
        ('f : "doc?"', False),
        ('f : "DOCUMENT"', True),
        ('f == "DOCUMENT"', False),
        ('f == "Doc*"', False),
        ('f like "Doc*"', True),
        ('f like "doc*"', False),
        ('f like~ ("x", "doc*")', True),
        ('f regex "Doc.*"', True),
        ('f regex "Doc"', False),
        ('f regex~ "doc.*"', True),
        ('path : "c:\\\\windows\\\\*"', True),
        ('u : "GRÜN"', False),
        ('u regex~ "GR[üÜ]N"', True),
        ("n >= 5 and not n > 5", True),
        ("?f != null and ?missing == null", True),
        # A comparison is otherwise false, and NOT is true of what is false.
        ('missing : "x"', False),
        ('not missing : "x"', True),
        ('not (missing : "x" or f : "y")', True),
        ('`my-field` : "X"', True),
    ],
)
def test_the_judge_reads_a_condition_as_the_reference_does(condition: str, found: bool) -> None:
    assert EqlQuery(f"any where {condition}").finds(EVENT) is found


@pytest.mark.parametrize(
    "query",
    [
        'process where f : "x"',
        "any where n : 5",
        'any where n : "5"',
        "any where f == 5",
        'any where f != "x"',
        "any where length(f) == 5",
        'any where f : "a\\q"',
        "any where f : 'x'",
        'any where f regex "a@b"',
        'any where f == "x" | head 5',
    ],
)
def test_the_judge_refuses_what_it_does_not_know(query: str) -> None:
    with pytest.raises(NotUnderstood):
        EqlQuery(query).finds(EVENT)


def test_the_parser_takes_no_half_query() -> None:
    EqlParser().accepts('any where ?f == null and g like~ ("a*", "b")')
    with pytest.raises(Rejected):
        EqlParser().accepts('any where f : "a" and')


def rule(**fields: Any) -> dict[str, Any]:
    detection = {"sel": fields, "condition": "sel"}
    return {"logsource": {"product": "linux"}, "detection": detection}


def test_a_field_that_is_compared_with_numbers_alone_is_a_number() -> None:
    assert keywords(rule(a=5), {"a": "5"})["a"] == 5.0
    assert keywords(rule(a=[5, "x"]), {"a": 5})["a"] == "5"
    assert not is_held(rule(a=5), {"a": "05"})
    assert not is_held(rule(a="x"), {"a": ["x", "y"]})


def test_every_shape_of_rule_means_the_same() -> None:
    assert set(shapes_that_are_not_right("eql")) == {"Two fields that are equal"}
