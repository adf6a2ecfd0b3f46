"""A draft of an event: for each field the pieces that its value is to be made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from generator.logic.evaluate.matchers import Place
from generator.logic.evaluate.record import fold

FILLER = "zq"
"""Text that stands around and between pieces and means nothing to a rule."""

MESSAGE = "Message"
"""The field that gets the texts of keywords."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A value, or a text and where in the value it stands."""

    value: Any
    place: Place = Place.WHOLE


@dataclass(frozen=True, slots=True)
class Draft:
    """Pieces by field; the first of a field have precedence where they cannot all be had."""

    pieces: Mapping[str, tuple[Piece, ...]] = field(default_factory=lambda: MappingProxyType({}))
    steps: int = 0
    """How many changes led here."""

    def plus(self, name: str | None, piece: Piece) -> Draft:
        """The draft with a piece more, before the others of its field."""
        name = name or MESSAGE
        return self._with(name, (piece, *self.pieces.get(name, ())))

    def minus(self, name: str | None, piece: Piece) -> Draft:
        """The draft without a piece."""
        name = name or MESSAGE
        return self._with(name, tuple(p for p in self.pieces.get(name, ()) if p is not piece))

    def without(self, name: str | None) -> Draft:
        """The draft without a field."""
        return self._with(name or MESSAGE, ())

    def _with(self, name: str, pieces: tuple[Piece, ...]) -> Draft:
        others = {other: kept for other, kept in self.pieces.items() if other != name}
        if pieces:
            others[name] = pieces
        return Draft(MappingProxyType(others), self.steps + 1)

    def event(self) -> dict[str, Any]:
        """The event that the draft describes."""
        return {name: rendered(pieces) for name, pieces in self.pieces.items()}


def rendered(pieces: tuple[Piece, ...]) -> Any:
    """One value from pieces: a whole one if there is one, else start, inside and end joined."""
    for piece in pieces:
        if piece.place is Place.WHOLE:
            return piece.value
    starts = [piece.value for piece in pieces if piece.place is Place.START]
    ends = [piece.value for piece in pieces if piece.place is Place.END]
    text = max(starts, key=len) if starts else FILLER
    for piece in pieces:
        if piece.place is Place.INSIDE and fold(piece.value) not in fold(text):
            text += ("" if text == FILLER else FILLER) + piece.value
    if not ends:
        return text if text == FILLER else text + FILLER
    end = max(ends, key=len)
    return text if fold(text).endswith(fold(end)) else text + _between(text) + end


def _between(text: str) -> str:
    return "" if text == FILLER else FILLER
