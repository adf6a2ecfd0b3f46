"""Inline Markdown, with each pattern tried only where it can match.

Python-Markdown tries all of its patterns, more than a dozen, on every text of a page: a name in a
table, an event id. Most texts hold none of the characters that a pattern needs. What is passed over
here could not have matched, so that the same HTML comes out.
"""

from __future__ import annotations

import functools
import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown, treeprocessors  # type: ignore[import-untyped]
from markdown.util import AtomicString  # type: ignore[import-untyped]

_LOOPS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


def build_treeprocessors(md: Markdown, **settings: Any) -> Any:
    """What Python-Markdown starts with, but for the inline patterns, which are ours."""
    processors = treeprocessors.build_treeprocessors(md, **settings)
    processors.register(InlineProcessor(md), "inline", 20)
    return processors


class InlineProcessor(treeprocessors.InlineProcessor):  # type: ignore[misc]
    """Of the same name as its base, so that a private method of that one can be replaced."""

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Any:
        self._tried = [(p, needed(p.getCompiledRegExp())) for p in self.inlinePatterns]
        self._may_match = _any_of(tuple(characters for _, characters in self._tried))
        return super().run(tree, ancestors)

    def __handleInline(self, data: Any, patternIndex: int = 0) -> Any:
        if isinstance(data, AtomicString) or not self._may_match.search(data):
            return data
        place, start = patternIndex, 0
        while place < len(self._tried):
            pattern, characters = self._tried[place]
            matched = False
            if not characters or any(character in data for character in characters):
                data, matched, start = self.__applyPattern(pattern, data, place, start)
            if not matched:
                place, start = place + 1, 0
        return data


@functools.lru_cache(maxsize=16)
def _any_of(needs: tuple[tuple[str, ...], ...]) -> re.Pattern[str]:
    """Finds the texts in which one of several expressions may match."""
    if not all(needs):
        return re.compile("")
    return re.compile("|".join(sorted({re.escape(one) for each in needs for one in each})))


@functools.lru_cache(maxsize=256)
def needed(expression: re.Pattern[str]) -> tuple[str, ...]:
    """Characters of which each match of an expression has one; none where that cannot be told."""
    if expression.flags & re.IGNORECASE:
        return ()
    return tuple(sorted(_needed(parser.parse(expression.pattern, expression.flags))))


def _needed(nodes: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    """Of a sequence: what one part of it needs, of all parts the one that texts have least."""
    found = [needs for node, value in nodes if (needs := _needed_by(node, value))]
    return min(found, key=_commonness, default=frozenset())


def _commonness(needs: frozenset[str]) -> tuple[int, int]:
    return sum(character.isalnum() or character == " " for character in needs), len(needs)


def _needed_by(node: Any, value: Any) -> frozenset[str]:
    if node is op.LITERAL:
        return frozenset((chr(value),))
    if node is op.IN and all(kind is op.LITERAL for kind, _ in value):
        return frozenset(chr(code) for _, code in value)
    if node is op.SUBPATTERN:
        _, flags_on, flags_off, inner = value
        return frozenset() if flags_on or flags_off else _needed(inner)
    if node is op.ATOMIC_GROUP:
        return _needed(value)
    if node in _LOOPS:
        least, _, inner = value
        return _needed(inner) if least else frozenset()
    if node is op.BRANCH:
        _, ways = value
        each = [_needed(way) for way in ways]
        return frozenset().union(*each) if all(each) else frozenset()
    return frozenset()
