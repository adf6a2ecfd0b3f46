"""The selections of a Sigma detection: fields with modifiers and values, each of them checked."""

from __future__ import annotations

import ipaddress
import re
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from generator.base.diagnostics import Route, error, quoted
from generator.content.kinds.mapping_reader import WRONG_TYPE, MappingReader
from generator.content.model import AllOf, AnyOf, DetectionItem, Part
from generator.content.yaml_text import called, key_text

UNKNOWN_MODIFIER = error("unknown-modifier", "A field has a modifier that Sigma does not have")
BAD_VALUE = error("bad-value", "A value is none that its modifier can be used with")
EMPTY_SELECTION = error("empty-selection", "A selection holds no fields and no values")

CODES = (UNKNOWN_MODIFIER, BAD_VALUE, EMPTY_SELECTION)

MODIFIERS = frozenset(
    "all base64 base64offset cased cidr contains endswith exists expand fieldref gt gte i lt lte m "
    "minute hour day week month year neq re s startswith utf16 utf16be utf16le wide windash".split()
)
"""Every modifier of Sigma 2.1's appendix, with the date parts and `neq` that pySigma adds."""


def check_selection(reader: MappingReader, name: str, value: Any) -> None:
    """Reports what is wrong with one selection of a detection."""
    if _is_empty(value):
        reader.report(EMPTY_SELECTION, f"the selection {quoted(name)} is empty; fill it", name)
    elif isinstance(value, bool):
        message = f"YAML reads the keyword as {key_text(value)}; put it in quotes"
        reader.report(WRONG_TYPE, message, name)
    for route in _lists_in_lists(value, (name,)):
        message = "a list cannot stand in a list; write its values one below the other"
        reader.report(WRONG_TYPE, message, *route)
    for route in _null_keywords(value, (name,)):
        message = "null is looked for in a field: write `field: null`, or put it in quotes"
        reader.report(WRONG_TYPE, message, *route)
    for route, key, content in _fields(value, (name,)):
        if not isinstance(key, str):
            message = f"the field name {key_text(key)} is no text; put it in quotes"
            reader.report(WRONG_TYPE, message, *route)
        _check_field(reader, route, key_text(key), content)


def parsed_part(value: Any, route: Route) -> Part:
    """A selection, or an entry of its list, that is at `route` in a file."""
    if isinstance(value, dict):
        return AllOf(tuple(_item(key_text(key), each, route) for key, each in value.items()))
    if isinstance(value, list):
        parts = (parsed_part(each, (*route, place)) for place, each in enumerate(value))
        return AnyOf(tuple(parts))
    return DetectionItem(route, None, (), (value,), listed=False)


def _item(key: str, content: Any, route: Route) -> DetectionItem:
    field, modifiers = _field_and_modifiers(key)
    listed = isinstance(content, list)
    values = tuple(content) if listed else (content,)
    return DetectionItem((*route, key), field, modifiers, values, listed)


@lru_cache(maxsize=10_000)
def _field_and_modifiers(key: str) -> tuple[str, tuple[str, ...]]:
    """The same objects for the same key, which makes what is kept of many rules smaller."""
    field, *modifiers = key.split("|")
    return field, tuple(modifiers)


def _fields(value: Any, route: Route) -> Iterator[tuple[Route, Any, Any]]:
    """Every `field|modifiers` of a selection with its route and its values."""
    if isinstance(value, dict):
        for key, content in value.items():
            yield (*route, key_text(key)), key, content
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _fields(item, (*route, place))


def _is_empty(value: Any) -> bool:
    return value in (None, {}, []) or (isinstance(value, list) and all(map(_is_empty, value)))


def _lists_in_lists(value: Any, route: Route) -> Iterator[Route]:
    for place, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, list):
            yield (*route, place)


def _null_keywords(value: Any, route: Route) -> Iterator[Route]:
    """Nulls in a list of keywords, which is no field that could be missing."""
    if isinstance(value, list) and not _is_empty(value):
        for place, item in enumerate(value):
            if item in (None, {}, []) or isinstance(item, bool):
                yield (*route, place)
            yield from _null_keywords(item, (*route, place))


def _check_field(reader: MappingReader, route: Route, key: str, content: Any) -> None:
    _, modifiers = _field_and_modifiers(key)
    for place, modifier in enumerate(modifiers):
        if not modifier:
            message = f"{quoted(key)} has a `|` with no modifier after it; remove it"
            reader.report(UNKNOWN_MODIFIER, message, *route)
        elif modifier not in MODIFIERS:
            hint = (
                reader.nearest(modifier, MODIFIERS) or f"; Sigma has {', '.join(sorted(MODIFIERS))}"
            )
            reader.report(UNKNOWN_MODIFIER, f"unknown modifier {quoted(modifier)}{hint}", *route)
        elif modifier in ("i", "m", "s") and "re" not in modifiers[:place]:
            message = f"{modifier!r} is a flag of `|re`, which must stand before it"
            reader.report(UNKNOWN_MODIFIER, message, *route)
    if content in ([], {}):
        message = f"{quoted(key)} has no values; fill it, or write null if it must be missing"
        reader.report(EMPTY_SELECTION, message, *route)
        return
    several = isinstance(content, list)
    for place, value in enumerate(content if several else [content]):
        where = (*route, place) if several else route
        if isinstance(value, (dict, list)):
            message = f"{quoted(key)} must hold a value or a list of values, found {called(value)}"
            reader.report(WRONG_TYPE, f"{message} in it" if several else message, *where)
            continue
        for modifier in modifiers:
            trouble = _TROUBLE.get(modifier)
            what = trouble(value) if trouble else None
            if what is not None:
                reader.report(BAD_VALUE, f"`|{modifier}` with {_shown(value)}: {what}", *where)
                break


def _shown(value: Any) -> str:
    return quoted(value) if isinstance(value, str) else key_text(value)


def _no_text(value: Any) -> str | None:
    return None if isinstance(value, str) else "it needs text; put the value in quotes"


def _no_number(value: Any) -> str | None:
    """Numbers in quotes are none, for the conversion engine either."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return None
    return "it needs a number, without quotes"


def _no_truth(value: Any) -> str | None:
    return None if isinstance(value, bool) else "it needs true or false, without quotes"


def _no_network(value: Any) -> str | None:
    """A network as the conversion engine reads it: no bits set after the prefix."""
    try:
        ipaddress.ip_network(value if isinstance(value, str) else "")
    except ValueError:
        try:
            network = ipaddress.ip_network(str(value), strict=False)
        except ValueError:
            return "it needs a network like 10.0.0.0/8"
        return f"an address has bits after its prefix; write {network}"
    return None


def _no_expression(value: Any) -> str | None:
    if isinstance(value, (bool, type(None))):
        return "it needs text; put the value in quotes"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(str(value))
    except (re.error, OverflowError, RecursionError) as problem:
        return f"this is no regular expression ({problem}); mend it"
    return None


_TROUBLE: dict[str, Callable[[Any], str | None]] = {
    **dict.fromkeys(
        "base64 base64offset cased contains endswith expand fieldref".split(), _no_text
    ),
    **dict.fromkeys("startswith utf16 utf16be utf16le wide windash".split(), _no_text),
    **dict.fromkeys("gt gte lt lte minute hour day week month year".split(), _no_number),
    "exists": _no_truth,
    "cidr": _no_network,
    "re": _no_expression,
}
"""What is wrong with a value of a modifier; nothing if it can be used."""
