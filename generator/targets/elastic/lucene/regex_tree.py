"""A regular expression as a small tree of what Lucene can express, with its flags worked in.

Digits, word characters and white space are those of ASCII, as in PCRE and in Lucene.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from generator.logic import regex
from generator.logic.regex import Category, Range

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

_ANCHORS: Mapping[regex.Anchor, Anchor] = MappingProxyType(
    {
        regex.Anchor.START: Anchor.START,
        regex.Anchor.TEXT_START: Anchor.START,
        regex.Anchor.END: Anchor.END,
        regex.Anchor.TEXT_END: Anchor.END,
        regex.Anchor.BOUNDARY: Anchor.BOUNDARY,
        regex.Anchor.NOT_BOUNDARY: Anchor.NOT_BOUNDARY,
    }
)
_IN_LINES: Mapping[regex.Anchor, Anchor] = MappingProxyType(
    {regex.Anchor.START: Anchor.LINE_START, regex.Anchor.END: Anchor.LINE_END}
)
_RANGES: Mapping[Category, tuple[Range, ...]] = MappingProxyType(
    {Category.DIGIT: DIGITS, Category.WORD: WORDS}
)


def parse(expression: str, flags: re.RegexFlag) -> Node:
    """The tree of an expression. Raises RegexNotExpressible, and RegexError if it is invalid."""
    tree = regex.parse(expression, flags)
    return _sequence(tree.nodes, tree.flags)


def _sequence(nodes: regex.Nodes, flags: int) -> Node:
    parts = tuple(_node(node, flags) for node in nodes)
    return parts[0] if len(parts) == 1 else Sequence(parts)


def _node(node: regex.Node, flags: int) -> Node:
    match node:
        case regex.Literal(code):
            return Chars(ranges=_folded([(code, code)], flags))
        case regex.AnyCharacter():
            return Dot(bool(flags & re.DOTALL))
        case regex.CharacterSet():
            return _set(node, flags)
        case regex.Alternatives(options):
            return Choice(tuple(_sequence(option, flags) for option in options))
        case regex.Group(body):
            return _sequence(body, node.flags_inside(flags))
        case regex.Repeat(body, least, most, greed) if greed is not regex.Greed.POSSESSIVE:
            return Repeat(_sequence(body, flags), least, most)  # Lazy or not, the same texts match.
        case regex.Anchor():
            in_lines = _IN_LINES.get(node) if flags & re.MULTILINE else None
            return in_lines or _ANCHORS[node]
    raise RegexNotExpressible(_construct(node))


def _construct(node: regex.Node) -> str:
    """The name of a construct that Lucene does not have."""
    match node:
        case regex.LookAround(negated=False):
            return "a look-ahead or look-behind `(?=…)`, `(?<=…)`"
        case regex.LookAround():
            return "a negative look-ahead or look-behind `(?!…)`, `(?<!…)`"
        case regex.BackReference():
            return r"a back-reference such as `\1`"
        case regex.Conditional():
            return "a conditional group `(?(1)…)`"
        case regex.AtomicGroup():
            return "an atomic group `(?>…)`"
    return "a possessive quantifier such as `*+`"


def _set(node: regex.CharacterSet, flags: int) -> Chars:
    ranges: list[Range] = []
    classes: list[str] = []
    for member in node.members:
        if not isinstance(member, Category):
            ranges.append(member)
        elif member in _RANGES:
            ranges.extend(_RANGES[member])
        else:
            classes.append(member.value)
    return Chars(ranges=_folded(ranges, flags), classes=tuple(classes), negated=node.negated)


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
