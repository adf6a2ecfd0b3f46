"""What the parsers of all judged languages share: tokens, operators and their precedence."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from prove.problems import NotUnderstood, Rejected
from prove.shared.expressions import Condition, ExpressionParser

Row = Mapping[str, bool | None]


class Letters(ExpressionParser[Row]):
    """Fields that are true, false or unknown."""

    pattern = re.compile(r'(?P<space>\s+)|(?P<mark>[()])|(?P<word>\w+)|"(?P<quoted>[^"]*)"')

    def comparison(self) -> Condition[Row]:
        name = self.take("word", "quoted").text
        return lambda row: row.get(name)


class OrFirst(Letters):
    or_first = True


class Juxtaposed(Letters):
    juxtaposed = True


class Strict(Juxtaposed):
    strict = True


class Capitals(Letters):
    ignore_case = False


class Strange(Letters):
    problem = Rejected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (Letters, "t or t and f", True),
        (OrFirst, "t or t and f", False),
        (Letters, "(t or t) and f", False),
        (Letters, "not f and t", True),
        (Letters, "not not t", True),
        (Letters, "u or t", True),
        (Letters, "u and f", False),
        (Letters, "not u", None),
        (Juxtaposed, "t f or t", True),
        (Juxtaposed, 't "t" (t)', True),
        (Strict, "(t or f) t", True),
        (Strict, "t or f or t", True),
    ],
)
def test_operators_bind_as_the_language_says(
    language: type[Letters], text: str, expected: bool | None
) -> None:
    row = {"t": True, "f": False, "u": None}
    assert language(text).condition()(row) is expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (Letters, "t t"),
        (Letters, "(t"),
        (Letters, "t)"),
        (Letters, "t and"),
        (Letters, 't "or" t'),
        (Letters, "t ="),
        (Strict, "t or t and t"),
        (Strict, "t t or t"),
        (Capitals, "t and t"),
    ],
)
def test_anything_else_is_not_understood(language: type[Letters], text: str) -> None:
    with pytest.raises(NotUnderstood):
        language(text).condition()


def test_a_language_chooses_what_a_syntax_error_raises() -> None:
    with pytest.raises(Rejected):
        Strange("(t").condition()
