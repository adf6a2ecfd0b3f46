"""Sets of characters as ranges of their numbers, with the case rules of Python's own engine."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from generator.logic.regex import Category, CharacterSet, Literal, pattern_text

Ranges = tuple[tuple[int, int], ...]
"""Numbers of characters, first and last of each stretch, in order and apart."""

LAST = 0x10FFFF
ALL: Ranges = ((0, LAST),)
DOTTED_I = "İ"
"""The one character whose lower-case form is two."""
_KELVIN = "\u212a"

NICE = "xabcdefghijklmnopqrstuvwyz0123456789 -_./\\:,;=+@#%&!~'\"()[]{}<>|?*$^`XABCDEFGHIJKLMNOPQRSTUVWYZéß"
"""Characters that examples are made of, where there is a choice."""


def one(character: str) -> Ranges:
    number = ord(character)
    return ((number, number),)


def ranges(numbers: Iterable[int]) -> Ranges:
    """The ranges of some numbers, in any order."""
    return joined((number, number) for number in numbers)


def joined(stretches: Iterable[tuple[int, int]]) -> Ranges:
    """The ranges of some stretches, in any order, overlapping or not."""
    made: list[tuple[int, int]] = []
    for low, high in sorted(stretches):
        if made and low <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(high, made[-1][1]))
        else:
            made.append((low, high))
    return tuple(made)


def without(characters: Ranges, excluded: str) -> Ranges:
    """The set without one character."""
    number = ord(excluded)
    made: list[tuple[int, int]] = []
    for low, high in characters:
        if low <= number <= high:
            made += [(a, b) for a, b in ((low, number - 1), (number + 1, high)) if a <= b]
        else:
            made.append((low, high))
    return tuple(made)


def contains(characters: Ranges, character: str) -> bool:
    number = ord(character)
    place = bisect_right(characters, (number, LAST + 1)) - 1
    return place >= 0 and characters[place][0] <= number <= characters[place][1]


def folded_to(character: str) -> Ranges:
    """The characters that are this one in lower case; none for one that never is."""
    return _folded(character)


@lru_cache(maxsize=4096)
def _folded(character: str) -> Ranges:
    if character.isascii():
        # Without the table of all characters, which costs a quarter of a second once.
        capitals = character.upper() + (_KELVIN if character == "k" else "")
        return (
            ranges(map(ord, character + capitals))
            if character.islower()
            else (() if character.isupper() else one(character))
        )
    itself = [ord(character)] if character.lower() == character else []
    return ranges([*itself, *_capitals().get(character, ())])


@cache
def _every() -> str:
    return "".join(map(chr, range(LAST + 1)))


@cache
def _capitals() -> Mapping[str, tuple[int, ...]]:
    """For each character in lower case, the others that become it."""
    made: dict[str, list[int]] = {}
    for start in range(0, LAST + 1, 256):
        block = _every()[start : start + 256]
        if block.lower() == block:
            continue
        for character in block:
            lower = character.lower()
            if lower != character and len(lower) == 1:
                made.setdefault(lower, []).append(ord(character))
    return {lower: tuple(numbers) for lower, numbers in made.items()}


def matched_by(node: Literal | CharacterSet, flags: int) -> Ranges:
    """The characters that a literal or a set takes, found by the engine."""
    if isinstance(node, CharacterSet) and not node.negated and not flags & re.IGNORECASE:
        members = [member for member in node.members if not isinstance(member, Category)]
        if len(members) == len(node.members):
            return joined(members)
    return _matched(node, flags)


@lru_cache(maxsize=1024)
def _matched(node: Literal | CharacterSet, flags: int) -> Ranges:
    expression = re.compile(pattern_text((node,)) + "+", flags)
    return tuple((m.start(), m.end() - 1) for m in expression.finditer(_every()))


@dataclass(frozen=True, slots=True)
class Alphabet:
    """Characters of which none of some sets can tell one from another, by one of each kind."""

    examples: tuple[str, ...]
    inside: tuple[int, ...]
    """For each of them the sets that it is in, as bits."""


def alphabet(sets: Sequence[Ranges]) -> Alphabet:
    """The kinds of characters that the sets can tell apart."""
    changes: dict[int, int] = {0: 0}
    for index, characters in enumerate(sets):
        for low, high in characters:
            changes[low] = changes.get(low, 0) ^ (1 << index)
            changes[high + 1] = changes.get(high + 1, 0) ^ (1 << index)
    starts = sorted(start for start in changes if start <= LAST)
    signatures: list[int] = []
    signature = 0
    for start in starts:
        signature ^= changes[start]
        signatures.append(signature)
    found: dict[int, str] = {}
    for character in NICE:
        place = bisect_right(starts, ord(character)) - 1
        found.setdefault(signatures[place], character)
    for start, signature in zip(starts, signatures, strict=True):
        found.setdefault(signature, chr(start))
    return Alphabet(tuple(found.values()), tuple(found))


def word_characters(flags: int) -> Ranges:
    """What `\\w` takes, and so what `\\b` tells apart."""
    return matched_by(CharacterSet((Category.WORD,)), flags)
