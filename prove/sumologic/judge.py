"""Expressions of Sumo Logic Cloud SIEM rules.

From the vendor's page *Cloud SIEM Rules Syntax*: comparisons with null are false, `&&`, `||`, `!`,
`in`, `like`, `matches` with a regular expression of RE2 between slashes, `isEmpty`, `isNull`,
`lower`. AND and OR are the same as `&&` and `||`. Whether `matches` searches for its expression or
compares the whole text is not told, and so not understood where it matters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from prove.engine import NotUnderstood, Rejected
from prove.shared.dialects import re2_search
from prove.shared.expressions import COMPARE, Condition, ExpressionParser, Row, number_of, text_of

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
    """The expression of the one rule in what is printed for import. Raises NotUnderstood."""
    try:
        (rule,) = json.loads(query)["rules"]
        return str(rule["expression"])
    except (ValueError, KeyError, TypeError) as problem:
        raise NotUnderstood(f"not a document with one rule ({problem})") from problem


class CloudSiem(ExpressionParser):
    """The expression of a match rule."""

    pattern = PATTERN
    AND = ("AND", "&&")
    OR = ("OR", "||")
    NOT = ("NOT", "!")

    def comparison(self) -> Condition:
        if self.is_word(("ISEMPTY", "ISNULL", "ISBLANK")):
            return self._empty()
        operand = self._operand()
        operator = self.take("word", "operator").text.lower()
        if operator == "in":
            tests = [self._equal(value) for value in self.listed(self._value)]
            return _of(operand, lambda text: any(test(text) for test in tests))
        if operator == "matches":
            return _of(operand, _expression(_inner(self.take("regex").text)))
        value = self._value()
        if operator == "like":
            like = "".join({"%": ".*", "_": "."}.get(char, re.escape(char)) for char in value)
            liked = re.compile(like, re.DOTALL)
            return _of(operand, lambda text: liked.fullmatch(text) is not None)
        if operator in ("=", "=="):
            return _of(operand, self._equal(value))
        if operator in COMPARE:
            edge = number_of(value)
            if edge is None:
                raise NotUnderstood(f"{operator} {value!r}")
            holds = COMPARE[operator]
            return _of(operand, lambda text: (n := number_of(text)) is not None and holds(n, edge))
        raise NotUnderstood(f"the operator {operator}")

    def _equal(self, value: str) -> Callable[[str], bool]:
        return lambda text: text == value

    def _empty(self) -> Condition:
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
        if self.peek().text != "(":
            return lambda row: text_of(row.get(name))
        if name.lower() != "lower":
            raise NotUnderstood(f"the function {name}")
        self.mark("(")
        inner = self._operand()
        self.mark(")")
        return lambda row: None if (text := inner(row)) is None else text.lower()

    def _value(self) -> str:
        token = self.take("string", "number")
        return token.text if token.kind == "number" else literal(token.text)


def _of(operand: Operand, test: Callable[[str], bool]) -> Condition:
    def holds(row: Row) -> bool:
        text = operand(row)
        return text is not None and test(text)

    return holds


def _inner(token: str) -> str:
    """The expression of a token: between slashes `\\/` is a slash."""
    return re.sub(r"(?<!\\)((?:\\\\)*)\\/", r"\1/", token[1:-1])


def _expression(pattern: str) -> Callable[[str], bool]:
    found, whole = re2_search(pattern), re2_search(f"\\A(?:{pattern})\\z")

    def test(text: str) -> bool:
        if found(text) is not whole(text):
            raise NotUnderstood("whether `matches` compares the whole text")
        return found(text)

    return test


def literal(token: str) -> str:
    body = token[1:-1]
    if re.search(r"(?<!\\)(?:\\\\)*\\[^\\\"'nrt]", body):
        raise Rejected(f"the text {token} has an escape that is not documented")
    kept = {"n": "\n", "r": "\r", "t": "\t"}
    return re.sub(r"\\(.)", lambda match: kept.get(match[1], match[1]), body)
