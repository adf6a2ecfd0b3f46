"""The report as a Markdown comment within the host's size limit, most important changes first.

Rules are untrusted text: every value is escaped for its context, and none of them can mention a
person or link an issue.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.base.plain_text import plain, web_address
from generator.pages.markdown import inline
from generator.review.diff.difference import Difference
from generator.review.diff.markup import marked, phrase
from generator.review.diff.pieces import Block, Code, Entry, Line, PageLink, Piece, Section, Strong
from generator.review.diff.pieces import plain_line as unmarked
from generator.review.diff.report import headline, sections

LONGEST = 65_536
"""Maximum number of characters in a GitHub comment."""

SPARE = 2_048
"""Characters reserved for what a workflow adds around the report."""

OVERVIEW = 0.6
"""Share of the comment that the overview lines may fill; the details follow."""

LONGEST_LINE = 2_000

_NOTE = 200
"""Length in characters of the note about omitted content, without its address."""


def markdown(
    found: Difference, *, site: str = "", whole: str = "", longest: int = LONGEST - SPARE
) -> str:
    """The report, truncated to the size limit, with a note about what was omitted.

    `site` is the address of the pages of the second side, which rules link to. `whole` is the
    address of the complete report.
    """
    return _Comment(site.rstrip("/"), web_address(whole) or "", longest).of(found)


@dataclass(slots=True)
class _Comment:
    site: str
    whole: str
    left: int
    """The number of characters left."""

    def of(self, found: Difference) -> str:
        head = (
            f"## What changed from {_code(found.base.name)} to {_code(found.head.name)}\n\n"
            f"{_words(headline(found))}\n\n"
        )
        if self.whole:
            head += f"[Every change with every query]({self.whole})\n\n"
        parts = sections(found)
        floor = int(self.left * (1 - OVERVIEW))
        self.left -= len(head)
        made = [head, *self.overview(parts, floor), *self.details(parts)]
        return "".join(made).rstrip() + "\n"

    @property
    def note(self) -> int:
        """Number of characters that a note about omitted content may need."""
        return _NOTE + len(self.whole)

    def takes(self, text: str) -> bool:
        """Reserves space for a text. Returns false, and reserves nothing, if it does not fit."""
        if len(text) > self.left:
            return False
        self.left -= len(text)
        return True

    def overview(self, parts: Sequence[Section], floor: int) -> Iterator[str]:
        """Every section with its lines; a long section leaves space for the ones after it."""
        for number, section in enumerate(parts):
            share = (self.left - floor) // (len(parts) - number)
            heading = f"### {inline(section.title)} ({len(section.entries):,})\n\n"
            used, kept = len(heading) + self.note, []
            for entry in section.entries:
                line = f"- {self.line(entry.line)}\n"
                used += len(line)
                if used > share:
                    break
                kept.append(line)
            missing = len(section.entries) - len(kept)
            more = f"[{missing:,} more]({self.whole})" if self.whole else f"{missing:,} more"
            note = f"- … and {more}\n" if missing else ""
            text = "".join([heading, *kept, note, "\n"])
            if self.takes(text):
                yield text

    def details(self, parts: Sequence[Section]) -> Iterator[str]:
        """The explanations of the lines, with queries where they fit."""
        heading = "### In detail\n\n"
        missing = 0
        self.left -= self.note
        for section in parts:
            for entry in section.entries:
                brief = Entry(line=entry.line, details=entry.details)
                forms = [form for form in (entry, brief) if form.details or form.blocks]
                texts = (heading + self.explained(form) for form in forms)
                text = next(filter(self.takes, texts), None)
                if text is not None:
                    yield text
                    heading = ""
                elif forms:
                    missing += 1
        if missing:
            there = f"; [they stand here]({self.whole})" if self.whole else ""
            yield f"{missing:,} more changes have details that do not fit here{there}.\n"

    def explained(self, entry: Entry) -> str:
        summary = _uncalled(html.escape(plain(unmarked(entry.line)), quote=False))
        lines = "".join(f"- {self.line(line)}\n" for line in entry.details)
        blocks = "".join(map(_block, entry.blocks))
        return f"<details><summary>{summary}</summary>\n\n{lines}\n{blocks}</details>\n\n"

    def line(self, line: Line) -> str:
        made = "".join(self.piece(piece, number > 0) for number, piece in enumerate(line))
        if len(made) <= LONGEST_LINE:
            return made
        return _words(unmarked(line)[: LONGEST_LINE // 8]) + " …"

    def piece(self, piece: Piece, inside: bool) -> str:
        match piece:
            case Code(text):
                return _code(text)
            case Strong(text):
                return f"**{_words(text.strip())}**{' ' * text.endswith(' ')}"
            case PageLink(text, page):
                address = web_address(f"{self.site}/{page.removesuffix('.md')}/")
                return f"[{_words(text)}]({address})" if self.site and address else _words(text)
        return _words(piece, inside=inside)


def _words(text: str, *, inside: bool = False) -> str:
    return _uncalled(phrase(text, inside=inside))


_CALLS = re.compile(r"@(?=\w)|(?<!&)#(?=\w)")


def _uncalled(text: str) -> str:
    """Text in which `@name` mentions nobody and `#1` links no issue: an HTML comment splits
    them."""
    return _CALLS.sub(lambda found: f"{found[0]}<!-- -->", text)


def _code(text: str) -> str:
    """A code span that nothing in the text can close."""
    shown = plain(text) or " "
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    ticks = "`" * (longest + 1)
    blank = " " if "`" in (shown[0], shown[-1]) else ""
    return f"{ticks}{blank}{shown}{blank}{ticks}"


def _block(block: Block) -> str:
    return f"{_words(block.title)}\n\n<pre>{marked(block.stretches)}</pre>\n\n"
