"""Tests linked by and, or, not, and the pattern that says the same in look-aheads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.targets.grep.helpers import whole
from generator.targets.grep.nodes import LineTest, Test, ValueTest


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    part: Node


Node = Every | Some | Negation | Test


def every(parts: list[Node]) -> Node:
    """All of the parts hold."""
    flat = [
        inner for part in parts for inner in (part.parts if isinstance(part, Every) else [part])
    ]
    return flat[0] if len(flat) == 1 else Every(tuple(flat))


def some(parts: list[Node]) -> Node:
    """One of the parts holds. Values that are looked for in one place become one test."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Some) else [part])]
    merged: dict[object, Node] = {}
    for part in flat:
        place = _place(part)
        earlier = merged.get(place)
        merged[place] = part if earlier is None else _joined(earlier, part)
    found = list(merged.values())
    return found[0] if len(found) == 1 else Some(tuple(found))


def _place(part: Node) -> object:
    """The same for tests that are one; the word `null` is looked for by itself."""
    match part:
        case ValueTest(field):
            return ValueTest, field, part.asks_for_null
        case LineTest():
            return LineTest
    return part


def _joined(earlier: Node, part: Node) -> Node:
    match earlier, part:
        case ValueTest(field, values), ValueTest(_, more):
            return ValueTest(field, values + more)
        case LineTest(values), LineTest(more):
            return LineTest(values + more)
    return earlier


def pattern_of(node: Node, compact: bool = False) -> str:
    """The pattern that matches a line for which the node holds; harder to read if compact."""
    names = _Names(compact)
    conditions = "".join(
        _look_ahead(part, names) for part in (node.parts if isinstance(node, Every) else (node,))
    )
    return whole(conditions, names.tests)


class _Names:
    """A name for each different test of a field, after that field."""

    def __init__(self, compact: bool) -> None:
        self.compact = compact
        self.tests: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def call(self, test: Test) -> str:
        """What stands for a test in the conditions; it matches from the start of the line."""
        pattern = test.pattern(self.compact)
        if test.field is None and "(?<_" not in pattern:
            return pattern
        name = self._names.get(pattern)
        if name is None:
            name = self._names[pattern] = self._unused(test.field or "line")
            self.tests[name] = pattern
        return f"(?&{name})"

    def _unused(self, field: str) -> str:
        stem = re.sub(r"[^A-Za-z0-9]+", "_", field).strip("_")[:26] or "field"
        stem = stem if stem[0].isalpha() else f"f{stem}"
        name, number = stem, 1
        while name in self.tests:
            number += 1
            name = f"{stem}_{number}"
        return name


def _look_ahead(node: Node, names: _Names) -> str:
    if isinstance(node, Negation):
        return f"(?!{_matching(node.part, names)})"
    return f"(?={_matching(node, names)})"


def _matching(node: Node, names: _Names) -> str:
    """What matches at the start of a line for which the node holds."""
    match node:
        case Every(parts):
            return "".join(_look_ahead(part, names) for part in parts)
        case Some(parts):
            return "|".join(_matching(part, names) for part in parts)
        case Negation():
            return _look_ahead(node, names)
    return names.call(node)
