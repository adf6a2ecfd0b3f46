"""Drafts of events in which a rule's verdict depends on one of its tests alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from generator.base.boolean import And, Not, Or
from generator.logic.evaluate.drafts import MESSAGE, Draft
from generator.logic.evaluate.record import Record
from generator.logic.evaluate.sample import Sample, applied, removed
from generator.logic.evaluate.samples import samples
from generator.logic.evaluate.tree import Leaf, Node, Selection, holds, leaves

TRIES = 300
"""How many values are tried for one draft."""

STEPS = 50
"""How many changes may lead to one draft."""

BUDGET = 1_500_000
"""How many tests may be run for the drafts of one rule: a second's work or so."""

_CHOICES = 12
_WAYS = 6


Goal = tuple[Node, bool]
"""A node and the truth value wanted of it."""


@dataclass(frozen=True, slots=True)
class Path:
    """A test, and the nodes above it from the root down, each with the child that leads to it."""

    leaf: Leaf
    above: tuple[tuple[Node, Node], ...]

    @property
    def group(self) -> int:
        """The same for the values of one list."""
        return id(self.above[-1][0]) if self.above else 0


def paths(node: Node, above: tuple[tuple[Node, Node], ...] = ()) -> Iterator[Path]:
    """All tests of a tree with what is above them, from left to right."""
    match node:
        case Leaf():
            yield Path(node, above)
        case And(parts) | Or(parts):
            for child in parts:
                yield from paths(child, (*above, (node, child)))
        case Not(child) | Selection(_, child):
            yield from paths(child, above)


@dataclass(frozen=True, slots=True)
class Context:
    """Where a test can be tried: a draft without its piece, and whole drafts in which it misses."""

    draft: Draft
    opposites: tuple[Draft, ...] = ()


_NOTHING = Record({})


def _has(draft: Draft, leaf: Leaf, sample: Sample) -> bool:
    """Whether a sample's text is still in the field after more was put there."""
    found = Record(draft.event()).found(leaf.field or MESSAGE)
    return (
        sample.piece is not None
        and found is not None
        and str(sample.piece.value) in "\n".join(found.texts)
    )


def _beside(above: Sequence[tuple[Node, Node]]) -> list[Goal]:
    """What must hold beside a way down the tree for the verdict to depend on its end."""
    return [
        (child, isinstance(node, And))
        for node, taken in reversed(above)
        if isinstance(node, (And, Or))
        for child in node.parts
        if child is not taken
    ]


class Contexts:
    """Finds drafts for the tests of one rule; remembers what served a test's neighbours."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.size = sum(1 for _ in leaves(root))
        self.spent = 0
        self.tries = 0
        self.last: dict[int, Draft] = {}

    def whole(self) -> Iterator[Draft]:
        """Drafts on which the rule fires."""
        self.tries = 0
        yield from self.achieved(self.root, True, Draft())

    def of(self, path: Path) -> Context | None:
        """Where the verdict depends on a test.

        Where it nowhere does (the test is implied by another), a draft in which the test holds;
        None where no value is known for which it holds.
        """
        listed = bool(path.above) and isinstance(path.above[-1][0], Or)
        known = self.last.get(path.group) if listed else None
        if known is not None and self.decides(path, known):
            return Context(known)
        if self.spent > BUDGET:
            return Context(known or Draft())
        fallback: Draft | None = None
        known_values = tuple(self.holding(path.leaf, Draft()))
        for sample in known_values:
            self.tries = 0
            for draft in self.surrounded(path, sample):
                fallback = fallback or draft
                if self.decides(path, draft):
                    self.last[path.group] = draft
                    return Context(draft, tuple(self.opposites(path)))
        if not known_values:
            return None
        return Context(fallback or Draft(), tuple(self.opposites(path)))

    def surrounded(self, path: Path, sample: Sample) -> Iterator[Draft]:
        """Drafts in which what stands beside the test leaves the verdict to it."""
        needed = _beside(path.above)
        full = applied(sample, path.leaf, Draft())
        itself: Goal = (path.leaf, True)
        for goals, most in ((needed, _CHOICES), ([g for g in needed if g[1]], 2)):
            for draft in islice(self.all_achieved([itself, *goals], full, frozenset({0})), most):
                bare = removed(sample, path.leaf, draft)
                yield bare
                # The test's own piece may have served its neighbours too.
                yield from islice(self.all_achieved(goals, bare), 2)

    def opposites(self, path: Path) -> Iterator[Draft]:
        """Drafts in which all values of a test's list miss, and all else leaves the verdict to it.

        They are not always the draft of `of` with a value that misses: where another test needs
        the same field, a value must be found that serves the one and not the other.
        """
        above = path.above
        node: Node = path.leaf
        if above and isinstance(above[-1][0], Or):
            node, above = above[-1][0], above[:-1]
        goals = [(node, False), *_beside(above)]
        for sample in (None, *islice(samples(path.leaf), 1, 3)):
            start = Draft() if sample is None else applied(sample, path.leaf, Draft())
            if sample is not None and holds(node, Record(start.event())):
                continue
            self.tries = 0
            found = islice(self.all_achieved(goals, start, frozenset({0})), _CHOICES)
            kept = (draft for draft in found if sample is None or _has(draft, path.leaf, sample))
            yield from islice(kept, 1)

    def decides(self, path: Path, draft: Draft) -> bool:
        """Whether the verdict on a draft changes with the test's first matching sample."""
        record = Record(draft.event())
        if path.leaf.holds(record) and not path.leaf.holds(_NOTHING):
            return False
        without = self.judged(self.root, draft)
        return any(
            self.judged(self.root, applied(sample, path.leaf, draft)) is not without
            for sample in self.holding(path.leaf, draft)
        )

    def holding(self, leaf: Leaf, draft: Draft) -> Iterator[Sample]:
        """The first samples of a test for which it holds, on top of a draft."""
        for sample in islice(samples(leaf), 2 * _WAYS):
            if leaf.holds(Record(applied(sample, leaf, draft).event())):
                yield sample

    def judged(self, node: Node, draft: Draft) -> bool:
        self.spent += self.size
        return holds(node, Record(draft.event()))

    def achieved(self, node: Node, truth: bool, draft: Draft) -> Iterator[Draft]:
        """Drafts that say as much as the given one and give a node a truth value."""
        if self.judged(node, draft) is truth:
            yield draft
            return
        match node:
            case Leaf():
                yield from self.set(node, truth, draft)
            case Selection(_, child):
                yield from self.achieved(child, truth, draft)
            case Not(child):
                yield from self.achieved(child, not truth, draft)
            case And(parts) | Or(parts):
                if isinstance(node, And) is truth:
                    yield from self.all_achieved([(child, truth) for child in parts], draft)
                else:
                    for child in parts[:_CHOICES]:
                        yield from islice(self.achieved(child, truth, draft), _WAYS)

    def all_achieved(
        self, wanted: Sequence[Goal], draft: Draft, worked_for: frozenset[int] = frozenset()
    ) -> Iterator[Draft]:
        """Drafts that give each of several nodes the truth value wanted of it.

        What was worked for is not given up again for another; what held by itself may be lost
        on the way and mended.
        """
        record = Record(draft.event())
        self.spent += self.size
        lost = [i for i, (node, truth) in enumerate(wanted) if holds(node, record) is not truth]
        if not lost:
            yield draft
            return
        if not worked_for.isdisjoint(lost):
            return
        if draft.steps > STEPS or self.tries > TRIES or self.spent > BUDGET:
            return
        node, truth = wanted[lost[0]]
        for better in self.achieved(node, truth, draft):
            yield from self.all_achieved(wanted, better, worked_for | {lost[0]})

    def set(self, leaf: Leaf, truth: bool, draft: Draft) -> Iterator[Draft]:
        for sample in islice(samples(leaf), 2 * _WAYS):
            self.tries += 1
            if self.tries > TRIES:
                return
            better = applied(sample, leaf, draft)
            if leaf.holds(Record(better.event())) is truth:
                yield better
