"""Samples for Sigma strings: on both sides of every way in which one may be misread."""

from __future__ import annotations

from collections.abc import Iterator

from generator.logic.evaluate.drafts import FILLER, Piece
from generator.logic.evaluate.matchers import Place
from generator.logic.evaluate.patterns import DASHES, Part, Pattern, Wild
from generator.logic.evaluate.sample import Sample

_FILL = {Wild.ANY: FILLER, Wild.ONE: "q", Wild.DASH: "-"}


def filled(parts: tuple[Part, ...], **choices: str) -> str:
    """The parts with a text for each wildcard; `ANY`, `ONE`, `DASH` choose other ones."""
    fill = {wild: choices.get(wild.name, text) for wild, text in _FILL.items()}
    return "".join(part if isinstance(part, str) else fill[part] for part in parts)


def _core(pattern: Pattern) -> tuple[tuple[Part, ...], Place]:
    """What stands between the wildcards at both ends, and where in a value it then stands."""
    parts = pattern.parts
    before, after = parts[:1] == (Wild.ANY,), parts[-1:] == (Wild.ANY,)
    if before:
        parts = parts[1:]
    if after and parts:
        parts = parts[:-1]
    places = {
        (False, False): Place.WHOLE,
        (True, False): Place.END,
        (False, True): Place.START,
        (True, True): Place.INSIDE,
    }
    return parts, places[before, after]


def pattern_samples(pattern: Pattern, field: str | None) -> Iterator[Sample]:
    """Samples for a Sigma string in a field, the most telling first."""
    core, place = _core(pattern)
    text = filled(core)
    if not text:
        yield from (Sample(Piece(value)) for value in ("", FILLER, " "))
        return
    first, *more = _moved(text, place) or [Piece(text[1:], place)]
    yield Sample(Piece(text, place))
    yield Sample(first)
    yield Sample(Piece(text[:-1], place))
    for variant in _wild_variants(core):
        yield Sample(Piece(variant, place))
    yield Sample(None)
    yield from map(Sample, more)
    yield Sample(Piece(text.swapcase(), place))
    yield Sample(Piece(text))
    yield Sample(Piece(text[1:], place))
    for variant in _changed(text):
        yield Sample(Piece(variant, place))
    for name in _siblings(field):
        yield Sample(Piece(text, place), elsewhere=name)
    yield Sample(Piece(_surrounded(text, place), place))
    yield Sample(Piece(_multiline(text, place), place))
    if text.isascii() and text.isdigit() and text == str(int(text)):
        yield Sample(Piece(int(text)), alone=True)
    yield Sample(Piece([FILLER, text]), alone=True)
    yield Sample(Piece([text[:-1], text[1:]]), alone=True)


def _moved(text: str, place: Place) -> list[Piece]:
    """The text with something more at an end where nothing more may stand."""
    inside, after, before = (
        Piece(text, Place.INSIDE),
        Piece(text + FILLER, place),
        Piece(FILLER + text, place),
    )
    pieces = {
        Place.WHOLE: [after, before],
        Place.START: [inside, before],
        Place.END: [inside, after],
        Place.INSIDE: [],
    }
    return pieces[place]


def _wild_variants(core: tuple[Part, ...]) -> Iterator[str]:
    """Other fillings of the wildcards, fitting and unfitting, and of texts that look like one."""
    if Wild.ANY in core:
        yield filled(core, ANY="")
        yield filled(core, ANY="q")
        yield filled(core, ANY=' z\\q/ "z" ')
    if Wild.ONE in core:
        yield filled(core, ONE="")
        yield filled(core, ONE="qz")
        yield filled(core, ONE="\\")
    if Wild.DASH in core:
        yield from (filled(core, DASH=dash) for dash in DASHES[1:])
        yield filled(core, DASH="+")
        yield filled(core, DASH="")
    text = filled(core)
    if "*" in text:
        yield text.replace("*", "zz")
        yield text.replace("*", "\\*")
    if "?" in text:
        yield text.replace("?", "z")
        yield text.replace("?", "\\?")


_SPECIAL = ".\\$^+()[]{}|\"'`/-_ %&:;<>=@#~!,"


def _changed(text: str) -> Iterator[str]:
    """Texts that differ in one place: where an escape may be forgotten first, then anywhere."""
    if "\\" in text:
        yield text.replace("\\", "\\\\")
        yield text.replace("\\", "")
    found = [character for character in _SPECIAL if character in text][:4]
    for character in found:
        yield text.replace(character, "q", 1)
    for place in sorted({len(text) // 2, 0, len(text) - 1}):
        other = "q" if text[place] not in "qQ" else "z"
        yield text[:place] + other + text[place + 1 :]
    yield text + text[-1]
    yield text[0] + text


def _siblings(field: str | None) -> Iterator[str]:
    if field is None:
        return
    if field.startswith("Parent"):
        yield field.removeprefix("Parent")
    else:
        yield "Parent" + field
    yield field + "2"


_AROUND = "\"z' (q) [z] {q} %z% $q; &|<>^~#@!,=:*?\\"


def _surrounded(text: str, place: Place) -> str:
    """The text with the special characters of query languages where anything may stand."""
    before = _AROUND + " " if place in (Place.END, Place.INSIDE) else ""
    after = " " + _AROUND if place in (Place.START, Place.INSIDE) else ""
    return before + text + after


def _multiline(text: str, place: Place) -> str:
    before = "z\nq" if place in (Place.END, Place.INSIDE) else ""
    after = "z\nq" if place in (Place.START, Place.INSIDE) else ""
    return before + text + after
