"""XQL of Cortex XDR: `config`, a preset or data set, and one filter.

From docs-cortex.paloaltonetworks.com: *Supported operators* (`in`, `contains` and their wildcards),
*filter* (a text in double quotes is literal except for `*`, which is any text; escapes are only
processed in triple quotes), *case_sensitive* (false by default), and RE2 for `~=`. Whether `not` of
a comparison with a null field holds is not documented.
"""

from __future__ import annotations

import re

from prove.problems import NotUnderstood
from prove.shared import re2
from prove.shared.expressions import Condition, ExpressionParser
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
    r'''(?P<space>\s+)
      | (?P<string>"""(?:[^"\\]|\\.|"(?!""))*"""|"[^"]*")
      | (?P<operator><=|>=|!=|~=|=|<|>)
      | (?P<mark>[(),])
      | (?P<word>-?[\w.]+)''',
    re.VERBOSE | re.DOTALL,
)
HEAD = re.compile(r"config case_sensitive = false \| (?:preset|dataset) ?= ?\w+ \| filter ")


def condition_of(query: str) -> Condition[Row]:
    """The filter of a query. Raises NotUnderstood and Rejected."""
    head = HEAD.match(query)
    if head is None:
        raise NotUnderstood("not of the form config | preset | filter")
    body = re.sub(r" \| fields [\w, .]+$", "", query[head.end() :])
    return undisputed(
        _Filter(body, None).condition(),
        _Filter(body, False).condition(),
        "not of a comparison with a field that is null",
    )


class _Filter(ExpressionParser[Row]):
    """The condition of a filter; `unknown` is what a comparison with a null field gives."""

    pattern = PATTERN

    def __init__(self, text: str, unknown: bool | None) -> None:
        super().__init__(text)
        self.unknown = unknown

    def comparison(self) -> Condition[Row]:
        name = self.take("word").text
        negative = self.accept_word("NOT")
        operator = self.take("word", "operator").text.lower()
        if operator in ("=", "!=") and self.accept_word("NULL"):
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
        if operator in COMPARISONS:
            return ordered(operator, self._value())
        if operator == "~=":
            return re2.search(self._expression(), fold=True)
        if operator == "incidr":
            return in_network(self._value())
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
