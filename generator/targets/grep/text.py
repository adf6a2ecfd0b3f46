"""Texts and Sigma strings as the patterns that find them in a value, however it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.types import Placeholder, SigmaString, SpecialChars

from generator.targets.grep.helpers import LINE_RUN, RUN


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a field may hold: a pattern, and how it must lie in the value."""

    text: str
    floats: bool = False
    """Whether anything may precede the text in the value."""
    ends: bool = False
    """Whether the value must end with the text."""


_SYNTAX = frozenset(".^$*+?()[]{}|")
_SHORT_ESCAPES = {"\b": "b", "\t": "t", "\n": "n", "\f": "f", "\r": "r"}

_ESCAPED_BY_WRITERS = frozenset("<>&'+`")
"""ASCII characters that the JSON writers of Go, .NET and PowerShell print as `\\u00XX`."""

# The blank before such a rest may be the one that ends the value, with the rest in the next key.
_MAY_BE_KEY = re.compile(r"\s*(?:[a-z_@][\w.@-]*[=:]?)?", re.IGNORECASE | re.ASCII)


def literal(text: str, *, cased: bool = False, open_end: bool = False) -> str:
    """The pattern for a text in any of the forms in which a line may write it.

    `open_end` says that the value may go on after the text: then a blank near its end is held
    against the blank before the next key.
    """
    pieces = []
    for position, character in enumerate(text):
        if character in " \t" and open_end and _MAY_BE_KEY.fullmatch(text, position + 1):
            pieces.append("(?&_in)")
        pieces.append(_character(character, cased))
    return "".join(pieces)


def character_text(character: str, *, cased: bool) -> str:
    """The pattern for one character, whole enough to be quantified."""
    text = _character(character, cased)
    plain = len(text) == 1 or (len(text) == 2 and text[0] == "\\") or text.startswith("(")
    return text if plain and character.isascii() else f"(?:{text})"


def _character(character: str, cased: bool) -> str:
    match character:
        case "\\":
            return "(?&_bs)"
        case '"':
            return "(?&_qt)"
        case "/":
            return r"\\?/"
    if not character.isascii():
        return _beyond_ascii(character, cased)
    if character < " " or character == "\x7f":
        return _control(character, cased)
    if character in _ESCAPED_BY_WRITERS:
        plain = "\\" + character if character in _SYNTAX else character
        return f"(?:{plain}|{_escape(character, cased)})"
    return "\\" + character if character in _SYNTAX else character


def _control(character: str, cased: bool) -> str:
    choices = [] if character == "\n" else [f"\\x{ord(character):02x}"]
    if character in _SHORT_ESCAPES:
        choices.append("\\\\" + _SHORT_ESCAPES[character])
    choices.append(_escape(character, cased))
    return f"(?:{'|'.join(choices)})"


def _beyond_ascii(character: str, cased: bool) -> str:
    """Both cases are spelt out: in the C locale PCRE folds ASCII only."""
    variants = [character]
    if not cased:
        others = (character.lower(), character.upper())
        variants += [c for c in dict.fromkeys(others) if c != character and len(c) == 1]
    raw = [c for c in variants if not "\ud800" <= c <= "\udfff"]
    return f"(?:{'|'.join([*raw, *(_escape(c, cased) for c in variants)])})"


def _escape(character: str, cased: bool) -> str:
    """The pattern for a character's JSON escape, which has two halves beyond U+FFFF."""
    units = character.encode("utf-16-be", "surrogatepass").hex()
    text = "".join(rf"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))
    return f"(?i:{text})" if cased else text


def string_value(string: SigmaString, *, cased: bool = False, keyword: bool = False) -> Value:
    """The pattern for a Sigma string; a keyword is looked for anywhere in the line.

    Each stretch after a `*` is taken where it first fits (an atomic group): that finds a match
    whenever there is one, and a long line cannot exhaust grep's backtracking.
    Raises SigmaFeatureNotSupportedByBackendError for a placeholder that nothing has replaced.
    """
    run = LINE_RUN if keyword else RUN
    stretches: list[list[str | SpecialChars]] = [[]]
    for part in string.s:
        if isinstance(part, Placeholder):
            raise SigmaFeatureNotSupportedByBackendError(
                f"The placeholder %{part.name}% (`expand`) has no value here: replace it by a"
                " processing pipeline before the conversion to grep."
            )
        if part is SpecialChars.WILDCARD_MULTI:
            stretches.append([])
        else:
            stretches[-1].append(part)
    floats = keyword or (len(stretches) > 1 and not stretches[0])
    ends = not keyword and bool(stretches[-1] or len(stretches) == 1)
    kept = [stretch for stretch in stretches if stretch]
    texts = [
        _stretch(stretch, cased, keyword, ends and number == len(kept) - 1)
        for number, stretch in enumerate(kept)
    ]
    if len(texts) < 2:
        text = "".join(texts)
    else:
        first = f"(?>{run}{texts[0]})" if floats else texts[0]
        last = f"{run}{texts[-1]}" if ends else f"(?>{run}{texts[-1]})"
        text = first + "".join(f"(?>{run}{middle})" for middle in texts[1:-1]) + last
        floats = False
    return Value(text=f"(?-i:{text})" if cased and text else text, floats=floats, ends=ends)


def _stretch(parts: list[str | SpecialChars], cased: bool, keyword: bool, closed: bool) -> str:
    one = "." if keyword else "(?&_any)"
    pieces = []
    for number, part in enumerate(parts):
        open_end = not keyword and not (closed and number == len(parts) - 1)
        pieces.append(
            literal(part, cased=cased, open_end=open_end) if isinstance(part, str) else one
        )
    return "".join(pieces)
