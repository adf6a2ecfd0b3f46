"""LogsQL of VictoriaLogs: filters joined by logical operators, without pipes.

From docs.victoriametrics.com/victorialogs/logsql, sections *Word filter* to *Logical filter* and
*String literals*. All values are texts; a missing field is an empty one (*Empty value filter*).
"""

from __future__ import annotations

import ast
import re
from ipaddress import ip_network

from prove.problems import NotUnderstood, Rejected
from prove.shared import re2
from prove.shared.expressions import Condition, ExpressionParser
from prove.shared.values import COMPARISONS, Row, in_network, number_of, text_of

PATTERN = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)
      | (?P<mark>[(),\[\]:*])
      | (?P<operator><=|>=|[=~<>!])
      | (?P<word>-?[^\W\d][\w.]*|-?\d[\w.]*|-)""",
    re.VERBOSE | re.DOTALL,
)
RESERVED = {"AND", "OR", "NOT"}


def literal(token: str) -> str:
    """A quoted text: Go's string literals, and the same in single quotes."""
    if token[0] == "`":
        return token[1:-1]
    if re.search(r"(?<!\\)(?:\\\\)*\\[^abfnrtvxuU0-7\\'\"]", token) or "\n" in token:
        raise Rejected(f"the text {token} has an escape that Go does not know")
    return str(ast.literal_eval(token))


class LogsQL(ExpressionParser[Row]):
    """Filters; `NOT`, `!` and `-` negate, AND may be left out."""

    pattern = PATTERN
    NOT = ("NOT", "!", "-")
    juxtaposed = True

    def comparison(self) -> Condition[Row]:
        if not self.is_mark(":", 1):
            return self.filter("_msg")
        token = self.take("word", "string")
        self.mark(":")
        return self.filter(self._text(token.kind, token.text))

    def _text(self, kind: str, text: str) -> str:
        if kind == "string":
            return literal(text)
        if text.upper() in RESERVED:
            raise NotUnderstood(f"the reserved word {text} without quotes")
        return text

    def text(self) -> str:
        token = self.take("word", "string")
        return self._text(token.kind, token.text)

    def filter(self, name: str) -> Condition[Row]:
        token = self.peek()
        if self.accept_mark("("):
            if name != "_msg":
                raise NotUnderstood("a group of filters after a field")
            inner = self.expression()
            self.mark(")")
            return inner
        if token.kind == "operator":
            return self._operator(name)
        if self.accept_mark("*"):
            return lambda row: _value(row, name) != ""
        if token.kind == "word" and (self.is_mark("(", 1) or self.is_mark("[", 1)):
            return self._function(name)
        text = self.text()
        if self.accept_mark("*"):
            return _phrase(name, text, prefix=True, fold=False)
        if text == "":
            return lambda row: _value(row, name) == ""
        return _phrase(name, text, prefix=False, fold=False)

    def _operator(self, name: str) -> Condition[Row]:
        operator = self.next().text
        if operator == "=":
            text = self.text()
            if self.accept_mark("*"):
                return lambda row: _value(row, name).startswith(text)
            return lambda row: _value(row, name) == text
        if operator == "~":
            search = re2.search(literal(self.take("string").text))
            return lambda row: search(_value(row, name))
        if operator in COMPARISONS:
            return _range(name, operator, self.text())
        raise NotUnderstood(f"the operator {operator} after a field")

    def _function(self, name: str) -> Condition[Row]:
        function = self.next().text
        if function == "i":
            self.mark("(")
            text = self.text()
            prefix = self.accept_mark("*")
            self.mark(")")
            return _phrase(name, text, prefix=prefix, fold=True)
        if function == "range":
            return self._numbers(name)
        arguments = self.listed(self.text)
        if function == "in":
            return lambda row: _value(row, name) in arguments
        if function in ("ipv4_range", "ipv6_range") and len(arguments) == 1:
            return _addresses(name, function, arguments[0])
        if function == "eq_field" and len(arguments) == 1:
            return lambda row: _value(row, name) == _value(row, arguments[0])
        raise NotUnderstood(f"the filter {function}")

    def _numbers(self, name: str) -> Condition[Row]:
        """`range(a, b]`; a text that is not a number is in no range (*Range filter*)."""
        opened = self.take("mark").text
        low = self._bound()
        self.mark(",")
        high = self._bound()
        closed = self.take("mark").text
        if opened not in "([" or closed not in ")]":
            raise NotUnderstood(f"the brackets {opened} {closed} of a range")

        def holds(row: Row) -> bool:
            number = number_of(_value(row, name))
            if number is None:
                return False
            above = number >= low if opened == "[" else number > low
            return above and (number <= high if closed == "]" else number < high)

        return holds

    def _bound(self) -> float:
        text = self.take("word").text
        if text.lower().lstrip("-") == "inf":
            return float(text)
        number = number_of(text)
        if number is None:
            raise NotUnderstood(f"the bound {text!r} of a range")
        return number


def _value(row: Row, name: str) -> str:
    return text_of(row.get(name)) or ""


def _phrase(name: str, text: str, *, prefix: bool, fold: bool) -> Condition[Row]:
    """Whole words at both ends, if the phrase itself begins and ends with a letter or digit."""
    start = r"(?<!\w)" if re.match(r"\w", text) else ""
    end = r"(?!\w)" if re.search(r"\w$", text) and not prefix else ""
    body = re.compile(start + re.escape(text) + end, re.IGNORECASE if fold else re.NOFLAG)
    return lambda row: body.search(_value(row, name)) is not None


def _range(name: str, operator: str, edge: str) -> Condition[Row]:
    """Numbers; how the language orders other texts relative to a number is not documented."""
    limit = number_of(edge)
    if limit is None:
        raise NotUnderstood(f"a range of the text {edge!r}")
    ordered = COMPARISONS[operator]

    def holds(row: Row) -> bool:
        value = _value(row, name)
        number = number_of(value)
        if number is None:
            if value:
                raise NotUnderstood(f"whether {value!r} {operator} {edge} is not documented")
            return False
        return ordered(number, limit)

    return holds


def _addresses(name: str, function: str, network: str) -> Condition[Row]:
    """The network may be one of the other version, in which no address of this version is."""
    inside = in_network(network)
    if ip_network(network).version != (4 if function == "ipv4_range" else 6):
        return lambda row: False
    return lambda row: inside(_value(row, name))
