"""A detection as a tree of tests that can be walked over an event."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from generator.base import boolean
from generator.logic.evaluate.matchers import Matcher
from generator.logic.evaluate.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One value of one field; of the raw message where `field` is None."""

    field: str | None
    modifiers: tuple[str, ...]
    value: object
    """The value as it stands in the rule."""
    matchers: tuple[Matcher, ...]

    def holds(self, record: Record) -> bool:
        found = record.found(self.field)
        return any(matcher.matches(found, record) for matcher in self.matchers)


@dataclass(frozen=True, slots=True)
class Selection:
    """What one name of the detection stands for."""

    name: str
    child: Node

    def holds(self, record: Record) -> bool:
        return holds(self.child, record)


Node: TypeAlias = boolean.Tree[Leaf | Selection]


def holds(node: Node, record: Record) -> bool:
    """Whether a detection, or a part of one, matches an event."""

    def of_leaf(leaf: Leaf | Selection) -> bool:
        return leaf.holds(record)

    return boolean.fold(of_leaf, negation=operator.not_, every=all, some=any)(node)


def leaves(node: Node) -> Iterator[Leaf]:
    """The tests at the ends of a tree, those of its selections too, from left to right."""
    found: Iterator[Leaf | Selection] = boolean.leaves(node)
    for leaf in found:
        if isinstance(leaf, Leaf):
            yield leaf
        else:
            yield from leaves(leaf.child)
