"""Values that every text matches, so that the test of a field says only that it is there."""

from __future__ import annotations

import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import warnings
from collections.abc import Iterator
from typing import Any

from generator.base.diagnostics import Diagnostic, Route, quoted, warning
from generator.checks.check import Check, Context
from generator.content.kinds.selection import fields

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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = parser.parse(value)
    except (re.error, OverflowError, RecursionError):
        return False
    nodes = list(tree)
    if nodes and nodes[0] == (codes.AT, codes.AT_BEGINNING):
        nodes = nodes[1:]
    ends = bool(nodes) and nodes[-1] == (codes.AT, codes.AT_END)
    rest = nodes[:-1] if ends else nodes
    if rest and all(_is_any(node) for node in rest):
        return True
    return not ends and tree.getwidth()[0] == 0 and not any(map(_looks, nodes))


def _is_any(node: tuple[Any, Any]) -> bool:
    """Whether a part is `.*`, in brackets or not."""
    code, argument = node
    if code is codes.SUBPATTERN:
        return len(argument[3]) == 1 and _is_any(argument[3][0])
    if code not in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        return False
    least, most, inner = argument
    return least == 0 and most is codes.MAXREPEAT and [c for c, _ in inner] == [codes.ANY]


def _looks(node: tuple[Any, Any]) -> bool:
    """Whether a part asks for something without taking it: an anchor, what stands around it."""
    return any(f"({name}, " in repr([node]) for name in ("AT", "ASSERT", "ASSERT_NOT", "GROUPREF"))


CHECK = Check(name="wildcards", codes=CODES, run=check)
