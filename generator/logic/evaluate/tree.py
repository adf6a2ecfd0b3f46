"""A detection as a tree of tests that can be walked over an event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
class Every:
    children: tuple[Node, ...]

    def holds(self, record: Record) -> bool:
        return all(child.holds(record) for child in self.children)


@dataclass(frozen=True, slots=True)
class Some:
    children: tuple[Node, ...]

    def holds(self, record: Record) -> bool:
        return any(child.holds(record) for child in self.children)


@dataclass(frozen=True, slots=True)
class Negation:
    child: Node

    def holds(self, record: Record) -> bool:
        return not self.child.holds(record)


@dataclass(frozen=True, slots=True)
class Selection:
    """What one name of the detection stands for."""

    name: str
    child: Node

    def holds(self, record: Record) -> bool:
        return self.child.holds(record)


Node = Leaf | Every | Some | Negation | Selection


def leaves(node: Node) -> Iterator[Leaf]:
    """The tests at the ends of a tree, from left to right."""
    match node:
        case Leaf():
            yield node
        case Every(children) | Some(children):
            for child in children:
                yield from leaves(child)
        case Negation(child) | Selection(_, child):
            yield from leaves(child)


def every(children: tuple[Node, ...]) -> Node:
    """All of the children; the child itself where it is the only one."""
    return children[0] if len(children) == 1 else Every(children)


def some(children: tuple[Node, ...]) -> Node:
    """One of the children; the child itself where it is the only one."""
    return children[0] if len(children) == 1 else Some(children)
