"""Expressions of Sumo Logic Cloud SIEM rules.

From the vendor's page *Cloud SIEM Rules Syntax*: comparisons with null are false, `&&`, `||`, `!`,
`in`, `like`, `matches` with a regular expression of RE2 between slashes, `isEmpty`, `isNull`,
`lower`. AND and OR are the same as `&&` and `||`. Whether `matches` searches for its expression or
compares the whole text is not documented, and so not understood where it matters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from prove.problems import NotUnderstood
from prove.shared import re2
from prove.shared.expressions import Condition, ExpressionParser
from prove.shared.values import (
    COMPARISONS,
    Row,
    Test,
    ordered,
    text_of,
    unescaped,
    wildcards,
)

PATTERN = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<regex>(?<=matches\ )/(?:[^/\\\n]|\\.)*/)
      | (?P<operator><=|>=|!=|==|&&|\|\||=|<|>|!)
      | (?P<mark>[(),])
      | (?P<number>-?\d+(?:\.\d+)?(?![\w.]))
      | (?P<word>[A-Za-z_][\w.\-]*(?:\["[^"]*"\]|\['[^']*'\])?)""",
    re.VERBOSE | re.DOTALL,
)
Operand = Callable[[Row], str | None]


def expression_of(query: str) -> str:
    """The expression of the one rule in the printed import document. Raises NotUnderstood."""
    try:
        (rule,) = json.loads(query)["rules"]
        return str(rule["expression"])
    except (ValueError, KeyError, TypeError) as problem:
        raise NotUnderstood(f"not a document with one rule ({problem})") from problem


class CloudSiem(ExpressionParser[Row]):
    """The expression of a match rule."""

    pattern = PATTERN
    AND = ("AND", "&&")
    OR = ("OR", "||")
    NOT = ("NOT", "!")

    def comparison(self) -> Condition[Row]:
        if self.is_word(("ISEMPTY", "ISNULL", "ISBLANK")):
            return self._empty()
        operand = self._operand()
        operator = self.take("word", "operator").text.lower()
        if operator == "in":
            values = self.listed(self._value)
            return _of(operand, lambda text: text in values)
        if operator == "matches":
            return _of(operand, _expression(_inner(self.take("regex").text)))
        value = self._value()
        if operator == "like":
            pattern = wildcards(value, many="%", one="_", fold=False)
            return _of(operand, lambda text: pattern.fullmatch(text) is not None)
        if operator in ("=", "=="):
            return _of(operand, lambda text: text == value)
        if operator in COMPARISONS:
            return _of(operand, ordered(operator, value))
        raise NotUnderstood(f"the operator {operator}")

    def _empty(self) -> Condition[Row]:
        function = self.next().text.upper()
        self.mark("(")
        operand = self._operand()
        self.mark(")")
        if function == "ISNULL":
            return lambda row: operand(row) is None
        if function == "ISBLANK":
            return lambda row: not (operand(row) or "").strip()
        return lambda row: not operand(row)

    def _operand(self) -> Operand:
        name = self.take("word").text
        if not self.accept_mark("("):
            return lambda row: text_of(row.get(name))
        if name.lower() != "lower":
            raise NotUnderstood(f"the function {name}")
        inner = self._operand()
        self.mark(")")
        return lambda row: None if (text := inner(row)) is None else text.lower()

    def _value(self) -> str:
        token = self.take("string", "number")
        return token.text if token.kind == "number" else unescaped(token.text)


def _of(operand: Operand, test: Test) -> Condition[Row]:
    def holds(row: Row) -> bool:
        text = operand(row)
        return text is not None and test(text)

    return holds


def _inner(token: str) -> str:
    """The expression of a token: between slashes `\\/` is a slash."""
    return re.sub(r"(?<!\\)((?:\\\\)*)\\/", r"\1/", token[1:-1])


def _expression(pattern: str) -> Test:
    found, whole = re2.search(pattern), re2.search(f"\\A(?:{pattern})\\z")

    def test(text: str) -> bool:
        if found(text) is not whole(text):
            raise NotUnderstood("whether `matches` compares the whole text")
        return found(text)

    return test
