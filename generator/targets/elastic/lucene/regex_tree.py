"""Python's reading of a regular expression, as a small tree of what Lucene has a word for.

pySigma accepts the expressions that Python compiles, so Python's own parser says what they mean.
Digits, word characters and white space are those of ASCII, as in PCRE and in Lucene.
"""

from __future__ import annotations

import re
import re._constants as ops  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any

Range = tuple[int, int]
DIGITS: tuple[Range, ...] = ((48, 57),)
WORDS: tuple[Range, ...] = ((97, 122), (65, 90), (48, 57), (95, 95))


class RegexNotExpressible(ValueError):
    """A part of a regular expression for which Lucene has nothing; the text names it."""


class RegexTooComplex(RegexNotExpressible):
    """Lucene gives up on the expression."""


class Anchor(Enum):
    """A place in the text, as opposed to a character of it."""

    START = "^"
    END = "$"
    LINE_START = "^ with the flag m"
    LINE_END = "$ with the flag m"
    BOUNDARY = r"\b"
    NOT_BOUNDARY = r"\B"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chars:
    """One character out of a set: ranges of code points and classes such as `\\s`."""

    ranges: tuple[Range, ...] = ()
    classes: tuple[str, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """Any one character; a line break only with the flag s."""

    line_breaks: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after the other; without parts, the empty text."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several parts."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part from least to most times; without an end where most is None."""

    part: Node
    least: int
    most: int | None


Node = Anchor | Chars | Dot | Sequence | Choice | Repeat

_ANCHORS: Mapping[Any, Anchor] = MappingProxyType(
    {
        ops.AT_BEGINNING: Anchor.START,
        ops.AT_BEGINNING_STRING: Anchor.START,
        ops.AT_END: Anchor.END,
        ops.AT_END_STRING: Anchor.END,
        ops.AT_BOUNDARY: Anchor.BOUNDARY,
        ops.AT_NON_BOUNDARY: Anchor.NOT_BOUNDARY,
    }
)
_IN_LINES: Mapping[Any, Anchor] = MappingProxyType(
    {ops.AT_BEGINNING: Anchor.LINE_START, ops.AT_END: Anchor.LINE_END}
)
_RANGES: Mapping[Any, tuple[Range, ...]] = MappingProxyType(
    {ops.CATEGORY_DIGIT: DIGITS, ops.CATEGORY_WORD: WORDS}
)
_CLASSES: Mapping[Any, str] = MappingProxyType(
    {
        ops.CATEGORY_SPACE: r"\s",
        ops.CATEGORY_NOT_SPACE: r"\S",
        ops.CATEGORY_NOT_WORD: r"\W",
        ops.CATEGORY_NOT_DIGIT: r"\D",
    }
)
_REFUSED: Mapping[Any, str] = MappingProxyType(
    {
        ops.ASSERT: "a look-ahead or look-behind `(?=…)`, `(?<=…)`",
        ops.ASSERT_NOT: "a negative look-ahead or look-behind `(?!…)`, `(?<!…)`",
        ops.GROUPREF: r"a back-reference such as `\1`",
        ops.GROUPREF_EXISTS: "a conditional group `(?(1)…)`",
        ops.ATOMIC_GROUP: "an atomic group `(?>…)`",
        ops.POSSESSIVE_REPEAT: "a possessive quantifier such as `*+`",
        ops.FAILURE: "an expression that never matches",
    }
)


def parse(expression: str, flags: re.RegexFlag) -> Node:
    """The tree of an expression. Raises RegexNotExpressible, and re.error if it is invalid."""
    tree = parser.parse(expression, flags)
    return _sequence(tree, tree.state.flags)


def _sequence(items: Iterable[Any], flags: int) -> Node:
    parts = tuple(_node(op, argument, flags) for op, argument in items)
    return parts[0] if len(parts) == 1 else Sequence(parts)


def _node(op: Any, argument: Any, flags: int) -> Node:
    if op in _REFUSED:
        raise RegexNotExpressible(_REFUSED[op])
    if op is ops.LITERAL:
        return Chars(ranges=_folded([(argument, argument)], flags))
    if op is ops.NOT_LITERAL:
        return Chars(ranges=_folded([(argument, argument)], flags), negated=True)
    if op is ops.ANY:
        return Dot(bool(flags & re.DOTALL))
    if op is ops.IN:
        return _set(argument, flags)
    if op is ops.BRANCH:
        return Choice(tuple(_sequence(option, flags) for option in argument[1]))
    if op is ops.SUBPATTERN:
        _, added, removed, inner = argument
        return _sequence(inner, (flags | added) & ~removed)
    if op in (ops.MAX_REPEAT, ops.MIN_REPEAT):  # greedy or not, the same texts match
        least, most, inner = argument
        return Repeat(_sequence(inner, flags), least, None if most is ops.MAXREPEAT else most)
    if op is ops.AT:
        if flags & re.MULTILINE and argument in _IN_LINES:
            return _IN_LINES[argument]
        return _ANCHORS[argument]
    raise RegexNotExpressible(f"the construct {op}")


def _set(members: Iterable[Any], flags: int) -> Chars:
    ranges: list[Range] = []
    classes: list[str] = []
    negated = False
    for op, argument in members:
        if op is ops.NEGATE:
            negated = True
        elif op is ops.LITERAL:
            ranges.append((argument, argument))
        elif op is ops.RANGE:
            ranges.append(argument)
        elif argument in _RANGES:
            ranges.extend(_RANGES[argument])
        else:
            classes.append(_CLASSES[argument])
    return Chars(ranges=_folded(ranges, flags), classes=tuple(classes), negated=negated)


_CASES: tuple[tuple[Range, int], ...] = (((65, 90), 32), ((97, 122), -32))


def _folded(ranges: list[Range], flags: int) -> tuple[Range, ...]:
    """The ranges, with the flag i also the same letters in the other case."""
    if not flags & re.IGNORECASE:
        return tuple(ranges)
    made: list[Range] = []
    for low, high in ranges:
        made.append((low, high))
        for (first, last), shift in _CASES:
            start, end = max(low, first), min(high, last)
            if start <= end:
                made.append((start + shift, end + shift))
        if low == high > 127:
            others = {chr(low).lower(), chr(low).upper()} - {chr(low)}
            made.extend((ord(char), ord(char)) for char in sorted(others) if len(char) == 1)
    return tuple(dict.fromkeys(made))
