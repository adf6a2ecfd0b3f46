"""The report as Markdown for a comment: no longer than a site allows, the most important first.

Rules are hostile text: every value is escaped for where it stands, and none of them calls a
person or an issue.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.diff.difference import Difference
from generator.diff.pieces import Block, Code, Entry, Line, PageLink, Piece, Section, Strong
from generator.diff.pieces import plain_line as unmarked
from generator.diff.report import headline, sections
from generator.diff.word_diff import Mark, Stretch
from generator.markdown import inline, plain, web_address

LONGEST = 65_536
"""Characters of a comment on GitHub."""

SPARE = 2_048
"""Characters kept free for what a workflow puts around the report."""

OVERVIEW = 0.6
"""The part of a comment that the lines of all rules may fill; what explains them comes after."""

LONGEST_LINE = 2_000

_NOTE = 200
"""Characters that a note about what was left out may need."""


def markdown(found: Difference, *, site: str = "", longest: int = LONGEST - SPARE) -> str:
    """The report, cut where it would be longer; what was left out is said.

    `site` is the address of the pages of the second side; rules link there.
    """
    return _Comment(site.rstrip("/"), longest).of(found)


@dataclass(slots=True)
class _Comment:
    site: str
    left: int
    """How many characters there is room for."""

    def of(self, found: Difference) -> str:
        head = (
            f"## What changed from {_code(found.base.name)} to {_code(found.head.name)}\n\n"
            f"{_words(headline(found))}\n\n"
        )
        parts = sections(found)
        floor = int(self.left * (1 - OVERVIEW))
        self.left -= len(head)
        made = [head, *self.overview(parts, floor), *self.details(parts)]
        return "".join(made).rstrip() + "\n"

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
            used, kept = len(heading) + _NOTE, []
            for entry in section.entries:
                line = f"- {self.line(entry.line)}\n"
                used += len(line)
                if used > share:
                    break
                kept.append(line)
            missing = len(section.entries) - len(kept)
            note = f"- … and {missing:,} more\n" if missing else ""
            text = "".join([heading, *kept, note, "\n"])
            if self.takes(text):
                yield text

    def details(self, parts: Sequence[Section]) -> Iterator[str]:
        """What explains the lines, with the queries where there is room for them."""
        heading = "### In detail\n\n"
        missing = 0
        self.left -= _NOTE
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
            yield f"{missing:,} more changes have details that do not fit here.\n"

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
    """Text of a line; blanks at its ends stay, for what stands beside it.

    Inside of a line, what would begin a list or the like is left to be read.
    """
    before = " " if text[:1] == " " else ""
    after = " " if text[-1:] == " " and text.strip() else ""
    escaped = inline(f".{text.strip()}")[1:] if inside else inline(text)
    return f"{before}{_uncalled(escaped)}{after}"


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
    shown = "".join(map(_stretch, block.stretches))
    return f"{_words(block.title)}\n\n<pre>{shown}</pre>\n\n"


_TAGS = {Mark.GONE: "del", Mark.COME: "ins"}


def _stretch(stretch: Stretch) -> str:
    text = html.escape(_visible(stretch.text.replace("\r\n", "\n")), quote=False)
    tag = _TAGS.get(stretch.mark)
    return f"<{tag}>{text}</{tag}>" if tag else text


def _visible(text: str) -> str:
    """Text without characters that cannot be seen; its lines and blanks stay."""
    return "".join(
        c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text
    )
