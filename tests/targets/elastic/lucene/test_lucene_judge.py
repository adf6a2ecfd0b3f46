"""The judge itself: that it finds what Lucene finds and refuses what it does not know."""

from __future__ import annotations

import pytest

from prove.elastic.lucene_judge import LuceneQuery
from prove.problems import NotUnderstood

EVENT = {"a": ["One Two"], "a.cased": ["One Two"], "n": ["7"]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('a:"one two"', True),
        ("a:one\\ *", True),
        ("a:one*", True),
        ("a:one", False),
        ('a.cased:"one two"', False),
        ('b:"x"', False),
        ("_exists_:a", True),
        ("_exists_:b", False),
        ("n:[7 TO *]", True),
        ("n:{7 TO *]", False),
        # A NOT alone takes away from nothing, and beside an OR it takes away from that.
        ('NOT b:"x"', False),
        ('b:"x" OR NOT b:"y"', False),
        ('*:* AND NOT b:"x"', True),
        # The expression of a field in lower case is put in lower case, its classes too.
        ("a:/ONE.TWO/", True),
        ("a:/one\\Stwo/", True),
        ("a.cased:/One\\Stwo/", False),
        ("a:/one/", False),
    ],
)
def test_the_judge_reads_a_query_as_lucene_does(query: str, found: bool) -> None:
    assert LuceneQuery(query).finds(EVENT) is found


@pytest.mark.parametrize(
    "query",
    [
        'a:"x" AND b:"y" OR c:"z"',
        "one",
        "a:>5",
        "a:\\>5",
        "a:x~1",
        "a:/x@y/",
        'a:/"x"/',
        "a:\\X*",
        f"a:/{'x' * 1001}/",
        'a:"x" b:"y"',
    ],
)
def test_the_judge_refuses_what_it_does_not_know_or_lucene_reads_otherwise(query: str) -> None:
    with pytest.raises(NotUnderstood):
        LuceneQuery(query).finds({"a": ["x"], "b": ["y"], "c": ["z"]})
