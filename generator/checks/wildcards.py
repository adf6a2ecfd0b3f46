"""Values that every text matches, so that the test of a field says only that it is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from generator.base.diagnostics import Diagnostic, Route, quoted, warning
from generator.checks.check import Check, Context
from generator.content.model import DetectionItem
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
        for item in rule.items():
            for route, message in _in_item(item):
                yield MATCHES_EVERYTHING.at(rule.path, route, message)


def _in_item(item: DetectionItem) -> Iterator[tuple[Route, str]]:
    if _AS_THEY_ARE.intersection(item.modifiers):
        return
    for route, value in item.placed_values():
        if not isinstance(value, str):
            continue
        if item.field is None:
            if not value.strip("*"):
                yield route, f"every event has the keyword {quoted(value)}; remove it"
        elif _takes_all(value, item.modifiers):
            # Alone it may be meant to say that there is a value.
            hint = (
                f"to ask for a field that is there, write `{item.field}|exists: true`"
                if len(item.values) == 1
                else "the values beside it say nothing; remove it, or them"
            )
            yield route, f"any {item.field or 'keyword'} matches {quoted(value)}: {hint}"


def _takes_all(value: str, modifiers: Collection[str]) -> bool:
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
