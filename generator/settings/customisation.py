"""What a user has pages look like: templates of his own in the place of ours, and other words in
the place of their fixed ones."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

_SEPARATORS = re.compile(r"(\n|\||\*\*|(?<=\n)#+ |^\s*#+ )")
"""What stands between two phrases of a template: a line, a cell, bold text or a heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """`templates` are texts by their names, from files of `folder`. `words` are those of our templates, by what is said
    instead; `sentences` those that views hand to a template whole, apart from them, since what a
    rule says may well be one of the words."""

    folder: Path | None = None
    templates: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)

    def says(self, text: str) -> str:
        """The fixed text of a template, with each phrase that is said otherwise replaced.

        A phrase is what stands between two separators, so a word is never replaced within one.
        """
        if not self.words:
            return text
        return "".join(self._said(piece) for piece in _SEPARATORS.split(text))

    def _said(self, piece: str) -> str:
        phrase = piece.strip()
        bare = phrase.removesuffix(":")
        for known in (phrase, bare):
            said = self.words.get(html.unescape(known)) if known else None
            if said is not None:
                return piece.replace(known, said)
        return piece


LOOK: ContextVar[Look] = ContextVar("look", default=Look())  # noqa: B039 - it is frozen
"""Of the pages that are being made."""


@contextmanager
def looking(look: Look) -> Iterator[None]:
    """Has all pages that are made within look so."""
    token = LOOK.set(look)
    try:
        yield
    finally:
        LOOK.reset(token)


def phrases(text: str) -> Iterator[str]:
    """The phrases of the fixed text of a template, as `words` names them."""
    for piece in _SEPARATORS.split(text):
        phrase = html.unescape(piece.strip().removesuffix(":"))
        if re.search(r"[A-Za-z]{2}", phrase) and not phrase.startswith("<"):
            yield phrase
