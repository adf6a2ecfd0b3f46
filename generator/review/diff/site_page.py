"""The report as a page of the site, with links to the changed pages only."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from generator.base.plain_text import plain
from generator.content.model import Artifact
from generator.pages.markdown import code, front_matter, inline, page_link
from generator.review.diff.difference import Difference
from generator.review.diff.markup import marked, phrase, visible
from generator.review.diff.pieces import (
    Code,
    Entry,
    Line,
    PageLink,
    Piece,
    Section,
    Strong,
    plain_line,
)
from generator.review.diff.report import headline, sections

CHANGES = "changes/index.md"
"""Path of the page, relative to the pages of the site."""

CHANGES_ADDRESS = "changes/"
"""Address of the page, relative to that of the site."""


def changes_page(found: Difference) -> Artifact:
    """The complete report as a page of the second side."""
    title = f"What changed from {found.base.name}"
    lines = [
        front_matter(title="What changed", description=headline(found), assets=("changes.css",)),
        "",
        f"# {inline(title)}",
        "",
        inline(headline(found)),
        "",
    ]
    for section in sections(found):
        lines += _section(section)
    return Artifact(path=CHANGES, content="\n".join(lines))


def _section(section: Section) -> Iterator[str]:
    """A list of all changes, then the queries of each rule in collapsible blocks."""
    yield f"## {inline(section.title)} ({len(section.entries):,})"
    yield ""
    for entry in section.entries:
        yield f"- {_line(entry.line)}"
        yield from (f"    - {_line(line)}" for line in entry.details)
    yield ""
    for entry in section.entries:
        if entry.blocks:
            yield from _queries(entry)


def _queries(entry: Entry) -> Iterator[str]:
    """Written as HTML: Markdown has neither collapsible blocks nor marked words."""
    yield f"<details><summary>Queries of {_named(entry.line)}</summary>"
    for block in entry.blocks:
        yield f"<p>{escape(plain(block.title))}</p><pre>{marked(block.stretches)}</pre>"
    yield "</details>"
    yield ""


def _named(line: Line) -> str:
    """The rule that a line is about."""
    named = next((piece.text for piece in line if isinstance(piece, PageLink)), plain_line(line))
    return escape(visible(plain(named)))


def _line(line: Line) -> str:
    return "".join(_piece(piece, number > 0) for number, piece in enumerate(line))


def _piece(piece: Piece, inside: bool) -> str:
    match piece:
        case Code(text):
            return code(text)
        case Strong(text):
            return f"**{inline(text.strip())}**{' ' * text.endswith(' ')}"
        case PageLink(text, page):
            return page_link(text, page, CHANGES)
    return phrase(piece, inside=inside)
