"""Sigma strings: their wildcards and escapes, and how a text is matched against them.

Section "Escaping" of the Sigma 2.1 rules specification: `*` is any text, `?` any one character,
`\\*` and `\\?` the characters themselves, `\\\\` a backslash, and a backslash before anything
else stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from itertools import product

from generator.logic.evaluate.record import FieldValues, Record, fold

DASHES = "-/–—―"
"""The characters that `windash` takes for each other: hyphen, slash, en dash, em dash, bar."""


class Wild(Enum):
    """A part of a pattern that is not a text."""

    ANY = "*"
    ONE = "?"
    DASH = "windash"


Part = str | Wild


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A Sigma string: texts and wildcards in turn, compared without regard to case or with it."""

    parts: tuple[Part, ...]
    cased: bool = False
    written: str | None = None
    """The value as it stands in the rule, as long as no modifier has changed it."""
    octets: bool = False
    """Whether the characters of the texts stand for bytes, after one of the UTF-16 modifiers."""
    accepts: Callable[[str], bool] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = self.parts
        if not self.cased:
            parts = tuple(fold(part) if isinstance(part, str) else part for part in parts)
        object.__setattr__(self, "accepts", _matcher(parts))

    def matches(self, found: FieldValues | None, record: Record) -> bool:
        if found is None:
            return False
        return any(map(self.accepts, found.texts if self.cased else found.folded))

    @property
    def literal(self) -> str | None:
        """The one text that the pattern stands for; None if it has a wildcard."""
        if any(isinstance(part, Wild) for part in self.parts):
            return None
        return "".join(str(part) for part in self.parts)

    def changed(self, parts: tuple[Part, ...], *, octets: bool | None = None) -> Pattern:
        """The pattern with other parts, as a modifier leaves it."""
        return Pattern(
            parts=parts, cased=self.cased, octets=self.octets if octets is None else octets
        )


def parse_pattern(text: str) -> Pattern:
    """The pattern that a string value of a rule stands for."""
    parts: list[Part] = []
    run: list[str] = []
    position = 0
    while position < len(text):
        character = text[position]
        if character == "\\" and text[position + 1 : position + 2] in ("*", "?", "\\"):
            position += 1
            run.append(text[position])
        elif character in "*?":
            if run:
                parts.append("".join(run))
                run = []
            parts.append(Wild(character))
        else:
            run.append(character)
        position += 1
    if run:
        parts.append("".join(run))
    return Pattern(parts=tuple(parts), written=text)


def without_dashes(pattern: Pattern) -> tuple[Pattern, ...]:
    """The patterns that a pattern with interchangeable dashes stands for, one per choice."""
    if Wild.DASH not in pattern.parts:
        return (pattern,)
    choices = [tuple(DASHES) if part is Wild.DASH else (part,) for part in pattern.parts]
    return tuple(pattern.changed(joined(choice)) for choice in product(*choices))


def joined(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts with neighbouring texts made one."""
    merged: list[Part] = []
    for part in parts:
        last = merged[-1] if merged else None
        if isinstance(part, str) and isinstance(last, str):
            merged[-1] = last + part
        else:
            merged.append(part)
    return tuple(merged)


def _matcher(parts: tuple[Part, ...]) -> Callable[[str], bool]:
    """A function that says whether the whole of a text is what the parts describe."""
    match parts:
        case ():
            return lambda text: not text
        case (str(whole),):
            return whole.__eq__
        case (Wild.ANY, str(inner), Wild.ANY):
            return lambda text: inner in text
        case (Wild.ANY, str(end)):
            return lambda text: text.endswith(end)
        case (str(start), Wild.ANY):
            return lambda text: text.startswith(start)
    expression = re.compile(_expression(parts), re.DOTALL)
    return lambda text: expression.fullmatch(text) is not None


_ONE_CHARACTER = {Wild.ONE: ".", Wild.DASH: f"[{re.escape(DASHES)}]"}


def _expression(parts: tuple[Part, ...]) -> str:
    """A regular expression for the parts that never tries a `*` twice.

    Each stretch after a `*` is taken where it first fits (an atomic group), which finds a match
    whenever there is one and keeps a long text from exhausting the search.
    """
    stretches: list[str] = [""]
    for part in parts:
        if part is Wild.ANY:
            stretches.append("")
        else:
            stretches[-1] += re.escape(part) if isinstance(part, str) else _ONE_CHARACTER[part]
    first, *rest = stretches
    if not rest:
        return first
    *middle, last = rest
    return first + "".join(f"(?>.*?{stretch})" for stretch in middle if stretch) + f".*{last}"
