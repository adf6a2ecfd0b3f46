"""Parts of a report (lines, blocks, sections), independent of Markdown and HTML."""

from __future__ import annotations

from dataclasses import dataclass

from generator.review.diff.word_diff import Stretch


@dataclass(frozen=True, slots=True)
class Code:
    """Text shown verbatim as code within a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    text: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """The title of a rule and its page on the site."""

    text: str
    page: str


Piece = str | Code | Strong | PageLink
Line = tuple[Piece, ...]
"""The parts of one line: words and highlighted parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The report on one query: the target and the changed words."""

    title: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The report on one rule: an overview line, explanations and its queries."""

    line: Line
    details: tuple[Line, ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    title: str
    entries: tuple[Entry, ...]


def plain_line(line: Line) -> str:
    """The line as plain text, without markup."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in line)
