"""The judge of Logpoint queries judges as the documentation says, and refuses the rest."""

from __future__ import annotations

import pytest

from prove.logpoint.judge import parse
from prove.problems import NotUnderstood


@pytest.mark.parametrize(
    ("query", "hit"),
    [
        ('a="x"', True),
        ('a="X"', True),
        ('a="?"', True),
        ('a="x?"', False),
        ("a=*", True),
        ("b=*", False),
        ("-b=*", True),
        ('a="x" n>4', True),
        ('a="x" n>5', False),
        ('a="y" OR n<=5', True),
        ('a IN ["y", "x*"]', True),
        ('-(a="y" OR n=5)', False),
        (r'p="*\dir\*"', True),
        ("p='*\"q\"*'", True),
        ('"*ello wor*"', True),
        ('"ello"', False),
        ('"hello"', True),
        ('a=* | process regex("(?P<m>^x$)", a) | search m=*', True),
        ('| process regex("(?P<m>y)", a) | search m=*', False),
    ],
)
def test_queries(query: str, hit: bool) -> None:
    event = {"a": ("x",), "n": ("5",), "p": ('C:\\dir\\f "q"',), "msg": ("Hello world",)}
    assert parse(query).matches(event) is hit


@pytest.mark.parametrize(
    "query",
    [
        "",
        'a="x" OR b="y" c="z"',
        'process="x"',
        'a="x',
        '--a="x"',
        'cs-method="x"',
        '| process regex("(?P<m>"x")", a)',
        '| process regex("x", a)',
        '| process regex("(?P<m>(?i)x)", a)',
        '| process regex("(?P<m>x)", process)',
        '| process regex("(?P<m>x)", cs-uri)',
    ],
)
def test_what_the_documentation_does_not_allow_is_an_error(query: str) -> None:
    with pytest.raises(NotUnderstood):
        parse(query)
