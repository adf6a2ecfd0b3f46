"""The query language of NetWitness: `meta operator value, value …` joined by `&&` and `||`.

From the vendor's pages *Queries* and *Rule and query guidelines* of NetWitness Platform: the
operators `=`, `begins`, `ends`, `contains`, `regex`, `exists`, `!exists`, `<` …, texts in quotes of
either kind, several values after a comma of which one is to match, networks without quotes, NOT
before parentheses. Texts are compared without regard to case, as the investigation of NetWitness
does; how `&&` and `||` bind without parentheses, and escapes inside a text, are not understood.
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
      | (?P<string>'[^']*'|"[^"]*")
      | (?P<operator><=|>=|!=|&&|\|\||=|<|>|~)
      | (?P<mark>[(),])
      | (?P<address>\d+\.\d+\.\d+\.\d+(?:/\d+)?|[\da-fA-F]*:[\da-fA-F:]+(?:/\d+)?)
      | (?P<word>!?[\w.]+)""",
    re.VERBOSE,
)
TESTS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda text, value: text == value,
    "begins": lambda text, value: text.startswith(value),
    "ends": lambda text, value: text.endswith(value),
    "contains": lambda text, value: value in text,
}


class NetWitness(ExpressionParser):
    """A query of Investigate, or the condition of a rule."""

    pattern = PATTERN
    AND = ("&&", "AND")
    OR = ("||", "OR")
    NOT = ("NOT", "~")
    strict = True

    def comparison(self) -> Condition:
        name = self.take("word").text
        operator = self.take("word", "operator").text.lower()
        if operator in ("exists", "!exists"):
            wanted = operator == "exists"
            return lambda row: (text_of(row.get(name)) is not None) is wanted
        values = [self._test(operator)]
        while self.peek().text == ",":
            self.at += 1
            values.append(self._test(operator))

        def holds(row: Row) -> bool:
            text = text_of(row.get(name))
            return text is not None and any(test(text) for test in values)

        return holds

    def _test(self, operator: str) -> Callable[[str], bool]:
        token = self.take("string", "word", "address")
        if token.kind == "address" and "/" in token.text:
            return _network(operator, token.text)
        value = token.text[1:-1] if token.kind == "string" else token.text
        if token.kind == "word" and number_of(value) is None:
            raise NotUnderstood(f"the value {value!r} without quotes")
        if operator == "regex":
            pattern = java_expression(value, fold=True)
            return lambda text: pattern.search(text) is not None
        if operator in COMPARE:
            edge = number_of(value)
            if edge is None:
                raise NotUnderstood(f"{operator} {value!r}")
            return lambda text: (
                (number := number_of(text)) is not None and COMPARE[operator](number, edge)
            )
        if operator not in TESTS:
            raise NotUnderstood(f"the operator {operator}")
        folded, test = value.lower(), TESTS[operator]
        return lambda text: test(text.lower(), folded)


def _network(operator: str, text: str) -> Callable[[str], bool]:
    if operator != "=":
        raise NotUnderstood(f"{operator} with a network")
    try:
        within = ip_network(text)
    except ValueError as problem:
        raise Rejected(str(problem)) from problem

    def inside(value: str) -> bool:
        try:
            return ip_address(value) in within
        except ValueError:
            return False

    return inside
