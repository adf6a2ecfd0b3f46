"""Queries as tokens, and a cursor over them: what all handwritten parsers share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from prove.problems import NotUnderstood


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: `kind` is the name of the group that matched it, `text` its text."""

    kind: str
    text: str


END = Token("end", "")
Item = TypeVar("Item")


def tokens_of(
    text: str, pattern: re.Pattern[str], problem: type[Exception] = NotUnderstood
) -> list[Token]:
    """The tokens of a query; a group named `space` separates them. Raises `problem`."""
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = pattern.match(text, position)
        if match is None or match.end() == position or match.lastgroup is None:
            raise problem(f"cannot read {text[position : position + 30]!r}")
        if match.lastgroup != "space":
            found.append(Token(match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return found


class TokenReader:
    """A cursor over the tokens of a query.

    `pattern` names the kinds of tokens: `mark` for punctuation, `operator` and `word` for what may
    be an operator. `problem` is what a syntax error raises.
    """

    pattern: ClassVar[re.Pattern[str]]
    problem: ClassVar[type[Exception]] = NotUnderstood
    ignore_case: ClassVar[bool] = True
    """Whether operators that are words may be written in any case."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens_of(text, self.pattern, self.problem)
        self.at = 0

    def peek(self, ahead: int = 0) -> Token:
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else END

    def next(self) -> Token:
        token = self.peek()
        self.at += 1
        return token

    def take(self, *kinds: str) -> Token:
        """The next token, which must be of one of these kinds."""
        token = self.next()
        if token.kind not in kinds:
            raise self.problem(f"expected {' or '.join(kinds)}, found {token.text!r}")
        return token

    def mark(self, text: str) -> None:
        """Takes the next token, which must be this mark."""
        token = self.next()
        if token != Token("mark", text):
            raise self.problem(f"expected {text}, found {token.text!r}")

    def is_mark(self, text: str, ahead: int = 0) -> bool:
        """Whether the next token is this mark."""
        return self.peek(ahead) == Token("mark", text)

    def accept_mark(self, text: str) -> bool:
        """Takes the next token if it is this mark."""
        found = self.is_mark(text)
        self.at += found
        return found

    def is_word(self, words: Iterable[str], ahead: int = 0) -> bool:
        """Whether the next token is one of these operators, which are in capitals; a quoted text
        never is."""
        token = self.peek(ahead)
        text = token.text.upper() if self.ignore_case else token.text
        return token.kind in ("word", "operator", "mark") and text in words

    def accept_word(self, *words: str) -> bool:
        """Takes the next token if it is one of these operators."""
        found = self.is_word(words)
        self.at += found
        return found

    def end(self) -> None:
        """Raises `problem` unless all tokens are taken."""
        if self.peek() is not END:
            raise self.problem(f"unexpected {self.peek().text!r}")

    def separated(self, item: Callable[[], Item]) -> list[Item]:
        """`a, b, …`"""
        found = [item()]
        while self.accept_mark(","):
            found.append(item())
        return found

    def listed(self, item: Callable[[], Item]) -> list[Item]:
        """`(a, b, …)`"""
        self.mark("(")
        found = self.separated(item)
        self.mark(")")
        return found
