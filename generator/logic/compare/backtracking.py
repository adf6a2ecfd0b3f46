"""Regular expressions on which an engine that backtracks can take exponential time.

An expression blows up where a loop of it can read one text in two ways: then n rounds have 2ⁿ
ways, and where the text does not match in the end, an engine tries all of them. That is exponential
ambiguity (Weber and Seidl, "On the degree of ambiguity of finite automata", 1991; for expressions
Weideman et al., "Analyzing matching time behavior of backtracking regular expression matchers by
using ambiguity of NFA", 2016). It is looked for in the position automaton of the expression, whose
edges are counted: `(a*)*` has two ways from one `a` to the next.

What is found is tried: the text of the loop, repeated, must not match. So nothing is reported that
cannot happen; expressions with references to groups or without giving back are passed over.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from generator.logic.compare.positions import (
    CHARACTERS,
    MOST_IN_LOOP,
    Part,
    PassedOver,
    Positions,
    Taken,
    Ways,
)
from generator.logic.regex import tree_of

_ROUNDS = 4
_ENDINGS = ("", "\x00", "!", "\n", " ", "\x00\x00")
"""What may stand after the loop's text so that the expression does not match in the end."""

State = TypeVar("State", bound=Hashable)


@dataclass(frozen=True, slots=True)
class BlowUp:
    """Each more `repeated` after `before` doubles the time, if the text ends in `ending`."""

    before: str
    repeated: str
    ending: str


def blow_up(expression: re.Pattern[str]) -> BlowUp | None:
    """A text on which a search takes exponential time; None where none was found."""
    tree = tree_of(expression)
    waiting = [(tree.nodes, tree.flags)]
    while waiting:
        nodes, flags = waiting.pop()
        positions = Positions()
        try:
            part = positions.sequence(nodes, flags)
        except PassedOver:
            continue
        waiting += positions.inner
        for found in _in_automaton(positions, part):
            for ending in _ENDINGS:
                text = found.before + found.repeated * _ROUNDS + ending
                if expression.search(text) is None:
                    return BlowUp(found.before, found.repeated, ending)
    return None


def _in_automaton(positions: Positions, whole: Part) -> Iterator[BlowUp]:
    """Texts that a loop of the automaton can read in two ways."""
    taken = positions.taken
    follow: Mapping[int, Ways] = positions.follow
    edges = {p: [q for q in follow[p] if taken[q]] for p in range(len(taken)) if p in follow}

    def example(mask: Taken) -> str:
        return CHARACTERS[(mask & -mask).bit_length() - 1]

    for loop in _components(edges):
        if len(loop) > MOST_IN_LOOP:
            continue
        found = _two_ways(loop, follow, taken)
        if found is None:
            continue
        start, masks = found
        before = _way({p for p in whole.first if taken[p]}, start, edges)
        if before is not None:
            yield BlowUp(
                "".join(example(taken[p]) for p in before), "".join(map(example, masks)), ""
            )


def _two_ways(
    loop: frozenset[int], follow: Mapping[int, Ways], taken: list[Taken]
) -> tuple[int, list[int]] | None:
    """A position, and characters that lead from it back to it in two ways."""
    inside = {p: [q for q in follow[p] if q in loop] for p in loop}
    for p in sorted(loop):
        for q in inside[p]:
            back = _way({q}, p, inside) if follow[p][q] > 1 else None
            if back is not None:
                return p, [taken[place] for place in back]

    def pairs(pair: tuple[int, int]) -> Iterator[tuple[int, int]]:
        for p in inside[pair[0]]:
            for q in inside[pair[1]]:
                if taken[p] & taken[q]:
                    yield p, q

    for start in sorted(loop):
        reached = _walk((start, start), pairs)
        for apart in sorted(pair for pair in reached if pair[0] != pair[1]):
            again = _walk(apart, pairs)
            if (start, start) in again:
                way = [*_steps(apart, reached), *_steps((start, start), again)]
                return start, [taken[p] & taken[q] for p, q in way]
            break
    return None


def _walk(start: State, following: Callable[[State], Iterable[State]]) -> dict[State, State]:
    """What can be reached from a state in one step or more, each with the state before it."""
    before: dict[State, State] = {}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for state in following(here):
            if state not in before:
                before[state] = here
                waiting.append(state)
    return before


def _steps(end: State, before: Mapping[State, State]) -> list[State]:
    """The states on a way that was walked, without the one where it began."""
    way = [end]
    while before[way[-1]] in before and before[way[-1]] not in way:
        way.append(before[way[-1]])
    return way[::-1]


def _way(starts: Iterable[int], end: int, edges: Mapping[int, Iterable[int]]) -> list[int] | None:
    """The positions from one of some to an end, both of them included."""
    waiting: deque[tuple[int, ...]] = deque((start,) for start in sorted(starts))
    seen = set(starts)
    while waiting:
        way = waiting.popleft()
        if way[-1] == end:
            return list(way)
        for place in edges.get(way[-1], ()):
            if place not in seen:
                seen.add(place)
                waiting.append((*way, place))
    return None


def _components(edges: Mapping[int, list[int]]) -> Iterator[frozenset[int]]:
    """The loops: positions that lead to each other, or to themselves."""
    reach = {p: frozenset(_walk(p, lambda q: edges.get(q, ()))) for p in edges}
    done: set[int] = set()
    for p in sorted(edges):
        if p not in done and p in reach[p]:
            loop = frozenset(q for q in reach[p] if p in reach.get(q, frozenset()))
            done |= loop
            yield loop
