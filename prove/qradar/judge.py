"""QRadar's Ariel Query Language: `SELECT … FROM events WHERE` and one condition.

From IBM's documentation of QRadar SIEM, *AQL*: the pages *LIKE clause* (`%` and `_`, no escape;
ILIKE and IMATCHES are LIKE and MATCHES ignoring case), *AQL logical and comparison operators*,
*WHERE clause*. Two things it leaves open are not understood where they matter: whether an expression
of MATCHES is searched for or must match the whole text, and whether NOT of a comparison holds where
a property is null.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from prove.problems import NotUnderstood
from prove.shared.expressions import Condition, ExpressionParser
from prove.shared.java_regex import java_expression
from prove.shared.logic import undisputed
from prove.shared.values import (
    COMPARISONS,
    Row,
    Test,
    in_network,
    number_of,
    ordered,
    text_of,
    wildcards,
)

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


def condition_of(query: str) -> Condition[Row]:
    """The query's condition. Raises NotUnderstood and Rejected."""
    head = HEAD.match(query)
    if head is None:
        raise NotUnderstood("not of the form SELECT * FROM events WHERE")
    return undisputed(
        _Where(query[head.end() :], None).condition(),
        _Where(query[head.end() :], False).condition(),
        "NOT of a comparison with a property that is null",
    )


class _Where(ExpressionParser[Row]):
    """The condition; `unknown` is what a comparison with a null property gives."""

    pattern = PATTERN

    def __init__(self, text: str, unknown: bool | None) -> None:
        super().__init__(text)
        self.unknown = unknown

    def comparison(self) -> Condition[Row]:
        if self.accept_word("INCIDR"):
            return self._in_network()
        operand = self._operand()
        if self.accept_word("IS"):
            wanted = not self.accept_word("NOT")
            if not self.accept_word("NULL"):
                raise NotUnderstood(f"IS {self.peek().text}")
            return lambda row: (operand(row) is None) is wanted
        return self._leaf(operand, self._test())

    def _leaf(self, operand: Operand, test: Test) -> Condition[Row]:
        def holds(row: Row) -> bool | None:
            text = operand(row)
            return self.unknown if text is None else test(text)

        return holds

    def _test(self) -> Test:
        operator = self.next().text.upper()
        if operator == "IN":
            values = self.listed(self._value)
            return lambda text: text in values
        value = self._value()
        if operator in ("LIKE", "ILIKE"):
            pattern = wildcards(value, many="%", one="_", fold=operator == "ILIKE")
            return lambda text: pattern.fullmatch(text) is not None
        if operator in ("MATCHES", "IMATCHES"):
            return _expression(value, fold=operator == "IMATCHES")
        if operator == "=":
            return lambda text: text == value
        if operator in COMPARISONS:
            return ordered(operator, value)
        raise NotUnderstood(f"the operator {operator}")

    def _operand(self) -> Operand:
        token = self.take("word", "name")
        if token.kind == "name":
            name = token.text[1:-1]
            return lambda row: text_of(row.get(name))
        if not self.accept_mark("("):
            return lambda row: text_of(row.get(token.text))
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

    def _in_network(self) -> Condition[Row]:
        self.mark("(")
        network = self._value()
        self.mark(",")
        operand = self._operand()
        self.mark(")")
        return self._leaf(operand, in_network(network))


def _expression(value: str, *, fold: bool) -> Test:
    pattern = java_expression(value, fold=fold)

    def test(text: str) -> bool:
        found, whole = pattern.search(text) is not None, pattern.fullmatch(text) is not None
        if found is not whole:
            raise NotUnderstood("whether an expression must match the whole text")
        return found

    return test
