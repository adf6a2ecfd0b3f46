"""Pieces of a report: lines, blocks and sections, before anybody writes them as Markdown or HTML."""

from __future__ import annotations

from dataclasses import dataclass

from generator.review.diff.word_diff import Stretch


@dataclass(frozen=True, slots=True)
class Code:
    """Text that stands in a line as it is in a file."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    text: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """The title of a rule, and its page in the site."""

    text: str
    page: str


Piece = str | Code | Strong | PageLink
Line = tuple[Piece, ...]
"""Pieces of one line: words, and what is set apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What is told of one query: the target and the words that changed."""

    title: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One rule: a line for the overview, lines that explain it, and its queries."""

    line: Line
    details: tuple[Line, ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    title: str
    entries: tuple[Entry, ...]


def plain_line(line: Line) -> str:
    """A line without what sets its pieces apart."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in line)
