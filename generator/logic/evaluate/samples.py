"""What to put in a field so that one test of a rule holds, or just does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.logic.evaluate.drafts import FILLER, Piece
from generator.logic.evaluate.matchers import (
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
from generator.logic.evaluate.patterns import Pattern
from generator.logic.evaluate.regexes import found_texts, missed_texts
from generator.logic.evaluate.sample import Sample
from generator.logic.evaluate.string_samples import pattern_samples
from generator.logic.evaluate.tree import Leaf


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
            return pattern_samples(matcher, leaf.field)
        case Number():
            return _wholes(_numbers(matcher.value))
        case Null():
            return _null()
        case Exists():
            return _exists()
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
    yield Sample(_PRESENT, alone=True)


_PRESENT = Piece(FILLER, Place.INSIDE)
"""Something in a field, which gives way to anything more."""


def _exists() -> Iterator[Sample]:
    yield Sample(_PRESENT)
    yield Sample(Piece(""))
    yield Sample(Piece(None))


def _null() -> Iterator[Sample]:
    yield Sample(None, alone=True)
    yield Sample(_PRESENT, alone=True)
    yield Sample(Piece(None), alone=True)
    yield Sample(Piece(""), alone=True)


def _regex(matcher: Regex) -> Iterator[Sample]:
    expression = matcher.expression
    texts = found_texts(expression)
    for number, text in enumerate(texts):
        free = expression.search(FILLER + text + FILLER) is not None
        yield Sample(Piece(text, Place.INSIDE if free else Place.WHOLE))
        for near in missed_texts(expression, text, 5 if number == 0 else 2):
            yield Sample(Piece(near))
        yield Sample(Piece(text.swapcase()))
        yield Sample(Piece(text))
        yield Sample(Piece(f"{FILLER}\n{text}\n{FILLER}"))
    if texts:
        yield Sample(Piece([FILLER, texts[0]]), alone=True)


def _numbers(value: int | float | bool) -> Iterator[Any]:
    if isinstance(value, bool):
        text = "true" if value else "false"
        yield from (value, not value, text, text.capitalize(), "yes")
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
