"""Texts of a difference, escaped: as HTML with what changed marked, and for a line of Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from generator.pages.markdown import inline
from generator.review.diff.word_diff import Mark, Stretch

_TAGS = {Mark.GONE: "del", Mark.COME: "ins"}


def visible(text: str) -> str:
    """Text without characters that no page may hold or nobody can see; lines and blanks stay."""
    return "".join(
        c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}"
        for c in text.replace("\r\n", "\n")
    )


def marked(stretches: Iterable[Stretch]) -> str:
    """Stretches as HTML in which what went and what came is marked."""
    return "".join(map(_stretch, stretches))


def _stretch(stretch: Stretch) -> str:
    text = escape(visible(stretch.text), quote=False)
    tag = _TAGS.get(stretch.mark)
    return f"<{tag}>{text}</{tag}>" if tag else text


def phrase(text: str, *, inside: bool = False) -> str:
    """Text of a line of Markdown; blanks at its ends stay, for what stands beside it.

    Inside of a line, what would begin a list or the like is left to be read.
    """
    before = " " if text[:1] == " " else ""
    after = " " if text[-1:] == " " and text.strip() else ""
    escaped = inline(f".{text.strip()}")[1:] if inside else inline(text)
    return f"{before}{escaped}{after}"
