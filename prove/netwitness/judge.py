"""The query language of NetWitness: `meta operator value, value …` joined by `&&` and `||`.

From the vendor's pages *Queries* and *Rule and query guidelines* of NetWitness Platform: the
operators `=`, `begins`, `ends`, `contains`, `regex`, `exists`, `!exists`, `<` …, texts in single or
double quotes, several values separated by commas of which one must match, networks without quotes,
NOT before parentheses. Texts are compared ignoring case, as in the investigation of NetWitness; how
`&&` and `||` bind without parentheses, and escapes in a text, are not understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from prove.problems import NotUnderstood
from prove.shared.expressions import Condition, ExpressionParser
from prove.shared.java_regex import java_expression
from prove.shared.values import COMPARISONS, Row, Test, in_network, number_of, ordered, text_of

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


class NetWitness(ExpressionParser[Row]):
    """A query of Investigate, or the condition of a rule."""

    pattern = PATTERN
    AND = ("&&", "AND")
    OR = ("||", "OR")
    NOT = ("NOT", "~")
    strict = True

    def comparison(self) -> Condition[Row]:
        name = self.take("word").text
        operator = self.take("word", "operator").text.lower()
        if operator in ("exists", "!exists"):
            wanted = operator == "exists"
            return lambda row: (text_of(row.get(name)) is not None) is wanted
        values = self.separated(lambda: self._test(operator))

        def holds(row: Row) -> bool:
            text = text_of(row.get(name))
            return text is not None and any(test(text) for test in values)

        return holds

    def _test(self, operator: str) -> Test:
        token = self.take("string", "word", "address")
        if token.kind == "address" and "/" in token.text:
            if operator != "=":
                raise NotUnderstood(f"{operator} with a network")
            return in_network(token.text)
        value = token.text[1:-1] if token.kind == "string" else token.text
        if token.kind == "word" and number_of(value) is None:
            raise NotUnderstood(f"the value {value!r} without quotes")
        if operator == "regex":
            pattern = java_expression(value, fold=True)
            return lambda text: pattern.search(text) is not None
        if operator in COMPARISONS:
            return ordered(operator, value)
        if operator not in TESTS:
            raise NotUnderstood(f"the operator {operator}")
        folded, test = value.lower(), TESTS[operator]
        return lambda text: test(text.lower(), folded)
