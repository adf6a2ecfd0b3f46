"""Two detections as one Boolean circuit over their tests, in which what is the same is shared.

A literal is a number as SAT solvers have it: a variable, or its negative for "not". Variable 1
is always true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from generator.base.boolean import fold
from generator.logic.compare.atoms import Atom, atom
from generator.logic.compare.references import implied
from generator.logic.evaluate.matchers import Exists, FieldReference, Matcher, Null
from generator.logic.evaluate.tree import Leaf, Node, Selection

TRUE = 1


@dataclass(frozen=True, slots=True)
class Presence:
    """Variables of one field: whether the event has it, and whether with a value."""

    present: int
    valued: int


@dataclass(slots=True)
class Circuit:
    """Variables, what each stands for, and the clauses that tie them together."""

    clauses: list[list[int]] = field(default_factory=lambda: [[TRUE]])
    size: int = TRUE
    gates: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """The variables that stand for "one of these literals"."""
    atoms: dict[int, Atom] = field(default_factory=dict)
    fields: dict[str | None, Presence] = field(default_factory=dict)
    _by_children: dict[frozenset[int], int] = field(default_factory=dict)
    _by_atom: dict[Atom, int] = field(default_factory=dict)

    def variable(self) -> int:
        self.size += 1
        return self.size

    def some(self, literals: Iterable[int]) -> int:
        """The literal of "one of these"."""
        children = frozenset(literals) - {-TRUE}
        if TRUE in children or any(-literal in children for literal in children):
            return TRUE
        if not children:
            return -TRUE
        if len(children) == 1:
            return next(iter(children))
        known = self._by_children.get(children)
        if known is not None:
            return known
        gate = self._by_children[children] = self.variable()
        ordered = tuple(sorted(children, key=lambda literal: (abs(literal), literal)))
        self.gates[gate] = ordered
        self.clauses.append([-gate, *ordered])
        self.clauses.extend([gate, -literal] for literal in ordered)
        return gate

    def every(self, literals: Iterable[int]) -> int:
        return -self.some(-literal for literal in literals)

    def presence(self, name: str | None) -> Presence:
        known = self.fields.get(name)
        if known is None:
            known = self.fields[name] = Presence(self.variable(), self.variable())
            self.clauses.append([-known.valued, known.present])
        return known

    def test(self, name: str | None, matcher: Matcher) -> int:
        """The literal of one test."""
        presence = self.presence(name)
        if isinstance(matcher, Null):
            return -presence.valued
        if isinstance(matcher, Exists):
            return presence.present if matcher.wanted else -presence.present
        made = atom(name, matcher)
        known = self._by_atom.get(made)
        if known is None:
            known = self._by_atom[made] = self.variable()
            self.atoms[known] = made
            self.clauses.append([-known, presence.valued])
            if isinstance(matcher, FieldReference):
                self.clauses.append([-known, self.presence(matcher.field).valued])
                for weaker in implied(matcher):
                    self.clauses.append([-known, self.test(name, weaker)])
        return known

    def node(self, node: Node) -> int:
        """The literal of a detection, or a part of one."""
        return fold(self.leaf, negation=_not, every=self.every, some=self.some)(node)

    def leaf(self, leaf: Leaf | Selection) -> int:
        if isinstance(leaf, Selection):
            return self.node(leaf.child)
        return self.some([self.test(leaf.field, matcher) for matcher in leaf.matchers])

    def reasons(self, literals: Sequence[int], model: Callable[[int], bool]) -> frozenset[int]:
        """Literals of tests and presences, true in a model, that make these true by themselves."""
        return _Reasons(self.gates, model).of(literals)


def _not(literal: int) -> int:
    return -literal


class _Reasons:
    """Follows a model down from what is wanted, at each "one of these" to one that is enough."""

    def __init__(self, gates: Mapping[int, tuple[int, ...]], model: Callable[[int], bool]) -> None:
        self.gates = gates
        self.model = model
        self.found: set[int] = {TRUE}

    def of(self, literals: Sequence[int]) -> frozenset[int]:
        waiting = list(literals)
        while waiting:
            literal = waiting.pop()
            if literal in self.found:
                continue
            self.found.add(literal)
            children = self.gates.get(abs(literal))
            if children is None:
                continue
            if literal < 0:
                waiting += [-child for child in children]
            else:
                waiting.append(min(filter(self.model, children), key=self.cost))
        return frozenset(lit for lit in self.found if abs(lit) not in self.gates) - {TRUE}

    def cost(self, literal: int) -> tuple[int, int]:
        """What is known already costs nothing; what an event must not have costs less."""
        if literal in self.found:
            return 0, 0
        return (1 if literal < 0 else 2), abs(literal)
