"""Texts of rules, and what of a field's text each of them asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.types import SigmaCasedString, SigmaString, SpecialChars

MANY, ONE = SpecialChars.WILDCARD_MULTI, SpecialChars.WILDCARD_SINGLE
Pieces = tuple[str | SpecialChars, ...]


class Shape(Enum):
    """What of a text a value asks for."""

    WHOLE = auto()
    START = auto()
    END = auto()
    PART = auto()
    ANYTHING = auto()
    PATTERN = auto()
    """Wildcards stand inside, or `?` anywhere."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A value of a rule: its pieces, wildcards among them, and whether case counts.

    `text` is what stands between the wildcards at its ends; of a PATTERN it is empty.
    """

    pieces: Pieces
    cased: bool

    @property
    def shape(self) -> Shape:
        inner = self._inner()
        if any(not isinstance(piece, str) for piece in inner):
            return Shape.PATTERN
        if not inner:
            return Shape.ANYTHING if self.pieces else Shape.WHOLE
        opened, closed = self.pieces[0] is MANY, self.pieces[-1] is MANY
        return {
            (False, False): Shape.WHOLE,
            (False, True): Shape.START,
            (True, False): Shape.END,
            (True, True): Shape.PART,
        }[opened, closed]

    @property
    def text(self) -> str:
        return "" if self.shape is Shape.PATTERN else "".join(map(str, self._inner()))

    @property
    def has_case(self) -> bool:
        """Whether it has letters, so that case matters at all."""
        plain = "".join(piece for piece in self.pieces if isinstance(piece, str))
        return plain.lower() != plain.upper()

    def regex(self, *, anchors: tuple[str, str] = ("^", "$"), dot: str = ".") -> str:
        """The value as an expression that is searched for; `dot` is any character at all."""
        pieces = self._inner() if self.shape is not Shape.ANYTHING else ()
        body = "".join(
            escaped(piece) if isinstance(piece, str) else dot if piece is ONE else f"{dot}*"
            for piece in pieces
        )
        opened = bool(self.pieces) and self.pieces[0] is MANY
        closed = bool(self.pieces) and self.pieces[-1] is MANY
        return f"{'' if opened else anchors[0]}{body}{'' if closed else anchors[1]}"

    def whole_regex(self, *, dot: str = ".") -> str:
        """The value as an expression for a whole text."""
        return "".join(
            escaped(piece) if isinstance(piece, str) else dot if piece is ONE else f"{dot}*"
            for piece in self.pieces
        )

    def _inner(self) -> Pieces:
        start = 1 if self.pieces and self.pieces[0] is MANY else 0
        end = len(self.pieces)
        if end > start and self.pieces[-1] is MANY:
            end -= 1
        return self.pieces[start:end]


def escaped(text: str) -> str:
    """A text as a regular expression of any dialect: only punctuation is escaped."""
    return re.sub(r"[\\.*+?()\[\]{}|^$]", r"\\\g<0>", text)


def wanted(value: SigmaString) -> Wanted:
    """The value, several wildcards beside each other being one."""
    pieces: list[str | SpecialChars] = []
    for piece in value.s:
        if not isinstance(piece, str | SpecialChars):
            raise refused(f"The placeholder `%{piece.name}%` is not filled.")
        if piece is MANY and pieces and pieces[-1] is MANY:
            continue
        pieces.append(piece)
    return Wanted(tuple(pieces), isinstance(value, SigmaCasedString))


def refused(reason: str) -> SigmaFeatureNotSupportedByBackendError:
    """The error that refuses a rule; the reason is a sentence."""
    return SigmaFeatureNotSupportedByBackendError(reason)
