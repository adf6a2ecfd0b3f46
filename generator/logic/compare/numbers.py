"""Values that are numbers: those that equal one, and those between limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite, nextafter

from generator.logic.compare.atoms import Atom
from generator.logic.evaluate.matchers import Comparison

Figure = int | float


def doubles(value: Figure | bool) -> Iterator[Figure]:
    """The numbers that equal a value, each with a text of its own; none for a boolean."""
    if isinstance(value, bool):
        return
    yield value
    if isinstance(value, int):
        try:
            same = float(value)
        except OverflowError:
            return
        if same == value:
            yield same
    elif value.is_integer():
        yield int(value)
    if value == 0:
        # Zero has two more forms: 0.0 and -0.0, of which one was the value itself or its double.
        yield -0.0
        yield 0.0


def regions(atoms: Sequence[Atom]) -> Iterator[list[object]]:
    """For each limit of some comparisons, and each gap beside one, values from there.

    The first of them is a number; its text and other forms follow. Infinity is a region too,
    which only a number can be in.
    """
    limits = sorted({a.matcher.limit for a in atoms if isinstance(a.matcher, Comparison)})
    yield from (_forms(spots) for spots in _spots(limits) if spots)
    for infinite in (float("-inf"), float("inf")):
        yield [infinite]


def _spots(limits: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Some numbers of each region, whole ones first."""
    if not limits:
        return
    first, last = limits[0], limits[-1]
    below = [first - 1, first - 2, first - 10, first - 1000, nextafter(first, float("-inf"))]
    yield [number for number in below if number < first and isfinite(number)]
    for number, limit in enumerate(limits):
        yield [limit]
        if number + 1 < len(limits):
            between = _between(limit, limits[number + 1])
            if between:
                yield between
    above = [last + 1, last + 2, last + 10, last + 1000, nextafter(last, float("inf"))]
    yield [number for number in above if number > last and isfinite(number)]


def _between(low: Figure, high: Figure) -> list[Figure]:
    tried = [int(low) + 1, low + (high - low) / 2, int(high) - 1, low + 0.1, nextafter(low, high)]
    return [number for number in tried if low < number < high]


def _forms(numbers: list[Figure]) -> list[object]:
    made: list[object] = list(numbers)
    for number in numbers:
        made += [str(number), f"{number:+}"]
    return made
