"""QRadar's Ariel Query Language: `SELECT … FROM events WHERE` and one condition.

From IBM's documentation of QRadar SIEM, *AQL*: the pages *LIKE clause* (`%` and `_`, no escape;
ILIKE and IMATCHES are LIKE and MATCHES without regard to case), *AQL logical and comparison
operators*, *WHERE clause*. Two things it leaves open are not understood where they matter: whether
an expression of MATCHES is searched for or has to match the whole text, and whether NOT of a
comparison holds where a property is null.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from prove.engine import NotUnderstood, Rejected
from prove.shared.dialects import java_expression
from prove.shared.expressions import COMPARE, Condition, ExpressionParser, Row, number_of, text_of

PATTERN = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>'(?:[^']|'')*')
      | (?P<name>"[^"]*")
      | (?P<operator><=|>=|!=|<>|=|<|>)
      | (?P<mark>[(),*])
      | (?P<word>[\w.]+)""",
    re.VERBOSE,
)
HEAD = re.compile(r"SELECT \*(?:, [^']*?)? FROM events WHERE ", re.DOTALL)
Operand = Callable[[Row], str | None]
Leaf = Callable[[str], bool]


def condition(query: str) -> Condition:
    """The query's condition. Raises NotUnderstood and Rejected."""
    head = HEAD.match(query)
    if head is None:
        raise NotUnderstood("not of the form SELECT * FROM events WHERE")
    of_three = _Where(query[head.end() :], None).condition()
    of_two = _Where(query[head.end() :], False).condition()

    def holds(row: Row) -> bool:
        first, second = of_three(row) is True, of_two(row) is True
        if first is not second:
            raise NotUnderstood("NOT of a comparison with a property that is null")
        return first

    return holds


class _Where(ExpressionParser):
    pattern = PATTERN

    def __init__(self, text: str, unknown: bool | None) -> None:
        super().__init__(text)
        self.unknown = unknown

    def comparison(self) -> Condition:
        if self.is_word(("INCIDR",)):
            return self._in_network()
        operand = self._operand()
        if self.is_word(("IS",)):
            self.at += 1
            wanted = not self.is_word(("NOT",))
            self.at += not wanted
            self.mark("NULL")
            return lambda row: (operand(row) is None) is wanted
        return self._leaf(operand, self._test())

    def _leaf(self, operand: Operand, test: Leaf) -> Condition:
        def holds(row: Row) -> bool | None:
            text = operand(row)
            return self.unknown if text is None else test(text)

        return holds

    def _test(self) -> Leaf:
        operator = self.next().text.upper()
        if operator == "IN":
            values = self.listed(self._value)
            return lambda text: text in values
        value = self._value()
        if operator in ("LIKE", "ILIKE"):
            pattern = _like(value, fold=operator == "ILIKE")
            return lambda text: pattern.fullmatch(text) is not None
        if operator in ("MATCHES", "IMATCHES"):
            return _expression(value, fold=operator == "IMATCHES")
        if operator == "=":
            return lambda text: text == value
        if operator in COMPARE:
            return _compared(operator, value)
        raise NotUnderstood(f"the operator {operator}")

    def _operand(self) -> Operand:
        token = self.take("word", "name")
        if token.kind == "name":
            name = token.text[1:-1]
            return lambda row: text_of(row.get(name))
        if self.peek().text != "(":
            return lambda row: text_of(row.get(token.text))
        self.mark("(")
        inner = self._operand()
        self.mark(")")
        function = token.text.upper()
        if function == "LOWER":
            return lambda row: None if (text := inner(row)) is None else text.lower()
        if function == "UTF8":
            return inner
        raise NotUnderstood(f"the function {function}")

    def _value(self) -> str:
        token = self.take("string", "word")
        if token.kind == "string":
            return token.text[1:-1].replace("''", "'")
        if number_of(token.text) is None:
            raise NotUnderstood(f"the value {token.text!r}")
        return token.text

    def _in_network(self) -> Condition:
        self.at += 1
        self.mark("(")
        network = self._value()
        self.mark(",")
        operand = self._operand()
        self.mark(")")
        try:
            within = ip_network(network)
        except ValueError as problem:
            raise Rejected(str(problem)) from problem

        def inside(text: str) -> bool:
            try:
                return ip_address(text) in within
            except ValueError:
                return False

        return self._leaf(operand, inside)


def _like(value: str, *, fold: bool) -> re.Pattern[str]:
    body = "".join({"%": ".*", "_": "."}.get(char, re.escape(char)) for char in value)
    return re.compile(body, re.DOTALL | (re.IGNORECASE if fold else re.NOFLAG))


def _expression(value: str, *, fold: bool) -> Leaf:
    pattern = java_expression(value, fold=fold)

    def test(text: str) -> bool:
        found, whole = pattern.search(text) is not None, pattern.fullmatch(text) is not None
        if found is not whole:
            raise NotUnderstood("whether an expression has to match the whole text")
        return found

    return test


def _compared(operator: str, value: str) -> Leaf:
    edge = number_of(value)
    if edge is None:
        raise NotUnderstood(f"{value!r} is no number")

    def test(text: str) -> bool:
        number = number_of(text)
        return number is not None and COMPARE[operator](number, edge)

    return test
