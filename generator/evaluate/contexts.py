"""Drafts of events in which a rule's verdict depends on one of its tests alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from generator.evaluate.drafts import Draft
from generator.evaluate.record import Record
from generator.evaluate.samples import Sample, applied, removed, samples
from generator.evaluate.tree import Every, Leaf, Negation, Node, Selection, Some, leaves

TRIES = 300
"""How many values are tried for one draft."""

STEPS = 50
"""How many changes may lead to one draft."""

BUDGET = 1_500_000
"""How many tests may be run for the drafts of one rule: a second's work or so."""

_CHOICES = 12
_WAYS = 6


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
        case Every(children) | Some(children):
            for child in children:
                yield from paths(child, (*above, (node, child)))
        case Negation(child) | Selection(_, child):
            yield from paths(child, above)


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

    def of(self, path: Path) -> Draft | None:
        """A draft without the test's own piece, in which the verdict depends on the test.

        Where there is none (the test is implied by another), one in which it holds; None where
        no value is known for which the test holds.
        """
        known = self.last.get(path.group)
        if self.spent > BUDGET:
            return known or Draft()
        if known is not None and self.decides(path, known):
            return known
        fallback: Draft | None = None
        for sample in self.holding(path.leaf, Draft()):
            self.tries = 0
            for draft in self.surrounded(path, sample):
                fallback = fallback or draft
                if self.decides(path, draft):
                    self.last[path.group] = draft
                    return draft
        return fallback

    def surrounded(self, path: Path, sample: Sample) -> Iterator[Draft]:
        """Drafts in which what stands beside the test leaves the verdict to it."""
        needed = [
            (child, isinstance(node, Every))
            for node, taken in reversed(path.above)
            if isinstance(node, (Every, Some))
            for child in node.children
            if child is not taken
        ]
        full = applied(sample, path.leaf, Draft())
        for draft in islice(self.all_achieved(needed, full), _CHOICES):
            yield removed(sample, path.leaf, draft)
        only_needed = [(child, truth) for child, truth in needed if truth]
        for draft in islice(self.all_achieved(only_needed, full), 2):
            yield removed(sample, path.leaf, draft)

    def decides(self, path: Path, draft: Draft) -> bool:
        """Whether the verdict on a draft changes with the test's first matching sample."""
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
        return node.holds(Record(draft.event()))

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
            case Negation(child):
                yield from self.achieved(child, not truth, draft)
            case Every(children) | Some(children):
                if isinstance(node, Every) is truth:
                    wanted: list[tuple[Node, bool]] = [(child, truth) for child in children]
                    yield from self.all_achieved(wanted, draft)
                else:
                    for child in children[:_CHOICES]:
                        yield from islice(self.achieved(child, truth, draft), _WAYS)

    def all_achieved(self, wanted: Sequence[tuple[Node, bool]], draft: Draft) -> Iterator[Draft]:
        """Drafts that give each of several nodes the truth value wanted of it."""
        record = Record(draft.event())
        self.spent += self.size
        open_ = [(node, truth) for node, truth in wanted if node.holds(record) is not truth]
        if not open_:
            yield draft
            return
        if draft.steps > STEPS or self.tries > TRIES or self.spent > BUDGET:
            return
        (node, truth), *_ = open_
        for better in self.achieved(node, truth, draft):
            if better is not draft:
                yield from self.all_achieved(wanted, better)

    def set(self, leaf: Leaf, truth: bool, draft: Draft) -> Iterator[Draft]:
        for sample in islice(samples(leaf), 2 * _WAYS):
            self.tries += 1
            if self.tries > TRIES:
                return
            better = applied(sample, leaf, draft)
            if leaf.holds(Record(better.event())) is truth:
                yield better
