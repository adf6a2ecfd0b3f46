"""Which rules of a log source fire on an event, without asking each of them in full.

Every rule has an anchor: a few tests of which one must hold where the rule fires. Rules share
tests, so the anchors of a thousand rules are quickly tried.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from generator.base.boolean import And, Not, Or
from generator.logic.evaluate.patterns import Pattern
from generator.logic.evaluate.record import Record
from generator.logic.evaluate.tree import Leaf, Node, Selection, holds

Accepts = Callable[[str], bool]

_EMPTY: dict[str, object] = {}


class Anchors:
    """The rules of one log source, by places in a sequence of their trees."""

    def __init__(self, roots: Sequence[Node]) -> None:
        self.roots = roots
        self.always: list[int] = []
        """Rules without an anchor, which may fire on anything."""
        self.fields: set[str | None] = set()
        self.quick: dict[str | None, list[tuple[Accepts, list[int]]]] = defaultdict(list)
        """Patterns without case, by field: most tests, and asked without the ways around them."""
        self.slow: dict[str | None, list[tuple[Leaf, list[int]]]] = defaultdict(list)
        tests: dict[tuple[object, ...], tuple[Leaf, list[int]]] = {}
        for place, root in enumerate(roots):
            anchor = _anchor(root)
            if anchor is None:
                self.always.append(place)
            for leaf in anchor or ():
                key = (leaf.field, leaf.modifiers, type(leaf.value), repr(leaf.value))
                tests.setdefault(key, (leaf, []))[1].append(place)
        for leaf, places in tests.values():
            self.fields.add(leaf.field)
            patterns = [m for m in leaf.matchers if isinstance(m, Pattern) and not m.cased]
            if len(patterns) == len(leaf.matchers):
                self.quick[leaf.field] += [(pattern.accepts, places) for pattern in patterns]
            else:
                self.slow[leaf.field].append((leaf, places))

    def firing(self, record: Record) -> Iterator[int]:
        """The rules that fire on an event, in order."""
        maybe = set(self.always)
        for name in self.fields:
            found = record.found(name)
            if found is None:
                continue
            for text in found.folded:
                for accepts, places in self.quick.get(name, ()):
                    if accepts(text):
                        maybe.update(places)
            for leaf, places in self.slow.get(name, ()):
                if leaf.holds(record):
                    maybe.update(places)
        return (place for place in sorted(maybe) if holds(self.roots[place], record))


def _anchor(node: Node) -> tuple[Leaf, ...] | None:
    """Tests of which one must hold, on a field that is there; None where there are none."""
    match node:
        case Leaf():
            return None if node.holds(Record(_EMPTY)) else (node,)
        case Selection(_, child):
            return _anchor(child)
        case And(children):
            found = [anchor for child in children if (anchor := _anchor(child)) is not None]
            return min(found, key=_worth) if found else None
        case Or(children):
            parts = [_anchor(child) for child in children]
            if any(part is None for part in parts):
                return None
            return tuple(leaf for part in parts for leaf in part or ())
        case Not():
            return None


def _worth(anchor: tuple[Leaf, ...]) -> tuple[int, int]:
    """Few tests first, then those of the longest values, which hold least often."""
    return len(anchor), -min((len(str(leaf.value)) for leaf in anchor), default=0)
