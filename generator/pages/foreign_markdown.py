"""Sanitising of Markdown from content files.

Paragraphs, lists, code blocks, code spans and web addresses are kept. Headings become bold lines,
so that they cannot disrupt the structure of the page. Everything else is shown literally.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.pages.markdown import Markdown, code, fence, inline, link

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})\s*(\w*)\s*$")
_BULLET = re.compile(r"^(\s*)([-*+]|\d+[.)])\s+(\S.*)$")
_HEADING = re.compile(r"^\s*#{1,6}\s+(\S.*?)\s*#*$")
_SPAN = re.compile(r"(`[^`\n]+`)")
_ADDRESS = re.compile(r"(https?://[^\s<>`\"']*[^\s<>`\"'.,;:!?)])")


def harmless(text: str) -> Markdown:
    """The text as Markdown that cannot produce HTML, scripts or links outside of the web."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Markdown("\n\n".join(_blocks(lines)))


def _blocks(lines: list[str]) -> Iterator[str]:
    paragraph: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        place += 1
        opening = _FENCE.match(line)
        if opening is None and line.strip():
            paragraph.append(line)
            continue
        if paragraph:
            yield _paragraph(paragraph)
            paragraph = []
        if opening is not None:
            body, place = _body(lines, place, opening[1])
            yield fence(body)
    if paragraph:
        yield _paragraph(paragraph)


def _body(lines: list[str], start: int, ticks: str) -> tuple[str, int]:
    """The lines of a code block up to its closing fence, and the position after it."""
    for place in range(start, len(lines)):
        closing = lines[place].strip()
        if closing and set(closing) == {ticks[0]} and len(closing) >= len(ticks):
            return "\n".join(lines[start:place]), place + 1
    return "\n".join(lines[start:]), len(lines)


def _paragraph(lines: list[str]) -> str:
    """A block of lines: a list where they begin with bullets, else text."""
    shown: list[str] = []
    in_list = False
    for line in lines:
        bullet, heading = _BULLET.match(line), _HEADING.match(line)
        if bullet is not None:
            if shown and not in_list:
                shown.append("")
            mark = "1." if bullet[2][0].isdigit() else "-"
            indent = "    " * (len(bullet[1].expandtabs(4)) // 2) if in_list else ""
            shown.append(f"{indent}{mark} {_inline(bullet[3])}")
            in_list = True
        elif heading is not None:
            shown += ["", f"**{_inline(heading[1])}**", ""]
            in_list = False
        else:
            shown.append(f"    {_inline(line)}" if in_list else _inline(line))
    return "\n".join(shown).strip("\n")


def _inline(text: str) -> str:
    """Text with its code spans and web addresses; the text around them is escaped."""
    return "".join(
        code(part[1:-1]) if _SPAN.fullmatch(part) else _with_links(part)
        for part in _SPAN.split(text)
        if part
    )


def _with_links(text: str) -> str:
    parts = _ADDRESS.split(text)
    return "".join(
        link(part, part) if _ADDRESS.fullmatch(part) else _keeping_spaces(part)
        for part in parts
        if part
    )


def _keeping_spaces(text: str) -> str:
    """Restores the white space at the ends, which `inline` strips but which separates two parts."""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and text.strip() else ""
    return before + inline(text) + after
