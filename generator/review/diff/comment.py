"""The report as Markdown for a comment: no longer than a site allows, the most important first.

Rules are hostile text: every value is escaped for where it stands, and none of them calls a
person or an issue.
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
"""Characters of a comment on GitHub."""

SPARE = 2_048
"""Characters kept free for what a workflow puts around the report."""

OVERVIEW = 0.6
"""The part of a comment that the lines of all rules may fill; what explains them comes after."""

LONGEST_LINE = 2_000

_NOTE = 200
"""Characters of a note about what was left out, without an address."""


def markdown(
    found: Difference, *, site: str = "", whole: str = "", longest: int = LONGEST - SPARE
) -> str:
    """The report, cut where it would be longer; what was left out is said.

    `site` is the address of the pages of the second side; rules link there. `whole` is the address
    of the report that nothing is left out of.
    """
    return _Comment(site.rstrip("/"), web_address(whole) or "", longest).of(found)


@dataclass(slots=True)
class _Comment:
    site: str
    whole: str
    left: int
    """How many characters there is room for."""

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
        """Characters that a note about what was left out may need."""
        return _NOTE + len(self.whole)

    def takes(self, text: str) -> bool:
        """Takes the room of a text; false where there is not enough, and then takes none."""
        if len(text) > self.left:
            return False
        self.left -= len(text)
        return True

    def overview(self, parts: Sequence[Section], floor: int) -> Iterator[str]:
        """Every section with its lines; a long one leaves something for those after it."""
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
        """What explains the lines, with the queries where there is room for them."""
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
    """Text in which `@name` calls nobody and `#1` is no issue: a comment keeps them apart."""
    return _CALLS.sub(lambda found: f"{found[0]}<!-- -->", text)


def _code(text: str) -> str:
    """A code span that nothing in the text can end."""
    shown = plain(text) or " "
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    ticks = "`" * (longest + 1)
    blank = " " if "`" in (shown[0], shown[-1]) else ""
    return f"{ticks}{blank}{shown}{blank}{ticks}"


def _block(block: Block) -> str:
    return f"{_words(block.title)}\n\n<pre>{marked(block.stretches)}</pre>\n\n"
