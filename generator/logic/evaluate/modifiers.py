"""The value modifiers of Sigma 2.1: each turns a value of a rule into what it stands for.

A modifier is one function from a matcher to the matchers that take its place, and one line in
MODIFIERS. Source: the Sigma modifiers appendix 2.1.0; where it is silent, `docs/evaluation.md`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from ipaddress import ip_network
from math import isfinite
from types import MappingProxyType

from generator.logic.evaluate.encodings import base64, base64offset, string, utf16, windash
from generator.logic.evaluate.errors import EvaluationError
from generator.logic.evaluate.matchers import (
    COMPARISONS,
    TIME_PARTS,
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
from generator.logic.evaluate.patterns import (
    Part,
    Wild,
    parse_pattern,
)

Modifier = Callable[[Matcher], tuple[Matcher, ...]]

LINKING = frozenset({"all", "neq"})
"""Modifiers of a list of values as a whole, not of each."""


def matchers_for(value: object, modifiers: tuple[str, ...]) -> tuple[Matcher, ...]:
    """What a value stands for: a field matches it if it matches one of these.

    Raises EvaluationError for an unknown modifier, one that does not fit the value, and one that
    needs what only a user's environment has (`expand`).
    """
    matchers: tuple[Matcher, ...] = (_plain(value),)
    for name in modifiers:
        if name in LINKING:
            continue
        modifier = MODIFIERS.get(name)
        if modifier is None:
            raise EvaluationError(f"`{name}` is no modifier of Sigma 2.1.")
        matchers = tuple(made for matcher in matchers for made in modifier(matcher))
    return matchers


def _plain(value: object) -> Matcher:
    if value is None:
        return Null()
    if isinstance(value, str):
        return parse_pattern(value)
    if isinstance(value, (bool, int, float)) and isfinite(value):
        return Number(value)
    raise EvaluationError(
        f"A value must be a string, a number, true, false or null, not {type(value).__name__}"
        f" ({value!s:.40}); put it in quotes if it is meant as text."
    )


def _number(matcher: Matcher, modifier: str) -> int | float:
    if not isinstance(matcher, Number) or isinstance(matcher.value, bool):
        raise EvaluationError(f"`{modifier}` needs a number without quotes.")
    return matcher.value


def _placed(place: Place, matcher: Matcher) -> tuple[Matcher, ...]:
    """`startswith`, `endswith`, `contains`."""
    if isinstance(matcher, FieldReference):
        return (replace(matcher, place=place),)
    if isinstance(matcher, Regex):
        if place is Place.INSIDE:
            return (matcher,)
        raise EvaluationError(
            f"`re|{place.value}` has no defined meaning; write `^` or `$` into the expression."
        )
    pattern = string(matcher, place.value)
    before = place in (Place.END, Place.INSIDE)
    after = place in (Place.START, Place.INSIDE)
    parts: tuple[Part, ...] = pattern.parts
    if before and parts[:1] != (Wild.ANY,):
        parts = (Wild.ANY, *parts)
    if after and (parts[-1:] != (Wild.ANY,)):
        parts = (*parts, Wild.ANY)
    return (pattern.changed(parts),)


def _re(matcher: Matcher) -> tuple[Matcher, ...]:
    pattern = string(matcher, "re")
    if pattern.written is None:
        raise EvaluationError("`re` must be the first modifier of its field.")
    return (Regex(_expression(pattern.written, 0)),)


def _flag(flag: re.RegexFlag, name: str, matcher: Matcher) -> tuple[Matcher, ...]:
    if not isinstance(matcher, Regex):
        raise EvaluationError(f"`{name}` is only for a regular expression: `re|{name}`.")
    return (Regex(_expression(matcher.expression.pattern, matcher.expression.flags | flag)),)


def _expression(text: str, flags: int) -> re.Pattern[str]:
    try:
        return re.compile(text, flags)
    except (re.error, RecursionError, OverflowError) as error:
        raise EvaluationError(f"The regular expression {text!r} is invalid: {error}.") from error


def _cased(matcher: Matcher) -> tuple[Matcher, ...]:
    if isinstance(matcher, FieldReference):
        return (replace(matcher, cased=True),)
    return (replace(string(matcher, "cased"), cased=True),)


def _cidr(matcher: Matcher) -> tuple[Matcher, ...]:
    pattern = string(matcher, "cidr")
    if pattern.written is None:
        raise EvaluationError("`cidr` must be the first modifier of its field.")
    try:
        return (Cidr(ip_network(pattern.written)),)
    except ValueError as error:
        raise EvaluationError(
            f"{pattern.written!r} is no network in CIDR form: {error}."
        ) from error


def _compared(name: str, matcher: Matcher) -> tuple[Matcher, ...]:
    return (Comparison(name, _number(matcher, name)),)


def _time_part(name: str, matcher: Matcher) -> tuple[Matcher, ...]:
    number = _number(matcher, name)
    if number != int(number):
        raise EvaluationError(f"`{name}` needs a whole number, not {number}.")
    return (TimePart(name, int(number)),)


def _fieldref(matcher: Matcher) -> tuple[Matcher, ...]:
    pattern = string(matcher, "fieldref")
    if pattern.written is None and not pattern.cased:
        raise EvaluationError("`fieldref` must come before `startswith`, `endswith`, `contains`.")
    if not pattern.literal:
        raise EvaluationError("`fieldref` needs the name of a field, without wildcards.")
    return (FieldReference(field=pattern.literal, cased=pattern.cased),)


def _exists(matcher: Matcher) -> tuple[Matcher, ...]:
    if not isinstance(matcher, Number) or not isinstance(matcher.value, bool):
        raise EvaluationError("`exists` needs true or false.")
    return (Exists(matcher.value),)


def _expand(matcher: Matcher) -> tuple[Matcher, ...]:
    pattern = string(matcher, "expand")
    texts = [part for part in pattern.parts if isinstance(part, str)]
    names = [name for text in texts for name in re.findall(r"(?<!\\)%([^%]+)%", text)]
    if names:
        raise EvaluationError(
            f"`expand` needs the values of the placeholder %{names[0]}%, which only the place"
            " where the rule is used has."
        )
    parts = (part.replace("\\%", "%") if isinstance(part, str) else part for part in pattern.parts)
    return (pattern.changed(tuple(parts)),)


MODIFIERS: Mapping[str, Modifier] = MappingProxyType(
    {
        **{p.value: partial(_placed, p) for p in (Place.START, Place.END, Place.INSIDE)},
        **{name: partial(_compared, name) for name in COMPARISONS},
        **{name: partial(_time_part, name) for name in TIME_PARTS},
        "windash": windash,
        "wide": partial(utf16, "utf-16-le", b"", "wide"),
        "utf16le": partial(utf16, "utf-16-le", b"", "utf16le"),
        "utf16be": partial(utf16, "utf-16-be", b"", "utf16be"),
        "utf16": partial(utf16, "utf-16-le", b"\xff\xfe", "utf16"),
        "base64": base64,
        "base64offset": base64offset,
        "re": _re,
        "i": partial(_flag, re.IGNORECASE, "i"),
        "ignorecase": partial(_flag, re.IGNORECASE, "ignorecase"),
        "m": partial(_flag, re.MULTILINE, "m"),
        "multiline": partial(_flag, re.MULTILINE, "multiline"),
        "s": partial(_flag, re.DOTALL, "s"),
        "dotall": partial(_flag, re.DOTALL, "dotall"),
        "cased": _cased,
        "cidr": _cidr,
        "fieldref": _fieldref,
        "exists": _exists,
        "expand": _expand,
    }
)
