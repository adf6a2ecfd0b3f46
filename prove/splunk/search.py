r"""Expressions of Splunk's search command, judged by its documentation alone.

Sources, all of Splunk Enterprise 9 and 10:

- Search Manual, "Boolean expressions with logical operators": parentheses, then NOT, then OR,
  then AND, which may be left out between terms; operators are in capitals.
- Search Manual, "Difference between NOT and !=": NOT also holds for an event without the field.
- Search Reference, "search": `field=value` compares texts; `<` and the like compare numbers as
  numbers and everything else lexicographically; `IN (…)` is an OR and allows wildcards; an IPv4 or
  IPv6 network in CIDR notation matches the addresses in it; `\"`, `\\` and `\|` are the escapes of
  a quoted string and any other backslash is literal.
- Search Manual, "Wildcards" and "Backslashes": `*` is any number of characters, always; it cannot
  be escaped and there is no wildcard for one character.
- Search Manual, "Use CASE() and TERM()": values are compared ignoring case otherwise.
- Knowledge Manager Manual, "Multivalue fields": a field with several values matches if any does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from prove.problems import NotUnderstood
from prove.shared.expressions import Condition, ExpressionParser
from prove.shared.logic import negated
from prove.shared.values import COMPARISONS, in_network, is_network, text_of, wildcards

Event = Mapping[str, Any]

PATTERN = re.compile(
    r"(?P<space>\s+)|(?P<mark>[(),])|(?P<operator>!=|<=|>=|=|<|>)"
    r'|"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<word>[^\s(),"=<>!|\[\]`\\\']+)',
    re.DOTALL,
)
RESERVED = ("AND", "OR", "NOT", "IN")


def values_of(event: Event, field: str) -> list[str]:
    """The texts of a field's values; none where it is missing or null."""
    value = event.get(field)
    values = value if isinstance(value, (list, tuple)) else [value]
    return [text for item in values if (text := text_of(item)) is not None]


def unquoted(body: str) -> str:
    """What a quoted string says."""
    if "`" in body:
        raise NotUnderstood("a backtick begins a macro")
    if re.search(r"[\x00-\x1f]", body):
        raise NotUnderstood("a control character in a string")
    if re.search(r"/\.\.?/", body):
        raise NotUnderstood("Splunk Web removes the dot segment from this string")
    return re.sub(r'\\([\\"|])', r"\1", body)


class Search(ExpressionParser[Event]):
    """A search expression."""

    pattern = PATTERN
    ignore_case = False
    or_first = True
    juxtaposed = True

    def negation(self) -> Condition[Event]:
        if not self.accept_word("NOT"):
            return self.primary()
        if self.is_word(("NOT",)):
            raise NotUnderstood("NOT NOT is not documented")
        return negated(self.primary())

    def comparison(self) -> Condition[Event]:
        if self.is_word(RESERVED):
            raise NotUnderstood(f"unexpected {self.peek().text}")
        token = self.take("word", "quoted")
        if self.peek().kind == "operator":
            return self._compared(unquoted(token.text), self.next().text)
        if self.accept_word("IN"):
            field = unquoted(token.text)
            values = self.listed(self._literal)
            tests = [equals(field, value) for value in values]
            return lambda event: any(test(event) for test in tests)
        if token.kind == "word" and token.text == "*":
            return lambda event: True
        raise NotUnderstood(f"a single term: {token.text!r}; what it matches depends on segments")

    def _compared(self, field: str, operator: str) -> Condition[Event]:
        value = self._literal()
        if operator == "=":
            return equals(field, value)
        if operator == "!=":
            same = equals(field, value)
            return lambda event: bool(values_of(event, field)) and not same(event)
        return lambda event: any(
            _ordered(item, operator, value) for item in values_of(event, field)
        )

    def _literal(self) -> str:
        if self.is_word(RESERVED):
            raise NotUnderstood(f"not a value: {self.peek().text}")
        token = self.take("word", "quoted")
        return unquoted(token.text) if token.kind == "quoted" else token.text


def equals(field: str, value: str) -> Callable[[Event], bool]:
    """`field=value`: a network, or a text with wildcards for the whole of the field's value."""
    if is_network(value):
        inside = in_network(value, strict=False)
        return lambda event: any(inside(item) for item in values_of(event, field))
    pattern = wildcards(value.lower(), fold=False)
    return lambda event: any(
        pattern.fullmatch(item.lower()) is not None for item in values_of(event, field)
    )


def _ordered(left: str, operator: str, right: str) -> bool:
    try:
        return COMPARISONS[operator](float(left), float(right))
    except ValueError:
        return COMPARISONS[operator](left, right)
