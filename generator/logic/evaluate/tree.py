"""A detection as a tree of tests that can be walked over an event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from generator.base import boolean
from generator.base.boolean import And, Or
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


Node: TypeAlias = boolean.Tree[Leaf | Selection]


def holds(node: Node, record: Record) -> bool:
    """Whether a detection, or a part of one, matches an event.

    Written out instead of folded, because rules are tried on many events.
    """
    if isinstance(node, Leaf):
        return node.holds(record)
    if isinstance(node, Or):
        return any(holds(part, record) for part in node.parts)
    if isinstance(node, And):
        return all(holds(part, record) for part in node.parts)
    if isinstance(node, Selection):
        return holds(node.child, record)
    return not holds(node.part, record)


def leaves(node: Node) -> Iterator[Leaf]:
    """The tests at the ends of a tree, those of its selections too, from left to right."""
    found: Iterator[Leaf | Selection] = boolean.leaves(node)
    for leaf in found:
        if isinstance(leaf, Leaf):
            yield leaf
        else:
            yield from leaves(leaf.child)
