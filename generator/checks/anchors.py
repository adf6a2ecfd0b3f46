"""Which rules of a log source fire on an event, without asking each of them in full.

Every rule has an anchor: a few tests of which one must hold where the rule fires. Rules share
tests, so the anchors of a thousand rules are quickly tried.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from generator.evaluate.record import Record
from generator.evaluate.tree import Every, Leaf, Negation, Node, Selection, Some

_EMPTY: dict[str, object] = {}


class Anchors:
    """The rules of one log source, by places in a sequence of their trees."""

    def __init__(self, roots: Sequence[Node]) -> None:
        self.roots = roots
        self.always: list[int] = []
        """Rules without an anchor, which may fire on anything."""
        self.tests: dict[str | None, dict[tuple[object, ...], tuple[Leaf, list[int]]]] = (
            defaultdict(dict)
        )
        for place, root in enumerate(roots):
            anchor = _anchor(root)
            if anchor is None:
                self.always.append(place)
            for leaf in anchor or ():
                key = (leaf.modifiers, type(leaf.value), repr(leaf.value))
                self.tests[leaf.field].setdefault(key, (leaf, []))[1].append(place)

    def firing(self, record: Record) -> Iterator[int]:
        """The rules that fire on an event, in order."""
        maybe = set(self.always)
        for name, tests in self.tests.items():
            if name is not None and record.found(name) is None:
                continue
            for leaf, places in tests.values():
                if leaf.holds(record):
                    maybe.update(places)
        return (place for place in sorted(maybe) if self.roots[place].holds(record))


def _anchor(node: Node) -> tuple[Leaf, ...] | None:
    """Tests of which one must hold, on a field that is there; None where there are none."""
    match node:
        case Leaf():
            return None if node.holds(Record(_EMPTY)) else (node,)
        case Selection(_, child):
            return _anchor(child)
        case Every(children):
            found = [anchor for child in children if (anchor := _anchor(child)) is not None]
            return min(found, key=_worth) if found else None
        case Some(children):
            parts = [_anchor(child) for child in children]
            if any(part is None for part in parts):
                return None
            return tuple(leaf for part in parts for leaf in part or ())
        case Negation():
            return None


def _worth(anchor: tuple[Leaf, ...]) -> tuple[int, int]:
    """Few tests first, then those of the longest values, which hold least often."""
    return len(anchor), -min((len(str(leaf.value)) for leaf in anchor), default=0)
