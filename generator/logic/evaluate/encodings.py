"""The modifiers that rewrite a string: interchangeable dashes, UTF-16, Base64."""

from __future__ import annotations

import re
from base64 import b64encode

from generator.logic.evaluate.errors import EvaluationError
from generator.logic.evaluate.matchers import Matcher, Null, Number
from generator.logic.evaluate.patterns import DASHES, Part, Pattern, Wild, joined, without_dashes

MAX_CHOICES = 5_000
"""How many strings one value may stand for before its rule is given up."""


def string(matcher: Matcher, modifier: str) -> Pattern:
    """The pattern that a modifier is for; raises EvaluationError for anything else."""
    if not isinstance(matcher, Pattern):
        raise EvaluationError(f"`{modifier}` needs a string, not {_shown(matcher)}.")
    return matcher


def _shown(matcher: Matcher) -> str:
    if isinstance(matcher, Number):
        return f"{matcher.value!r} without quotes"
    return "null" if isinstance(matcher, Null) else f"what `{type(matcher).__name__.lower()}` made"


# A dash opens a parameter where no letter or digit stands before it and one stands after it.
_OPENING_DASH = re.compile(rf"(?<!\w)[{re.escape(DASHES)}](?=\w)")


def windash(matcher: Matcher) -> tuple[Matcher, ...]:
    """Every dash that opens a parameter, for any of the five."""
    pattern = string(matcher, "windash")
    parts: list[Part] = []
    for part in pattern.parts:
        if not isinstance(part, str):
            parts.append(part)
            continue
        texts = _OPENING_DASH.split(part)
        for number, text in enumerate(texts):
            if number:
                parts.append(Wild.DASH)
            if text:
                parts.append(text)
    return (pattern.changed(tuple(parts)),)


def _choices(matcher: Matcher, modifier: str) -> tuple[Pattern, ...]:
    pattern = string(matcher, modifier)
    if 5 ** pattern.parts.count(Wild.DASH) > MAX_CHOICES:
        raise EvaluationError(f"`windash|{modifier}` makes more than {MAX_CHOICES} strings here.")
    return without_dashes(pattern)


def utf16(codec: str, mark: bytes, modifier: str, matcher: Matcher) -> tuple[Matcher, ...]:
    """The bytes of a text in UTF-16, as characters of the same numbers; wildcards stay."""
    made: list[Matcher] = []
    for pattern in _choices(matcher, modifier):
        parts: list[Part] = [mark.decode("latin-1")] if mark else []
        for part in pattern.parts:
            encoded = (
                part.encode(codec, "surrogatepass").decode("latin-1")
                if isinstance(part, str)
                else part
            )
            parts.append(encoded)
        made.append(pattern.changed(joined(tuple(parts)), octets=True))
    return tuple(made)


def _octets(pattern: Pattern, modifier: str) -> bytes:
    text = pattern.literal
    if text is None:
        raise EvaluationError(
            f"`{modifier}` cannot encode a wildcard; escape it as `\\*` or `\\?`."
        )
    return text.encode("latin-1") if pattern.octets else text.encode("utf-8", "surrogatepass")


def base64(matcher: Matcher) -> tuple[Matcher, ...]:
    """The Base64 form of the text."""
    return tuple(
        pattern.changed((b64encode(_octets(pattern, "base64")).decode(),), octets=False)
        for pattern in _choices(matcher, "base64")
    )


# By how many bytes stand before the text (0, 1, 2): the first of its Base64 characters that is
# wholly its own. By its length with them, modulo 3: how many at the end are not.
_OFFSET_START = (0, 2, 3)
_OFFSET_END = (None, -3, -2)


def base64offset(matcher: Matcher) -> tuple[Matcher, ...]:
    """The parts of a text's Base64 form that are the same wherever it stands in a longer one."""
    made: list[Matcher] = []
    for pattern in _choices(matcher, "base64offset"):
        octets = _octets(pattern, "base64offset")
        for shift in range(3):
            encoded = b64encode(b" " * shift + octets).decode()
            own = encoded[_OFFSET_START[shift] : _OFFSET_END[(len(octets) + shift) % 3]]
            if not own:
                raise EvaluationError(
                    f"`base64offset` needs a longer string than {pattern.literal!r}."
                )
            made.append(pattern.changed((own,), octets=False))
    return tuple(made)
