"""Escaped texts of a difference, as HTML with changes marked or as inline Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from generator.pages.markdown import inline
from generator.review.diff.word_diff import Mark, Stretch

_TAGS = {Mark.GONE: "del", Mark.COME: "ins"}


def visible(text: str) -> str:
    """Text without invisible or forbidden characters; line breaks and spaces are kept."""
    return "".join(
        c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}"
        for c in text.replace("\r\n", "\n")
    )


def marked(stretches: Iterable[Stretch]) -> str:
    """Stretches as HTML in which removed and added text is marked."""
    return "".join(map(_stretch, stretches))


def _stretch(stretch: Stretch) -> str:
    text = escape(visible(stretch.text), quote=False)
    tag = _TAGS.get(stretch.mark)
    return f"<{tag}>{text}</{tag}>" if tag else text


def phrase(text: str, *, inside: bool = False) -> str:
    """Text for a line of Markdown. Leading and trailing spaces are kept for the adjacent text.

    With `inside`, characters that only matter at the start of a line, such as a list marker, are
    not escaped.
    """
    before = " " if text[:1] == " " else ""
    after = " " if text[-1:] == " " and text.strip() else ""
    escaped = inline(f".{text.strip()}")[1:] if inside else inline(text)
    return f"{before}{escaped}{after}"
