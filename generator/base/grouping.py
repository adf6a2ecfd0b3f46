"""The way back: from items that name things to the things and who names them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")


def reverse(
    items: Iterable[Item], names: Callable[[Item], Iterable[str]]
) -> dict[str, tuple[Item, ...]]:
    """The items that name each thing, in their order."""
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        for name in dict.fromkeys(names(item)):
            found[name].append(item)
    return {name: tuple(group) for name, group in found.items()}
