"""Values that every text matches, so that the test of a field says only that it is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.base.diagnostics import Diagnostic, Route, quoted, warning
from generator.checks.check import Check, Context
from generator.content.kinds.selection import fields
from generator.logic.regex import (
    Anchor,
    AnyCharacter,
    BackReference,
    Greed,
    Group,
    LookAround,
    Node,
    RegexError,
    Repeat,
    parse,
    walk,
    width,
)

MATCHES_EVERYTHING = warning("matches-everything", "A value that every text matches")

CODES = (MATCHES_EVERYTHING,)

_AS_THEY_ARE = frozenset(
    "base64 base64offset cidr exists expand fieldref gt gte lt lte minute hour day week month year "
    "utf16 utf16be utf16le wide".split()
)
"""Modifiers whose value is no pattern of the text in the field."""
_PARTS = frozenset({"contains", "startswith", "endswith"})


def check(context: Context) -> Iterator[Diagnostic]:
    for rule in context.rules:
        detection = rule.definition.get("detection")
        for name, selection in detection.items() if isinstance(detection, dict) else ():
            if name in ("condition", "timeframe"):
                continue
            for route, message in _in_selection(selection, (name,)):
                yield MATCHES_EVERYTHING.at(rule.path, (rule.number, "detection", *route), message)


def _in_selection(selection: Any, route: Route) -> Iterator[tuple[Route, str]]:
    for place, value in _each(selection, route):
        if isinstance(value, str) and not value.strip("*"):
            yield place, f"every event has the keyword {quoted(value)}; remove it"
    for place, key, content in fields(selection, route):
        field, *modifiers = str(key).split("|")
        if _AS_THEY_ARE.intersection(modifiers):
            continue
        for where, value in _each(content, place):
            if isinstance(value, str) and _takes_all(value, modifiers):
                # Alone it may be meant to say that there is a value.
                alone = not isinstance(content, list) or len(content) == 1
                hint = (
                    f"to ask for a field that is there, write `{field}|exists: true`"
                    if alone
                    else "the values beside it say nothing; remove it, or them"
                )
                yield where, f"any {field or 'keyword'} matches {quoted(value)}: {hint}"


def _each(content: Any, route: Route) -> Iterator[tuple[Route, Any]]:
    """A value, or each of a list, with its place; mappings hold no values themselves."""
    if isinstance(content, list):
        yield from (((*route, place), value) for place, value in enumerate(content))
    else:
        yield route, content


def _takes_all(value: str, modifiers: list[str]) -> bool:
    if "re" in modifiers:
        return _found_everywhere(value)
    if not value:
        return bool(_PARTS.intersection(modifiers))
    return not value.strip("*")


def _found_everywhere(value: str) -> bool:
    """Whether an expression finds something in every text: nothing at all, or `.*`."""
    try:
        nodes = parse(value).nodes
    except RegexError:
        return False
    if nodes[:1] == (Anchor.START,):
        nodes = nodes[1:]
    ends = nodes[-1:] == (Anchor.END,)
    rest = nodes[:-1] if ends else nodes
    if rest and all(map(_is_any, rest)):
        return True
    return not ends and width(nodes)[0] == 0 and not any(map(_looks, walk(nodes)))


def _is_any(node: Node) -> bool:
    """Whether a part is `.*`, in brackets or not."""
    match node:
        case Group((inner,)):
            return _is_any(inner)
        case Repeat((AnyCharacter(),), 0, None, Greed.GREEDY | Greed.LAZY):
            return True
    return False


def _looks(node: Node) -> bool:
    """Whether a part asks for something without taking it: an anchor, a look-around."""
    return isinstance(node, (Anchor, LookAround, BackReference))


CHECK = Check(name="wildcards", codes=CODES, run=check)
