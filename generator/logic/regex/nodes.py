"""The parts of a regular expression.

A sequence is a tuple of nodes. Flags are not resolved: what a `.` or a `^` means depends on the
flags of the expression and of the groups around it, see `Group.flags_inside`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

Range: TypeAlias = tuple[int, int]
"""The first and the last code point."""

Width: TypeAlias = tuple[int, int | None]
"""The least and the greatest number of characters; None where there is no limit."""

_CHARACTER_TYPES = re.ASCII | re.LOCALE | re.UNICODE


class Category(Enum):
    """A class of characters with a letter; the value is how it is written."""

    DIGIT = r"\d"
    NOT_DIGIT = r"\D"
    SPACE = r"\s"
    NOT_SPACE = r"\S"
    WORD = r"\w"
    NOT_WORD = r"\W"


class Anchor(Enum):
    """A place in the text that takes no character; the value is how it is written."""

    START = "^"
    TEXT_START = r"\A"
    END = "$"
    TEXT_END = r"\Z"
    BOUNDARY = r"\b"
    NOT_BOUNDARY = r"\B"


class Greed(Enum):
    """How a repetition takes and gives back; the value follows its quantifier."""

    GREEDY = ""
    LAZY = "?"
    POSSESSIVE = "+"


@dataclass(frozen=True, slots=True)
class Literal:
    """One character, by its code point."""

    code: int


@dataclass(frozen=True, slots=True)
class AnyCharacter:
    """`.`: a line break only with the flag `s`."""


@dataclass(frozen=True, slots=True)
class CharacterSet:
    """One character of a set, or one outside of it: `[a-z\\d]`, `[^x]`, `\\w`."""

    members: tuple[Range | Category, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """A sequence from `least` to `most` times; None for no limit."""

    body: Nodes
    least: int
    most: int | None
    greed: Greed = Greed.GREEDY


@dataclass(frozen=True, slots=True)
class Group:
    """A group with a number, or one that sets flags; a group with neither is no node."""

    body: Nodes
    number: int | None = None
    added: int = 0
    removed: int = 0

    def flags_inside(self, flags: int) -> int:
        """The flags inside of the group, given those around it."""
        if self.added & _CHARACTER_TYPES:
            flags &= ~_CHARACTER_TYPES
        return (flags | self.added) & ~self.removed


@dataclass(frozen=True, slots=True)
class AtomicGroup:
    """`(?>…)`: gives nothing back."""

    body: Nodes


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One of several sequences."""

    options: tuple[Nodes, ...]


@dataclass(frozen=True, slots=True)
class LookAround:
    """A look-ahead or look-behind, negative or not; `(?!)` never matches."""

    body: Nodes
    ahead: bool = True
    negated: bool = False


@dataclass(frozen=True, slots=True)
class BackReference:
    """The text that a group took; `width` is that of the group."""

    number: int
    width: Width


@dataclass(frozen=True, slots=True)
class Conditional:
    """`(?(1)yes|no)`: depends on whether a group matched."""

    number: int
    yes: Nodes
    no: Nodes = ()


Node: TypeAlias = (
    Literal
    | AnyCharacter
    | CharacterSet
    | Repeat
    | Group
    | AtomicGroup
    | Alternatives
    | Anchor
    | LookAround
    | BackReference
    | Conditional
)
Nodes: TypeAlias = tuple[Node, ...]


def walk(nodes: Nodes) -> Iterator[Node]:
    """All nodes of a sequence in reading order, each before those inside of it."""
    pending = list(reversed(nodes))
    while pending:
        node = pending.pop()
        yield node
        for body in reversed(_bodies(node)):
            pending.extend(reversed(body))


def _bodies(node: Node) -> tuple[Nodes, ...]:
    match node:
        case Repeat(body) | Group(body) | AtomicGroup(body) | LookAround(body):
            return (body,)
        case Alternatives(options):
            return options
        case Conditional(_, yes, no):
            return (yes, no)
    return ()


def width(nodes: Nodes) -> Width:
    """How many characters a sequence takes."""
    least, most = 0, 0
    unlimited = False
    low: int
    high: int | None
    for node in nodes:
        match node:
            case Literal() | AnyCharacter() | CharacterSet():
                low, high = 1, 1
            case Anchor() | LookAround():
                low, high = 0, 0
            case BackReference():
                low, high = node.width
            case Group(body) | AtomicGroup(body):
                low, high = width(body)
            case Repeat(body):
                low, high = _repeated(width(body), node)
            case Alternatives(options):
                low, high = _of_one(list(map(width, options)))
            case Conditional(_, yes, no):
                low, high = _of_one([width(yes), width(no)])
        least += low
        most += high or 0
        unlimited = unlimited or high is None
    return least, None if unlimited else most


def _repeated(once: Width, node: Repeat) -> Width:
    low, high = once
    if high == 0 or node.most == 0:
        return low * node.least, 0
    return low * node.least, None if high is None or node.most is None else high * node.most


def _of_one(widths: list[Width]) -> Width:
    """The width of one of several sequences."""
    highest = [high for _, high in widths]
    limits = [high for high in highest if high is not None]
    return min(low for low, _ in widths), max(limits) if len(limits) == len(highest) else None
