"""One thing to try for a test of a rule, and how it goes into a draft of an event."""

from __future__ import annotations

from dataclasses import dataclass

from generator.logic.evaluate.drafts import Draft, Piece
from generator.logic.evaluate.tree import Leaf


@dataclass(frozen=True, slots=True)
class Sample:
    """A piece for the field of a test, or None to leave the test's piece out."""

    piece: Piece | None
    alone: bool = False
    """Whether it takes the place of all that others want of that field; None: the field goes."""
    elsewhere: str | None = None
    """Another field that gets the piece, instead of the test's own."""
    also: tuple[tuple[str, Piece], ...] = ()
    """Pieces of further fields that belong to it."""


def applied(sample: Sample, leaf: Leaf, draft: Draft) -> Draft:
    """The draft with a sample of a test put in."""
    for name, piece in sample.also:
        draft = draft.plus(name, piece)
    if sample.elsewhere is not None and sample.piece is not None:
        return draft.plus(sample.elsewhere, sample.piece)
    if sample.alone:
        draft = draft.without(leaf.field)
    return draft if sample.piece is None else draft.plus(leaf.field, sample.piece)


def removed(sample: Sample, leaf: Leaf, draft: Draft) -> Draft:
    """The draft with the piece of a sample taken out again."""
    for name, piece in sample.also:
        draft = draft.minus(name, piece)
    return draft if sample.piece is None else draft.minus(leaf.field, sample.piece)
