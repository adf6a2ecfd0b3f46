"""Sets of characters of a regular expression, as patterns for one character of a value."""

from __future__ import annotations

from dataclasses import dataclass

from sigma.exceptions import SigmaFeatureNotSupportedByBackendError

from generator.logic.regex import Category, CharacterSet
from generator.targets.grep.text import character_text

_ASCII = frozenset(range(128))
_DIGITS = frozenset(range(ord("0"), ord("9") + 1))
_SPACES = frozenset([*range(9, 14), *range(28, 33)])
_WORD = _DIGITS | {ord(c) for c in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"}

_CATEGORIES = {
    Category.DIGIT: (_DIGITS, False),
    Category.NOT_DIGIT: (_ASCII - _DIGITS, True),
    Category.SPACE: (_SPACES, False),
    Category.NOT_SPACE: (_ASCII - _SPACES, True),
    Category.WORD: (_WORD, False),
    Category.NOT_WORD: (_ASCII - _WORD, True),
}

MAX_LISTED = 256
"""How many characters beyond ASCII a range may have; they are listed one by one."""

_PLAIN = frozenset(range(33, 127)) - {ord(c) for c in "\"\\/<>&'+`"}
"""Characters that a line always writes as themselves."""


@dataclass(frozen=True, slots=True)
class Characters:
    """Characters of ASCII, and beyond it either those listed or all but those listed."""

    ascii: frozenset[int]
    beyond: frozenset[int] = frozenset()
    all_but: bool = False

    def complement(self) -> Characters:
        return Characters(_ASCII - self.ascii, self.beyond, not self.all_but)


def characters_of(node: CharacterSet) -> Characters:
    """The characters that `[...]` takes; `\\d`, `\\s` and `\\w` are those of ASCII.

    Raises SigmaFeatureNotSupportedByBackendError for a long range beyond ASCII.
    """
    ascii_: set[int] = set()
    beyond: set[int] = set()
    all_but = False
    for member in node.members:
        if isinstance(member, Category):
            codes, others = _CATEGORIES[member]
            ascii_ |= codes
            all_but = all_but or others
        else:
            low, high = member
            ascii_.update(range(low, min(high, 127) + 1))
            beyond.update(_listed(max(low, 128), high))
    found = Characters(frozenset(ascii_), frozenset() if all_but else frozenset(beyond), all_but)
    return found.complement() if node.negated else found


def _listed(low: int, high: int) -> range:
    if high - low >= MAX_LISTED:
        raise SigmaFeatureNotSupportedByBackendError(
            f"The regular expression has a range of {high - low + 1} characters beyond ASCII,"
            f" U+{low:04X} to U+{high:04X}: grep could match it in a UTF-8 locale only; name"
            " the characters, or use a shorter range."
        )
    return range(low, high + 1)


def set_pattern(characters: Characters, *, cased: bool) -> str:
    """The pattern for one character out of a set, as one item that may be quantified."""
    if characters.all_but:
        excluded = characters.complement()
        if not excluded.ascii and not excluded.beyond:
            return "(?&_any)"
        return f"(?:(?!{set_pattern(excluded, cased=cased)})(?&_any))"
    choices = []
    plain = _ranges(sorted(characters.ascii & _PLAIN))
    special = characters.ascii - _PLAIN
    if plain:
        choices.append(plain)
    if special >= _SPACES:
        special -= _SPACES
        choices.append("(?&_ws)")
    for code in sorted(special | characters.beyond):
        text = character_text(chr(code), cased=cased)
        choices.append(f"(?&_in){text}" if code in _SPACES else text)
    if len(choices) == 1 and "(?&_in)" not in choices[0]:
        return choices[0]
    return f"(?:{'|'.join(choices)})" if choices else "(?!)"


def _ranges(codes: list[int]) -> str:
    """A class of the characters; one alone is no class."""
    if len(codes) == 1:
        return character_text(chr(codes[0]), cased=True)
    runs: list[list[int]] = []
    for code in codes:
        if runs and runs[-1][-1] == code - 1:
            runs[-1].append(code)
        else:
            runs.append([code])
    text = "".join(
        _class_character(run[0])
        if len(run) == 1
        else _class_character(run[0]) + ("-" if len(run) > 2 else "") + _class_character(run[-1])
        for run in runs
    )
    return f"[{text}]" if text else ""


def _class_character(code: int) -> str:
    return "\\" + chr(code) if chr(code) in "^]-[" else chr(code)
