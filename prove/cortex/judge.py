"""XQL of Cortex XDR: `config`, a preset or data set, and one filter.

From docs-cortex.paloaltonetworks.com: *Supported operators* (`in`, `contains` and their wildcards),
*filter* (a text between double quotes is literal but for `*`, which is any text; escapes are only
processed between triple quotes), *case_sensitive* (false unless it is said), and RE2 for `~=`.
Whether a comparison of a null field under `not` holds is not documented.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from prove.engine import NotUnderstood, Rejected
from prove.shared.dialects import re2_search
from prove.shared.expressions import (
    COMPARE,
    Condition,
    ExpressionParser,
    Row,
    number_of,
    text_of,
    wildcards,
)

PATTERN = re.compile(
    r'''(?P<space>\s+)
      | (?P<string>"""(?:[^"\\]|\\.|"(?!""))*"""|"[^"]*")
      | (?P<operator><=|>=|!=|~=|=|<|>)
      | (?P<mark>[(),])
      | (?P<word>-?[\w.]+)''',
    re.VERBOSE | re.DOTALL,
)
Test = Callable[[str], bool]
HEAD = re.compile(r"config case_sensitive = false \| (?:preset|dataset) ?= ?\w+ \| filter ")


def condition(query: str) -> Condition:
    """The filter of a query. Raises NotUnderstood and Rejected."""
    head = HEAD.match(query)
    if head is None:
        raise NotUnderstood("not of the form config | preset | filter")
    body = re.sub(r" \| fields [\w, .]+$", "", query[head.end() :])
    of_three = _Filter(body, None).condition()
    of_two = _Filter(body, False).condition()

    def holds(row: Row) -> bool:
        first, second = of_three(row) is True, of_two(row) is True
        if first is not second:
            raise NotUnderstood("not of a comparison with a field that is null")
        return first

    return holds


class _Filter(ExpressionParser):
    pattern = PATTERN

    def __init__(self, text: str, unknown: bool | None) -> None:
        super().__init__(text)
        self.unknown = unknown

    def comparison(self) -> Condition:
        name = self.take("word").text
        negative = self.is_word(("NOT",))
        self.at += negative
        operator = self.take("word", "operator").text.lower()
        if operator in ("=", "!=") and self.is_word(("NULL",)):
            self.at += 1
            wanted = operator == "="
            return lambda row: (text_of(row.get(name)) is None) is wanted
        test = self._test(operator)

        def holds(row: Row) -> bool | None:
            text = text_of(row.get(name))
            return self.unknown if text is None else test(text) is not negative

        return holds

    def _test(self, operator: str) -> Test:
        if operator == "in":
            patterns = [wildcards(value) for value in self.listed(self._value)]
            return lambda text: any(pattern.fullmatch(text) for pattern in patterns)
        if operator in COMPARE:
            edge = number_of(self._value())
            if edge is None:
                raise NotUnderstood("a comparison with what is no number")
            return lambda text: (
                (number := number_of(text)) is not None and COMPARE[operator](number, edge)
            )
        if operator == "~=":
            return re2_search(self._expression(), fold=True)
        if operator == "incidr":
            return _network(self._value())
        value = self._value()
        if operator == "=":
            whole = wildcards(value)
            return lambda text: whole.fullmatch(text) is not None
        if operator == "contains":
            part = wildcards(value)
            return lambda text: part.search(text) is not None
        raise NotUnderstood(f"the operator {operator}")

    def _value(self) -> str:
        token = self.take("string", "word")
        if token.text.startswith('"""'):
            raise NotUnderstood("a text between triple quotes")
        if token.kind == "string":
            return token.text[1:-1]
        if number_of(token.text) is None and not token.text.startswith("ENUM."):
            raise NotUnderstood(f"the value {token.text!r}")
        return token.text

    def _expression(self) -> str:
        token = self.take("string")
        if token.text.startswith('"""'):
            return re.sub(r'\\(["\\])', r"\1", token.text[3:-3])
        return token.text[1:-1]


def _network(text: str) -> Test:
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
