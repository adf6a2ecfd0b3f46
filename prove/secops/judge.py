"""UDM search of Google SecOps.

From docs.cloud.google.com/chronicle, *Understand search syntax* (how values of each type are
written, `nocase`, the escapes `\\\\` and `\\"`, regular expressions of RE2 between slashes, `!=`) and
*Search best practices* (AND, OR, NOT, parentheses). Fields are those of protocol buffers: an unset
field is an empty text or zero.
"""

from __future__ import annotations

import re

from prove.problems import NotUnderstood, Rejected
from prove.shared import re2
from prove.shared.expressions import Condition, ExpressionParser
from prove.shared.values import COMPARISONS, Row, in_network, number_of, text_of

PATTERN = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>"(?:[^"\\]|\\["\\])*")
      | (?P<regex>/(?:[^/\\\n]|\\.)*/)
      | (?P<operator><=|>=|!=|=|<|>)
      | (?P<mark>[(),])
      | (?P<number>-?\d+(?:\.\d+)?(?![\w.]))
      | (?P<word>[A-Za-z_][\w.]*(?:\[[^\]]*\])?)""",
    re.VERBOSE,
)
NUMBERS = re.compile(r"(?:\.port|_bytes|_code|\.file\.size|session_duration|_seconds)$")
"""Fields that hold a number; a value in quotes is an error for them."""
CIDR = "NET.IP_IN_RANGE_CIDR"


class UDM(ExpressionParser[Row]):
    """Conditions of the form field, operator, value."""

    pattern = PATTERN

    def comparison(self) -> Condition[Row]:
        if self.accept_word(CIDR):
            return self._network()
        name = self.take("word").text
        operator = self.take("operator").text
        value = self.take("string", "regex", "number")
        nocase = self.accept_word("NOCASE")
        if operator in ("=", "!="):
            test = self._equal(name, value.kind, value.text, nocase=nocase)
            return test if operator == "=" else lambda row: not test(row)
        if value.kind != "number":
            raise NotUnderstood(f"{operator} with {value.text}")
        edge = float(value.text)
        holds = COMPARISONS[operator]
        return lambda row: holds(_number(row, name), edge)

    def _equal(self, name: str, kind: str, text: str, *, nocase: bool) -> Condition[Row]:
        numeric = NUMBERS.search(name) is not None
        if kind == "number":
            if not numeric:
                raise NotUnderstood(f"the number {text} for the text {name}")
            return lambda row: _number(row, name) == float(text)
        if numeric:
            raise Rejected(f"{name} is a number, and {text} is not")
        if kind == "regex":
            search = re2.search(text[1:-1].replace("\\/", "/"), fold=nocase)
            return lambda row: search(_text(row, name))
        value = re.sub(r"\\(.)", r"\1", text[1:-1])
        if nocase:
            return lambda row: _text(row, name).lower() == value.lower()
        return lambda row: _text(row, name) == value

    def _network(self) -> Condition[Row]:
        self.mark("(")
        name = self.take("word").text
        self.mark(",")
        network = self.take("string").text[1:-1]
        self.mark(")")
        inside = in_network(network)
        return lambda row: inside(_text(row, name))


def _text(row: Row, name: str) -> str:
    return text_of(row.get(name)) or ""


def _number(row: Row, name: str) -> float:
    return number_of(row.get(name)) or 0.0
