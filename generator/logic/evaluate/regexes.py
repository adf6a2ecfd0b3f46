"""Texts that a regular expression finds, and texts that it just does not find."""

from __future__ import annotations

import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

STYLES = 12
"""How many ways of choosing are tried: which branch, how many repeats, which character."""

LONGEST = 5_000
"""Characters after which a repetition is given up."""

_REPEATS = (0, 1, 3)
_ALPHABET = "qZ7_ -.\\/:=\"'(%é"
_OF_CATEGORY: Mapping[Any, str] = MappingProxyType(
    {
        codes.CATEGORY_DIGIT: "3705",
        codes.CATEGORY_NOT_DIGIT: "qZ-",
        codes.CATEGORY_SPACE: " \t",
        codes.CATEGORY_NOT_SPACE: "q7-",
        codes.CATEGORY_WORD: "qZ7_",
        codes.CATEGORY_NOT_WORD: "- .",
    }
)


def found_texts(expression: re.Pattern[str], most: int = 4) -> tuple[str, ...]:
    """Texts in which the expression is found, each proven by a search; none where none is made."""
    tree = parser.parse(expression.pattern, expression.flags & ~re.UNICODE)
    made: dict[str, None] = {}
    for style in range(STYLES):
        text = _Writer(style).sequence(tree)
        if text and expression.search(text):
            made[text] = None
        if len(made) == most:
            break
    return tuple(made)


def missed_texts(expression: re.Pattern[str], text: str, most: int = 5) -> tuple[str, ...]:
    """Texts one edit away from a found one in which the expression is not found."""
    made: dict[str, None] = {}
    for near in _edits(text):
        if not expression.search(near):
            made[near] = None
        if len(made) == most:
            break
    return tuple(made)


def _edits(text: str) -> Iterator[str]:
    yield text[1:]
    yield text[:-1]
    yield text.swapcase()
    yield "zq" + text
    yield text + "zq"
    step = max(1, len(text) // 8)
    for place in range(0, len(text), step):
        yield text[:place] + ("x" if text[place] != "x" else "y") + text[place + 1 :]
        yield text[:place] + text[place + 1 :]
        yield text[:place] + "~" + text[place:]
    yield ""


class _Writer:
    """Writes one text for a parsed expression; `style` decides wherever there is a choice."""

    def __init__(self, style: int) -> None:
        self.style = style
        self.groups: dict[int, str] = {}

    def sequence(self, nodes: Any) -> str:
        return "".join(self.one(code, argument) for code, argument in nodes)

    def one(self, code: Any, argument: Any) -> str:
        writer = _WRITERS.get(code)
        return "" if writer is None else writer(self, argument)

    def literal(self, character: int) -> str:
        return chr(character)

    def other_than(self, character: int) -> str:
        return next(c for c in self.rotated(_ALPHABET) if ord(c) != character)

    def any(self, _: None) -> str:
        return self.rotated(_ALPHABET)[0]

    def one_of(self, items: list[tuple[Any, Any]]) -> str:
        if items[0][0] is codes.NEGATE:
            excluded = items[1:]
            return next((c for c in self.rotated(_ALPHABET) if not _within(c, excluded)), "ẞ")
        code, argument = items[self.style % len(items)]
        if code is codes.LITERAL:
            return chr(argument)
        if code is codes.RANGE:
            low, high = argument
            return chr((low, high, (low + high) // 2)[self.style % 3])
        return self.rotated(_OF_CATEGORY.get(argument, "q"))[0]

    def branch(self, argument: tuple[Any, list[Any]]) -> str:
        branches = argument[1]
        return self.sequence(branches[self.style % len(branches)])

    def group(self, argument: tuple[int | None, int, int, Any]) -> str:
        text = self.sequence(argument[3])
        if argument[0] is not None:
            self.groups[argument[0]] = text
        return text

    def repeat(self, argument: tuple[int, int, Any]) -> str:
        least, most, nodes = argument
        count = min(int(most), least + _REPEATS[self.style % len(_REPEATS)])
        text = ""
        for _ in range(count):
            if len(text) > LONGEST:
                break
            text += self.sequence(nodes)
        return text

    def ahead(self, argument: tuple[int, Any]) -> str:
        direction, nodes = argument
        return self.sequence(nodes) if direction > 0 and self.style % 2 else ""

    def reference(self, number: int) -> str:
        return self.groups.get(number, "")

    def rotated(self, characters: str) -> str:
        start = self.style % len(characters)
        return characters[start:] + characters[:start]


_WRITERS: Mapping[Any, Callable[[_Writer, Any], str]] = MappingProxyType(
    {
        codes.LITERAL: _Writer.literal,
        codes.NOT_LITERAL: _Writer.other_than,
        codes.ANY: _Writer.any,
        codes.IN: _Writer.one_of,
        codes.BRANCH: _Writer.branch,
        codes.SUBPATTERN: _Writer.group,
        codes.MAX_REPEAT: _Writer.repeat,
        codes.MIN_REPEAT: _Writer.repeat,
        codes.POSSESSIVE_REPEAT: _Writer.repeat,
        codes.ATOMIC_GROUP: _Writer.sequence,
        codes.ASSERT: _Writer.ahead,
        codes.GROUPREF: _Writer.reference,
    }
)
"""Anchors and negative look-arounds write nothing; the search proves whether that was enough."""


def _within(character: str, items: list[tuple[Any, Any]]) -> bool:
    number = ord(character)
    for code, argument in items:
        if code is codes.LITERAL and number == argument:
            return True
        if code is codes.RANGE and argument[0] <= number <= argument[1]:
            return True
        if code is codes.CATEGORY and _CATEGORY_TESTS[argument].fullmatch(character):
            return True
    return False


_CATEGORY_TESTS: Mapping[Any, re.Pattern[str]] = MappingProxyType(
    {
        codes.CATEGORY_DIGIT: re.compile(r"\d"),
        codes.CATEGORY_NOT_DIGIT: re.compile(r"\D"),
        codes.CATEGORY_SPACE: re.compile(r"\s"),
        codes.CATEGORY_NOT_SPACE: re.compile(r"\S"),
        codes.CATEGORY_WORD: re.compile(r"\w"),
        codes.CATEGORY_NOT_WORD: re.compile(r"\W"),
    }
)
