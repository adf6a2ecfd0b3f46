"""Conditions of products whose query is one boolean expression over comparisons of fields.

What such languages share stands here: words and operators to tokens, `or` over `and` over `not`
over parentheses, texts with wildcards. A language is a subclass of `ExpressionParser` in a module
of its own that says how one comparison is written and when it holds, with the page of the
vendor's documentation named. Whatever a language does not document raises NotUnderstood.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from prove.engine import NotUnderstood

Value = str | int | float | bool | None
Row = Mapping[str, Value]
"""An event as a product holds it: values by the product's names; what is missing is not there."""

Condition = Callable[[Row], bool | None]
"""Whether an event is found. None is SQL's unknown, and given by languages that have it only."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: its kind is the name of the group that matched it."""

    kind: str
    text: str


END = Token("end", "")


def tokens(text: str, pattern: re.Pattern[str]) -> list[Token]:
    """The pieces of a query; a group named `space` separates them. Raises NotUnderstood."""
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = pattern.match(text, position)
        if match is None or match.end() == position:
            raise NotUnderstood(f"cannot read {text[position : position + 30]!r}")
        if match.lastgroup != "space":
            found.append(Token(match.lastgroup or "", match[0]))
        position = match.end()
    return found


def every(terms: Sequence[Condition]) -> Condition:
    """AND, of three values where a term is of three."""
    if len(terms) == 1:
        return terms[0]

    def holds(row: Row) -> bool | None:
        results = [term(row) for term in terms]
        return False if False in results else None if None in results else True

    return holds


def some(terms: Sequence[Condition]) -> Condition:
    """OR, of three values where a term is of three."""
    if len(terms) == 1:
        return terms[0]

    def holds(row: Row) -> bool | None:
        results = [term(row) for term in terms]
        return True if True in results else None if None in results else False

    return holds


def negated(term: Condition) -> Condition:
    def holds(row: Row) -> bool | None:
        result = term(row)
        return None if result is None else not result

    return holds


class ExpressionParser(ABC):
    """Reads `or` over `and` over `not` over parentheses and comparisons.

    The words are compared in upper case. With `juxtaposed`, terms beside each other are joined by
    AND. With `strict`, AND beside OR without parentheses is not understood, for languages that do
    not document which of them binds more tightly.
    """

    pattern: re.Pattern[str]
    AND: tuple[str, ...] = ("AND",)
    OR: tuple[str, ...] = ("OR",)
    NOT: tuple[str, ...] = ("NOT",)
    juxtaposed = False
    strict = False

    def __init__(self, text: str) -> None:
        self.tokens = tokens(text, self.pattern)
        self.at = 0

    def condition(self) -> Condition:
        """The whole text as one condition. Raises NotUnderstood."""
        found = self.alternatives()
        if self.peek() is not END:
            raise NotUnderstood(f"unexpected {self.peek().text!r}")
        return found

    @abstractmethod
    def comparison(self) -> Condition:
        """One comparison, from the token that is next. Raises NotUnderstood."""

    def peek(self, ahead: int = 0) -> Token:
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else END

    def next(self) -> Token:
        token = self.peek()
        self.at += 1
        return token

    def take(self, *kinds: str) -> Token:
        """The next token, which has to be of one of these kinds."""
        token = self.next()
        if token.kind not in kinds:
            raise NotUnderstood(f"expected {' or '.join(kinds)}, found {token.text!r}")
        return token

    def mark(self, text: str) -> None:
        """The next token, which has to be this text."""
        token = self.next()
        if token.text != text:
            raise NotUnderstood(f"expected {text}, found {token.text!r}")

    def is_word(self, words: Iterable[str], ahead: int = 0) -> bool:
        """Whether the next token is one of these words; what is quoted is none."""
        token = self.peek(ahead)
        return token.kind in ("word", "operator", "mark") and token.text.upper() in words

    def alternatives(self) -> Condition:
        terms = [self.conjunction()]
        mixed = self._mixed
        while self.is_word(self.OR):
            self.at += 1
            terms.append(self.conjunction())
            mixed = mixed or self._mixed
        if self.strict and mixed and len(terms) > 1:
            raise NotUnderstood("AND and OR beside each other without parentheses")
        self._mixed = False
        return some(terms)

    _mixed = False

    def conjunction(self) -> Condition:
        terms = [self.negation()]
        while self.is_word(self.AND) or (self.juxtaposed and self._begins_term()):
            if self.is_word(self.AND):
                self.at += 1
            terms.append(self.negation())
        self._mixed = len(terms) > 1
        return every(terms)

    def _begins_term(self) -> bool:
        return self.peek() is not END and self.peek().text != ")" and not self.is_word(self.OR)

    def negation(self) -> Condition:
        if self.is_word(self.NOT):
            self.at += 1
            return negated(self.negation())
        return self.primary()

    def primary(self) -> Condition:
        if self.peek().kind == "mark" and self.peek().text == "(":
            self.at += 1
            inner = self.alternatives()
            self.mark(")")
            return inner
        return self.comparison()

    def listed(self, item: Callable[[], str]) -> list[str]:
        """`(a, b, …)`"""
        self.mark("(")
        found = [item()]
        while self.peek().text == ",":
            self.at += 1
            found.append(item())
        self.mark(")")
        return found


def text_of(value: Value) -> str | None:
    """A value as the text that products show of it; None where there is none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def number_of(value: Value) -> float | None:
    """A value as a number: one, or a text that is one in decimal notation."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str) and not re.fullmatch(r"[+-]?\d+(\.\d+)?", value, re.ASCII):
        return None
    return float(value)


def wildcards(text: str, *, many: str = "*", one: str = "", fold: bool = True) -> re.Pattern[str]:
    """A whole text in which `many` stands for any text and `one` for one character."""
    marks = {many: ".*", **({one: "."} if one else {})}
    body = "".join(marks.get(char, re.escape(char)) for char in text)
    return re.compile(body, re.DOTALL | (re.IGNORECASE if fold else re.NOFLAG))


COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


def compared(name: str, operator: str, limit: str) -> Condition:
    """A comparison of numbers, which holds for no text that is no number."""
    holds, edge = COMPARE[operator], number_of(limit)
    if edge is None:
        raise NotUnderstood(f"{limit!r} is no number")

    def found(row: Row) -> bool:
        number = number_of(row.get(name))
        return number is not None and holds(number, edge)

    return found
