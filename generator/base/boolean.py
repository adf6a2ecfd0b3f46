"""Not, And and Or over tests of any kind: conditions of rules, compiled detections, queries.

`And(())` holds always, `Or(())` never. A tree has the shape that it was built with; `every`, `some`
and `negated` leave out what says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Not(Generic[T_co]):
    """Holds where its part does not."""

    part: Tree[T_co]


@dataclass(frozen=True, slots=True)
class And(Generic[T_co]):
    """Holds where all parts hold."""

    parts: tuple[Tree[T_co], ...]


@dataclass(frozen=True, slots=True)
class Or(Generic[T_co]):
    """Holds where at least one part holds."""

    parts: tuple[Tree[T_co], ...]


Tree: TypeAlias = T | Not[T] | And[T] | Or[T]
"""A test of the type `T`, or a connection of such."""


def every(parts: Iterable[Tree[T]]) -> Tree[T]:
    """All of the parts: the part itself where it is the only one, never where one is `Or(())`."""
    found = tuple(parts)
    if any(isinstance(part, Or) and not part.parts for part in found):
        return Or(())
    return found[0] if len(found) == 1 else And(found)


def some(parts: Iterable[Tree[T]]) -> Tree[T]:
    """One of the parts: the part itself where it is the only one, always where one is `And(())`."""
    found = tuple(parts)
    if any(isinstance(part, And) and not part.parts for part in found):
        return And(())
    return found[0] if len(found) == 1 else Or(found)


def negated(part: Tree[T]) -> Tree[T]:
    """The opposite of a part; of a negation it is what was negated."""
    match part:
        case Not(inner):
            return inner
        case And(()):
            return Or(())
        case Or(()):
            return And(())
    return Not(part)


def flat_and(parts: Iterable[Tree[T]]) -> Iterator[Tree[T]]:
    """The parts of an And, with the parts of each And among them in its place."""
    for part in parts:
        yield from part.parts if isinstance(part, And) else (part,)


def flat_or(parts: Iterable[Tree[T]]) -> Iterator[Tree[T]]:
    """The parts of an Or, with the parts of each Or among them in its place."""
    for part in parts:
        yield from part.parts if isinstance(part, Or) else (part,)


def merged(
    parts: Iterable[T], key: Callable[[T], Hashable], join: Callable[[T, T], T]
) -> tuple[T, ...]:
    """The parts, each joined to the first one with the same key."""
    found: dict[Hashable, T] = {}
    for part in parts:
        place = key(part)
        found[place] = join(found[place], part) if place in found else part
    return tuple(found.values())


def leaves(tree: Tree[T]) -> Iterator[T]:
    """The tests at the ends of a tree, from left to right."""
    match tree:
        case Not(part):
            yield from leaves(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case _:
            yield tree


def fold(
    leaf: Callable[[T], Result],
    *,
    negation: Callable[[Result], Result],
    every: Callable[[Iterable[Result]], Result],
    some: Callable[[Iterable[Result]], Result],
) -> Callable[[Tree[T]], Result]:
    """The function that says what a tree comes to, by what its tests do and how they connect.

    Results of parts are computed as they are asked for: `all` and `any` stop where they can.
    """

    def result(tree: Tree[T]) -> Result:
        match tree:
            case Not(part):
                return negation(result(part))
            case And(parts):
                return every(map(result, parts))
            case Or(parts):
                return some(map(result, parts))
        return leaf(tree)

    return result
