"""Signals of Tanium Threat Response: `object.property operator 'value'` joined by AND and OR.

From Tanium's *Threat Response User Guide*, authoring signals: `contains`, `starts with`, `ends
with`, `matches` (with `*` and `?`), `is` and `=`, each of which may be followed by `not`, numbers
with `<` and `>`, AND, OR, NOT and parentheses; values in single quotes, in which a quote and a
backslash are escaped with a backslash; comparisons ignore case. `is null` and `exists` are not
documented.
"""

from __future__ import annotations

import re

from prove.problems import NotUnderstood
from prove.shared.expressions import Condition, ExpressionParser
from prove.shared.values import COMPARISONS, Row, field_ordered, text_of, wildcards

PATTERN = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>'(?:[^'\\]|\\.)*')
      | (?P<operator><=|>=|!=|=|<|>)
      | (?P<mark>[()])
      | (?P<word>[\w.]+)""",
    re.VERBOSE | re.DOTALL,
)
OPERATORS = ("=", "is", "contains", "starts with", "ends with", "matches")


class Signals(ExpressionParser[Row]):
    """The text of a signal."""

    pattern = PATTERN
    strict = True

    def comparison(self) -> Condition[Row]:
        name = self.take("word").text
        operator, negative = self._operator()
        if operator in COMPARISONS:
            return field_ordered(name, operator, self.take("word").text)
        test = self._test(operator)

        def holds(row: Row) -> bool:
            text = text_of(row.get(name))
            found = text is not None and test.fullmatch(text) is not None
            return found is not negative

        return holds

    def _operator(self) -> tuple[str, bool]:
        words = [self.take("word", "operator").text.lower()]
        while self.peek().kind == "word" and not self.peek().text.isdecimal():
            words.append(self.next().text.lower())
        negative = words[-1] == "not" and len(words) > 1
        return " ".join(words[:-1] if negative else words), negative

    def _test(self, operator: str) -> re.Pattern[str]:
        if operator not in OPERATORS:
            raise NotUnderstood(f"the operator {operator}")
        token = self.take("string", "word")
        if token.kind == "word":
            if not token.text.isdecimal():
                raise NotUnderstood(f"the value {token.text!r}")
            value = token.text
        else:
            value = self._literal(token.text[1:-1])
        plain = re.escape(value)
        patterns = {
            "=": plain,
            "is": plain,
            "contains": f".*{plain}.*",
            "starts with": f"{plain}.*",
            "ends with": f".*{plain}",
        }
        if operator == "matches":
            return wildcards(value, one="?")
        return re.compile(patterns[operator], re.IGNORECASE | re.DOTALL)

    def _literal(self, body: str) -> str:
        if re.search(r"(?<!\\)(?:\\\\)*\\[^\\']", body):
            raise NotUnderstood(f"an escape in {body!r}")
        return re.sub(r"\\(.)", r"\1", body)
