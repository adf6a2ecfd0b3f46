"""Fields that are compared with each other: what follows from what, and texts for both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.logic.evaluate.matchers import FieldReference, Place

_WEAKER = {
    Place.WHOLE: (Place.START, Place.END, Place.INSIDE),
    Place.START: (Place.INSIDE,),
    Place.END: (Place.INSIDE,),
    Place.INSIDE: (),
}


def implied(reference: FieldReference) -> Iterator[FieldReference]:
    """The comparisons of the same two fields that hold wherever this one does."""
    for place in (reference.place, *_WEAKER[reference.place]):
        for cased in {reference.cased, False}:
            weaker = FieldReference(field=reference.field, place=place, cased=cased)
            if weaker != reference:
                yield weaker


def pairs(
    reference: FieldReference, known: Sequence[str], filler: str
) -> Iterator[tuple[str, str]]:
    """Texts for the field and for the other one for which the comparison holds."""
    for text in (*known, filler, filler * 2):
        for part in (text, text.swapcase()) if not reference.cased else (text,):
            yield text, part
            if reference.place in (Place.START, Place.INSIDE):
                yield f"{text}{filler}", part
            if reference.place in (Place.END, Place.INSIDE):
                yield f"{filler}{text}", part
            if reference.place is Place.INSIDE:
                yield f"{filler}{text}{filler}", part
