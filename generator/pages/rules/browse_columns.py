"""Columns of the table of all rules, in few characters.

Each text of a column is written once, each combination of them once, and a rule has the number of
its combination. So ten thousand names of techniques take a tenth of their length.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict


class Choices(TypedDict):
    """`rows` has the number of a set for each rule, `sets` the numbers of the values of each set;
    `labels` says what each value is called beside itself, and is empty where none is."""

    values: list[str]
    labels: list[str]
    sets: list[list[int]]
    rows: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How the values of a column are ordered: `first` as they stand, the others by how many rules
    have them. `names` are what values are called beside themselves."""

    first: Sequence[str] = ()
    names: Mapping[str, str] | None = None


def choices(rows: Sequence[tuple[str, ...]], order: Order) -> Choices:
    """The column of some values for each rule; one that a rule has twice counts once."""
    counted = Counter(value for row in rows for value in dict.fromkeys(row))
    by_count = sorted(counted, key=lambda value: (-counted[value], value))
    known = [value for value in order.first if value in counted]
    values = list(dict.fromkeys([*known, *by_count]))
    numbers = {value: number for number, value in enumerate(values)}
    sets: dict[tuple[int, ...], int] = {}
    places = [
        sets.setdefault(tuple(dict.fromkeys(numbers[value] for value in row)), len(sets))
        for row in rows
    ]
    names = order.names or {}
    return {
        "values": values,
        "labels": [names.get(value, "") for value in values] if names else [],
        "sets": [list(members) for members in sets],
        "rows": places,
    }


def front_coded(texts: Iterable[str]) -> list[int | str]:
    """Texts in an order in which neighbours begin alike: for each how many characters it shares
    with the one before, and the rest."""
    coded: list[int | str] = []
    before = ""
    for text in texts:
        shared = _alike(before, text)
        coded += [shared, text[shared:]]
        before = text
    return coded


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
