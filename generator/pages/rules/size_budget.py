"""How much code the page of a rule shows, so that it opens quickly on any line: what is longer is
cut, and the whole of it is a file of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from generator.content.model import RuleFile
from generator.pages.publication import Publication

CODE_BYTES = 64_000
"""Bytes of HTML for the code of a page. All else on it takes up to 56,000, and the page of a rule
is to have 120,000 at most (see `bench/weight.py`)."""
COLOURS = 3.5
"""Times the bytes of a text that it takes when it is coloured."""
MOST_COLOURED = 7_000
"""Bytes of a Sigma file that is coloured."""
PLAIN = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeBudget:
    """`longest` are the characters of a query that is shown; `share` the bytes of HTML that a text
    may take, None where all of them have room."""

    longest: int
    share: int | None

    def of_query(self, text: str, language: str) -> int:
        """How many characters of a query are shown: all of them where it has room."""
        return self._fitting(text[: self.longest], language)

    def of_file(self, file: RuleFile) -> int:
        """How many characters of a Sigma file are shown: all of them where it has room."""
        return self._fitting(file.text, language_of(file))

    def _fitting(self, text: str, language: str) -> int:
        size = _html_size(text, language)
        if self.share is None or size <= self.share:
            return len(text)
        return max(1, int(len(text) * self.share / size))


def size_budget_of(publication: Publication, file: RuleFile) -> SizeBudget:
    """The budget of each text on the page of a file: its rules as they are, and their queries."""
    longest = publication.longest_query
    sizes = [_html_size(file.text, language_of(file))]
    for rule in file.rules:
        for target in publication.targets:
            text = publication.query(rule, target).text
            if text is not None:
                sizes.append(_html_size(text[:longest], target.language))
    return SizeBudget(longest=longest, share=_share(sizes))


def language_of(file: RuleFile) -> str:
    """The language in which the Sigma rule of a page is shown: YAML, unless that is too much."""
    return "yaml" if len(file.text.encode("utf-8", "replace")) <= MOST_COLOURED else PLAIN


def _html_size(text: str, language: str) -> int:
    size = len(escape(text, quote=False).encode("utf-8", "replace"))
    return size if language == PLAIN else int(size * COLOURS)


def _share(sizes: Sequence[int]) -> int | None:
    """The largest share such that all texts have room when none takes more; None where they have
    room as they are."""
    if sum(sizes) <= CODE_BYTES:
        return None
    left = CODE_BYTES
    for place, size in enumerate(sorted(sizes)):
        share = left // (len(sizes) - place)
        if size > share:
            return share
        left -= size
    return None
