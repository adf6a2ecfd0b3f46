"""Tests linked by and, or, not, and the pattern that says the same in look-aheads."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from typing import TypeAlias

from generator.base import boolean
from generator.base.boolean import And, Not, Or, Tree, flat_and, flat_or, merged
from generator.targets.grep.helpers import whole
from generator.targets.grep.nodes import LineTest, Test, ValueTest

Node: TypeAlias = Tree[Test]


def every(parts: Iterable[Node]) -> Node:
    """All of the parts hold."""
    return boolean.every(flat_and(parts))


def some(parts: Iterable[Node]) -> Node:
    """One of the parts holds. Values that are looked for in one place become one test."""
    return boolean.some(merged(flat_or(parts), _place, _joined))


def _place(part: Node) -> Hashable:
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
        _look_ahead(part, names) for part in (node.parts if isinstance(node, And) else (node,))
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
    if isinstance(node, Not):
        return f"(?!{_matching(node.part, names)})"
    return f"(?={_matching(node, names)})"


def _matching(node: Node, names: _Names) -> str:
    """What matches at the start of a line for which the node holds."""
    match node:
        case And(parts):
            return "".join(_look_ahead(part, names) for part in parts)
        case Or(parts):
            return "|".join(_matching(part, names) for part in parts)
        case Not():
            return _look_ahead(node, names)
    return names.call(node)
