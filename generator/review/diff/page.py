"""The report as one self-contained HTML page without scripts."""

from __future__ import annotations

from html import escape

from generator.review.diff.difference import Difference
from generator.review.diff.markup import marked, visible
from generator.review.diff.pieces import Block, Code, Entry, Line, PageLink, Piece, Strong
from generator.review.diff.report import headline, sections

_STYLE = """\
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
pre, code { font: 14px/1.5 ui-monospace, monospace; background: #f4f4f4; color: #1a1a1a; }
pre { padding: .75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; }
del { background: #ffd7d5; color: #82071e; }
ins { background: #ccffd8; color: #055d20; text-decoration: none; }
"""


def html_page(found: Difference) -> str:
    """The complete report."""
    title = f"What changed from {found.base.name} to {found.head.name}"
    body = "".join(
        f"<h2>{escape(section.title)} ({len(section.entries):,})</h2>\n<ul>\n"
        + "".join(map(_entry, section.entries))
        + "</ul>\n"
        for section in sections(found)
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="robots" content="noindex">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{_text(title)}</h1>\n<p>{_text(headline(found))}</p>\n{body}</main>\n</body>\n</html>\n"
    )


def _entry(entry: Entry) -> str:
    lines = "".join(f"<li>{_line(line)}</li>\n" for line in entry.details)
    inner = (f"<ul>\n{lines}</ul>\n" if lines else "") + "".join(map(_block, entry.blocks))
    if not inner:
        return f"<li>{_line(entry.line)}</li>\n"
    return f"<li><details><summary>{_line(entry.line)}</summary>\n{inner}</details></li>\n"


def _line(line: Line) -> str:
    return "".join(map(_piece, line))


def _piece(piece: Piece) -> str:
    match piece:
        case Code(text):
            return f"<code>{_text(text)}</code>"
        case Strong(text):
            return f"<strong>{_text(text)}</strong>"
        case PageLink(text, _):
            return _text(text)
    return _text(piece)


def _block(block: Block) -> str:
    return f"<p>{_text(block.title)}</p>\n<pre>{marked(block.stretches)}</pre>\n"


def _text(text: str) -> str:
    return escape(visible(text))
