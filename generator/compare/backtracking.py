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
import re._compiler as compiler  # type: ignore[import-not-found]
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from generator.compare.characters import NICE

MOST_POSITIONS = 400
"""Characters and classes of an expression, repeats written out; larger ones are passed over."""
MOST_IN_LOOP = 60
"""Positions of a loop: its pairs of pairs are walked through."""
MOST_COPIES = 8
"""Optional repeats that are written out. `{0,50}` is taken for `*`, which in a loop is as bad."""
CHARACTERS = NICE + "".join(c for c in map(chr, range(128)) if c not in NICE) + "中\u2028"
"""What classes are told apart by. Two that share none but rarer characters pass for distinct."""
_ROUNDS = 4
_ENDINGS = ("", "\x00", "!", "\n", " ", "\x00\x00")
"""What may stand after the loop's text so that the expression does not match in the end."""

State = TypeVar("State", bound=Hashable)
Ways = Counter[int]
Taken = int
"""Those of CHARACTERS that a position takes, as bits."""


@dataclass(frozen=True, slots=True)
class BlowUp:
    """Each more `repeated` after `before` doubles the time, if the text ends in `ending`."""

    before: str
    repeated: str
    ending: str


def blow_up(expression: re.Pattern[str]) -> BlowUp | None:
    """A text on which a search takes exponential time; None where none was found."""
    tree = parser.parse(expression.pattern, expression.flags & ~re.UNICODE)
    waiting = [(tree, expression.flags)]
    while waiting:
        nodes, flags = waiting.pop()
        positions = _Positions()
        try:
            part = positions.sequence(nodes, flags)
        except _PassedOver:
            continue
        waiting += positions.inner
        for found in _in_automaton(positions, part):
            for ending in _ENDINGS:
                text = found.before + found.repeated * _ROUNDS + ending
                if expression.search(text) is None:
                    return BlowUp(found.before, found.repeated, ending)
    return None


class _PassedOver(Exception):
    """The expression is of a kind, or of a size, that is not looked into."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of an expression: with how many ways it begins and ends at a position, and is empty."""

    first: Ways
    last: Ways
    empty: int


_NOTHING = _Part(Counter(), Counter(), 1)


@dataclass(slots=True)
class _Positions:
    """The position automaton while it is made. A position is a character of the expression; what
    stands at the end of a text, a `$` or a `\\b`, is one too, that no character takes."""

    taken: list[Taken] = field(default_factory=list)
    follow: defaultdict[int, Ways] = field(default_factory=lambda: defaultdict(Counter))
    inner: list[tuple[Any, int]] = field(default_factory=list)

    def sequence(self, nodes: Any, flags: int) -> _Part:
        made = _NOTHING
        for code, argument in nodes:
            made = self.joined(made, self.one(code, argument, flags))
        return made

    def one(self, code: Any, argument: Any, flags: int) -> _Part:
        match code:
            case codes.BRANCH:
                return _either(self.sequence(nodes, flags) for nodes in argument[1])
            case codes.SUBPATTERN:
                _, added, removed, nodes = argument
                return self.sequence(nodes, compiler._combine_flags(flags, added, removed))
            case codes.MAX_REPEAT | codes.MIN_REPEAT:
                return self.repeated(argument, flags)
            case codes.AT:
                begins = argument in (codes.AT_BEGINNING, codes.AT_BEGINNING_STRING)
                return _NOTHING if begins else self.position(0)
            case codes.ASSERT | codes.ASSERT_NOT:
                self.inner.append((argument[1], flags))
                return _NOTHING
        return self.position(_characters(code, argument, flags))

    def position(self, taken: Taken) -> _Part:
        if len(self.taken) >= MOST_POSITIONS:
            raise _PassedOver
        self.taken.append(taken)
        place = len(self.taken) - 1
        return _Part(Counter({place: 1}), Counter({place: 1}), 0)

    def joined(self, before: _Part, after: _Part) -> _Part:
        self.follows(before.last, after.first)
        return _Part(
            _sum(before.first, _times(after.first, before.empty)),
            _sum(after.last, _times(before.last, after.empty)),
            min(2, before.empty * after.empty),
        )

    def repeated(self, argument: tuple[int, Any, Any], flags: int) -> _Part:
        least, most, nodes = argument
        unbounded = most is codes.MAXREPEAT or most - least > MOST_COPIES
        copies = max(least - 1, 0) if unbounded else least
        made = _NOTHING
        for _ in range(copies):
            made = self.joined(made, self.sequence(nodes, flags))
        if unbounded:
            loop = self.sequence(nodes, flags)
            self.follows(loop.last, loop.first)
            return self.joined(made, loop if least else _Part(loop.first, loop.last, 1))
        rest = _NOTHING
        for _ in range(most - least):
            rest = _optional(self.joined(self.sequence(nodes, flags), rest))
        return self.joined(made, rest)

    def follows(self, last: Ways, first: Ways) -> None:
        if len(last) * len(first) > MOST_POSITIONS * MOST_IN_LOOP:
            raise _PassedOver
        for before, ways in last.items():
            for after, more in first.items():
                self.follow[before][after] = min(2, self.follow[before][after] + ways * more)


def _sum(one: Ways, other: Ways) -> Ways:
    return Counter({key: min(2, one[key] + other[key]) for key in one | other})


def _times(ways: Ways, number: int) -> Ways:
    return Counter({key: min(2, count * number) for key, count in ways.items()} if number else {})


def _either(parts: Iterable[_Part]) -> _Part:
    made = _Part(Counter(), Counter(), 0)
    for part in parts:
        made = _Part(
            _sum(made.first, part.first),
            _sum(made.last, part.last),
            min(2, made.empty + part.empty),
        )
    return made


def _optional(part: _Part) -> _Part:
    return _Part(part.first, part.last, min(2, part.empty + 1))


def _characters(code: Any, argument: Any, flags: int) -> Taken:
    if code not in (codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN):
        raise _PassedOver
    return _taken(repr(argument), code, flags & _OF_CHARACTERS, _Argument(argument))


_OF_CHARACTERS = re.IGNORECASE | re.ASCII | re.UNICODE | re.DOTALL


class _Argument:
    """A part of a parsed expression beside the text that it is remembered by."""

    def __init__(self, argument: Any) -> None:
        self.argument = argument

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Argument)


@lru_cache(maxsize=1024)
def _taken(_text: str, code: Any, flags: int, held: _Argument) -> Taken:
    state = parser.State()
    state.flags = flags
    state.str = ""
    expression = compiler.compile(parser.SubPattern(state, [(code, held.argument)]), flags)
    return sum(1 << n for n, c in enumerate(CHARACTERS) if expression.match(c))


def _in_automaton(positions: _Positions, whole: _Part) -> Iterator[BlowUp]:
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
