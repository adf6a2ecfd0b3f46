r"""Expressions of Splunk's search command, read and judged from its documentation alone.

Sources, all of Splunk Enterprise 9 and 10:

- Search Manual, "Boolean expressions with logical operators": parentheses, then NOT, then OR,
  then AND, which is implied between terms; operators are capitals.
- Search Manual, "Difference between NOT and !=": NOT also holds for an event without the field.
- Search Reference, "search": `field=value` compares texts; `<` and its like compare numbers as
  numbers and everything else lexicographically; `IN (…)` stands for an OR and allows wildcards;
  an IPv4 or IPv6 network in CIDR notation matches the addresses in it; `\"`, `\\` and `\|` are
  the escapes of a quoted string and any other backslash stays.
- Search Manual, "Wildcards" and "Backslashes": `*` is any number of characters, always; nothing
  escapes it and there is no wildcard for one character.
- Search Manual, "Use CASE() and TERM()": values are compared without case otherwise.
- Knowledge Manager Manual, "Multivalue fields": a field with several values matches if any does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any

Event = Mapping[str, Any]
Test = Callable[[Event], bool]


class SplError(ValueError):
    """What is no SPL, or SPL whose meaning is not documented."""


@dataclass(frozen=True)
class Token:
    kind: str
    text: str


_TOKENS = re.compile(
    r"(?P<space>\s+)|(?P<punctuation>[(),])|(?P<operator>!=|<=|>=|=|<|>)"
    r'|"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<word>[^\s(),"=<>!|\[\]`\\\']+)',
    re.DOTALL,
)


def values_of(event: Event, field: str) -> list[str]:
    """The texts of a field's values; none where it is missing or null."""
    value = event.get(field)
    values = value if isinstance(value, (list, tuple)) else [value]
    return [_text(item) for item in values if item is not None]


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def unquoted(body: str) -> str:
    """What a quoted string says."""
    if "`" in body:
        raise SplError("a backtick begins a macro")
    if re.search(r"[\x00-\x1f]", body):
        raise SplError("a control character in a string")
    if re.search(r"/\.\.?/", body):
        raise SplError("Splunk Web takes the dot segment out of this string")
    return re.sub(r'\\([\\"|])', r"\1", body)


def search_expression(text: str) -> Test:
    """The test that a search expression is; raises SplError where it is none."""
    return _Parser(_tokens(text)).whole()


def _tokens(text: str) -> list[Token]:
    tokens, position = [], 0
    while position < len(text):
        match = _TOKENS.match(text, position)
        if match is None:
            raise SplError(f"unexpected {text[position : position + 20]!r}")
        position = match.end()
        if match.lastgroup != "space":
            assert match.lastgroup is not None
            tokens.append(Token(match.lastgroup, match[match.lastgroup]))
    return tokens


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.position = 0

    def peek(self, offset: int = 0) -> Token | None:
        index = self.position + offset
        return self.tokens[index] if index < len(self.tokens) else None

    def next(self) -> Token:
        token = self.peek()
        if token is None:
            raise SplError("the expression ends too early")
        self.position += 1
        return token

    def accept(self, kind: str, text: str) -> bool:
        if self.peek() == Token(kind, text):
            self.position += 1
            return True
        return False

    def whole(self) -> Test:
        test = self.conjunction()
        if self.peek() is not None:
            raise SplError(f"left over: {self.peek()}")
        return test

    def conjunction(self) -> Test:
        tests = [self.disjunction()]
        while self.peek() not in (None, Token("punctuation", ")")):
            self.accept("word", "AND")
            tests.append(self.disjunction())
        return lambda event: all(test(event) for test in tests)

    def disjunction(self) -> Test:
        tests = [self.negation()]
        while self.accept("word", "OR"):
            tests.append(self.negation())
        return lambda event: any(test(event) for test in tests)

    def negation(self) -> Test:
        if not self.accept("word", "NOT"):
            return self.primary()
        if self.peek() == Token("word", "NOT"):
            raise SplError("NOT NOT is not documented")
        inner = self.primary()
        return lambda event: not inner(event)

    def primary(self) -> Test:
        if self.accept("punctuation", "("):
            test = self.conjunction()
            if not self.accept("punctuation", ")"):
                raise SplError("a parenthesis is not closed")
            return test
        token = self.next()
        if token.kind not in ("word", "quoted") or token.text in ("AND", "OR", "NOT", "IN"):
            raise SplError(f"unexpected {token}")
        following = self.peek()
        if following is not None and following.kind == "operator":
            return self.comparison(unquoted(token.text), self.next().text)
        if following == Token("word", "IN"):
            self.next()
            return self.membership(unquoted(token.text))
        if token == Token("word", "*"):
            return lambda event: True
        raise SplError(f"a term of its own: {token.text!r}; what it matches depends on segments")

    def comparison(self, field: str, operator: str) -> Test:
        value = self.literal()
        if operator == "=":
            return equals(field, value)
        if operator == "!=":
            same = equals(field, value)
            return lambda event: bool(values_of(event, field)) and not same(event)
        return lambda event: any(
            _ordered(item, operator, value) for item in values_of(event, field)
        )

    def membership(self, field: str) -> Test:
        if not self.accept("punctuation", "("):
            raise SplError("IN needs a list")
        tests = [equals(field, self.literal())]
        while self.accept("punctuation", ","):
            tests.append(equals(field, self.literal()))
        if not self.accept("punctuation", ")"):
            raise SplError("the list of IN is not closed")
        return lambda event: any(test(event) for test in tests)

    def literal(self) -> str:
        token = self.next()
        if token.kind == "quoted":
            return unquoted(token.text)
        if token.kind == "word" and token.text not in ("AND", "OR", "NOT", "IN"):
            return token.text
        raise SplError(f"no value: {token}")


def equals(field: str, value: str) -> Test:
    """`field=value`: a network, or a text with wildcards for the whole of the field's value."""
    network = _network(value)
    if network is not None:
        return lambda event: any(_inside(item, network) for item in values_of(event, field))
    expression = ".*".join(re.escape(part) for part in value.lower().split("*"))
    compiled = re.compile(expression, re.DOTALL)
    return lambda event: any(
        compiled.fullmatch(item.lower()) is not None for item in values_of(event, field)
    )


def _network(value: str) -> Any:
    if "/" not in value:
        return None
    try:
        return ip_network(value, strict=False)
    except ValueError:
        return None


def _inside(item: str, network: Any) -> bool:
    try:
        return ip_address(item) in network
    except ValueError:
        return False


def _ordered(left: str, operator: str, right: str) -> bool:
    sides: Any
    try:
        sides = float(left), float(right)
    except ValueError:
        sides = left, right
    first, second = sides
    return {
        "<": first < second,
        "<=": first <= second,
        ">": first > second,
        ">=": first >= second,
    }[operator]
