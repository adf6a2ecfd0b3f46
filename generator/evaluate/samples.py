"""What to put in a field so that one test of a rule holds, or just does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.evaluate.drafts import FILLER, Draft, Piece
from generator.evaluate.matchers import (
    Cidr,
    Comparison,
    Exists,
    FieldReference,
    Matcher,
    Null,
    Number,
    Place,
    Regex,
    TimePart,
)
from generator.evaluate.patterns import DASHES, Part, Pattern, Wild
from generator.evaluate.regexes import found_texts, missed_texts
from generator.evaluate.tree import Leaf


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


def samples(leaf: Leaf) -> Iterator[Sample]:
    """Samples for one test, the most telling first, holding and not holding in turn."""
    makers = [_samples_of(matcher, leaf) for matcher in leaf.matchers]
    while makers:
        for maker in tuple(makers):
            sample = next(maker, None)
            if sample is None:
                makers.remove(maker)
            else:
                yield sample
    yield from _any_field(leaf)


def _samples_of(matcher: Matcher, leaf: Leaf) -> Iterator[Sample]:
    match matcher:
        case Pattern():
            return _pattern(matcher, leaf.field)
        case Number():
            return _wholes(_numbers(matcher.value))
        case Null():
            return _null()
        case Exists():
            return _wholes((FILLER, "", None))
        case Regex():
            return _regex(matcher)
        case Cidr():
            return _wholes(_addresses(matcher))
        case Comparison():
            return _wholes(_around(matcher.limit))
        case TimePart():
            return _wholes(_dates(matcher))
        case FieldReference():
            return _references(matcher)
    return iter(())


def _wholes(values: Any) -> Iterator[Sample]:
    return (Sample(Piece(value)) for value in values)


def _any_field(leaf: Leaf) -> Iterator[Sample]:
    """What can stand in a field whatever the test asks for."""
    yield Sample(None, alone=True)
    yield Sample(Piece(""), alone=True)
    yield Sample(Piece(None), alone=True)
    yield Sample(Piece(FILLER), alone=True)


def _null() -> Iterator[Sample]:
    yield Sample(None, alone=True)
    yield Sample(Piece(FILLER), alone=True)
    yield Sample(Piece(None), alone=True)
    yield Sample(Piece(""), alone=True)


# --- strings -----------------------------------------------------------------------------------

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


def _pattern(pattern: Pattern, field: str | None) -> Iterator[Sample]:
    core, place = _core(pattern)
    text = filled(core)
    if not text:
        yield from _wholes(("", FILLER, " "))
        return
    yield Sample(Piece(text, place))
    yield from map(Sample, _moved(text, place))
    yield Sample(Piece(text[:-1], place))
    yield Sample(None)
    yield Sample(Piece(text.swapcase(), place))
    yield Sample(Piece(text))
    yield Sample(Piece(text[1:], place))
    for variant in _wild_variants(core):
        yield Sample(Piece(variant, place))
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


def _moved(text: str, place: Place) -> Iterator[Piece]:
    """The text with something more at an end where nothing more may stand."""
    if place in (Place.END, Place.START):
        yield Piece(text, Place.INSIDE)
    if place in (Place.END, Place.WHOLE):
        yield Piece(text + FILLER, place)
    if place in (Place.START, Place.WHOLE):
        yield Piece(FILLER + text, place)


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


def _regex(matcher: Regex) -> Iterator[Sample]:
    expression = matcher.expression
    texts = found_texts(expression)
    for number, text in enumerate(texts):
        free = expression.search(FILLER + text + FILLER) is not None
        yield Sample(Piece(text, Place.INSIDE if free else Place.WHOLE))
        for near in missed_texts(expression, text, 5 if number == 0 else 2):
            yield Sample(Piece(near))
        yield Sample(Piece(text))
        yield Sample(Piece(f"{FILLER}\n{text}\n{FILLER}"))
    if texts:
        yield Sample(Piece([FILLER, texts[0]]), alone=True)


# --- other values ------------------------------------------------------------------------------


def _numbers(value: int | float | bool) -> Iterator[Any]:
    if isinstance(value, bool):
        text = "true" if value else "false"
        yield from (value, not value, text, text.capitalize(), "yes", int(value))
        return
    yield value
    yield int(f"{int(value)}1") if value >= 0 else value * 10
    yield str(value)
    yield value + 1
    yield f"{FILLER}{value}"
    yield f"{value}{FILLER}"
    if abs(value) > 9:
        yield int(str(int(value))[:-1])
    yield -value - 1
    yield [value + 1, value]


def _around(limit: int | float) -> Iterator[Any]:
    yield from (limit + 1, limit - 1, limit, limit * 10 + 3)
    yield from (str(limit + 1), str(limit - 1), str(limit), limit + 0.5, limit - 0.5, FILLER)


def _addresses(matcher: Cidr) -> Iterator[str]:
    network = matcher.network
    first, last = network.network_address, network.broadcast_address
    yield str(first)
    beyond = int(last) + 1
    if beyond < 2**network.max_prefixlen:
        yield str(type(last)(beyond))
    yield str(last)
    if int(first) > 0:
        yield str(type(first)(int(first) - 1))
    yield str(type(first)((int(first) + int(last)) // 2))
    yield f"{first}{FILLER}"
    yield "2001:db8::1" if network.version == 4 else "192.0.2.1"
    yield "203.0.113.200"


def _dates(matcher: TimePart) -> Iterator[str]:
    number = matcher.number
    for value in (number, number + 1, max(number - 1, 0)):
        texts = {
            "minute": f"2024-05-14T10:{value:02}:30",
            "hour": f"2024-05-14T{value:02}:20:30",
            "day": f"2024-05-{value:02}T10:20:30",
            "week": f"2024-W{value:02}-3",
            "month": f"2024-{value:02}-14T10:20:30",
            "year": f"{value:04}-05-14T10:20:30",
        }
        yield texts[matcher.name]
    yield FILLER


def _references(matcher: FieldReference) -> Iterator[Sample]:
    text, other = "Zq.1\\x", "zqother"
    around = {
        Place.WHOLE: (text, text + FILLER, FILLER + text),
        Place.START: (text + FILLER, FILLER + text, text),
        Place.END: (FILLER + text, text + FILLER, text),
        Place.INSIDE: (FILLER + text + FILLER, text[:-1] + FILLER, text),
    }[matcher.place]
    for value in (*around, text.swapcase(), other):
        yield Sample(Piece(value), also=((matcher.field, Piece(text)),))
    yield Sample(Piece(text))
    yield Sample(None, alone=True, also=((matcher.field, Piece(text)),))
    yield Sample(Piece("a*b"), also=((matcher.field, Piece("a*b")),))
    yield Sample(Piece("axb"), also=((matcher.field, Piece("a*b")),))
