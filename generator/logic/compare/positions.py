"""The position automaton of a regular expression, with the ways from one position to the next.

A position is a character or class of the expression. Its edges are counted, up to two: `(a*)*` has
two ways from one `a` to the next.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from generator.logic.compare.characters import NICE
from generator.logic.regex import (
    Alternatives,
    Anchor,
    AnyCharacter,
    CharacterSet,
    Greed,
    Group,
    Literal,
    LookAround,
    Node,
    Nodes,
    Repeat,
    pattern_text,
)

MOST_POSITIONS = 400
"""Characters and classes of an expression, repeats written out; larger ones are passed over."""
MOST_IN_LOOP = 60
"""Positions of a loop: its pairs of pairs are walked through."""
MOST_COPIES = 8
"""Optional repeats that are written out. `{0,50}` is taken for `*`, which in a loop is as bad."""
CHARACTERS = NICE + "".join(c for c in map(chr, range(128)) if c not in NICE) + "中\u2028"
"""What classes are told apart by. Two that share none but rarer characters pass for distinct."""

Ways = Counter[int]
Taken = int
"""Those of CHARACTERS that a position takes, as bits."""


class PassedOver(Exception):
    """The expression is of a kind, or of a size, that is not looked into."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an expression: with how many ways it begins and ends at a position, and is empty."""

    first: Ways
    last: Ways
    empty: int


_NOTHING = Part(Counter(), Counter(), 1)


@dataclass(slots=True)
class Positions:
    """The position automaton while it is made. A position is a character of the expression; what
    stands at the end of a text, a `$` or a `\\b`, is one too, that no character takes."""

    taken: list[Taken] = field(default_factory=list)
    follow: defaultdict[int, Ways] = field(default_factory=lambda: defaultdict(Counter))
    inner: list[tuple[Nodes, int]] = field(default_factory=list)

    def sequence(self, nodes: Nodes, flags: int) -> Part:
        made = _NOTHING
        for node in nodes:
            made = self.joined(made, self.one(node, flags))
        return made

    def one(self, node: Node, flags: int) -> Part:
        match node:
            case Alternatives(options):
                return _either(self.sequence(option, flags) for option in options)
            case Group(body):
                return self.sequence(body, node.flags_inside(flags))
            case Repeat() if node.greed is not Greed.POSSESSIVE:
                return self.repeated(node, flags)
            case Anchor():
                begins = node in (Anchor.START, Anchor.TEXT_START)
                return _NOTHING if begins else self.position(0)
            case LookAround(body):
                self.inner.append((body, flags))
                return _NOTHING
            case Literal() | AnyCharacter() | CharacterSet():
                return self.position(_taken(node, flags & _OF_CHARACTERS))
        raise PassedOver

    def position(self, taken: Taken) -> Part:
        if len(self.taken) >= MOST_POSITIONS:
            raise PassedOver
        self.taken.append(taken)
        place = len(self.taken) - 1
        return Part(Counter({place: 1}), Counter({place: 1}), 0)

    def joined(self, before: Part, after: Part) -> Part:
        self.follows(before.last, after.first)
        return Part(
            _sum(before.first, _times(after.first, before.empty)),
            _sum(after.last, _times(before.last, after.empty)),
            min(2, before.empty * after.empty),
        )

    def repeated(self, node: Repeat, flags: int) -> Part:
        nodes, least, most = node.body, node.least, node.most
        unbounded = most is None or most - least > MOST_COPIES
        copies = max(least - 1, 0) if unbounded else least
        made = _NOTHING
        for _ in range(copies):
            made = self.joined(made, self.sequence(nodes, flags))
        if most is None or unbounded:
            loop = self.sequence(nodes, flags)
            self.follows(loop.last, loop.first)
            return self.joined(made, loop if least else Part(loop.first, loop.last, 1))
        rest = _NOTHING
        for _ in range(most - least):
            rest = _optional(self.joined(self.sequence(nodes, flags), rest))
        return self.joined(made, rest)

    def follows(self, last: Ways, first: Ways) -> None:
        if len(last) * len(first) > MOST_POSITIONS * MOST_IN_LOOP:
            raise PassedOver
        for before, ways in last.items():
            for after, more in first.items():
                self.follow[before][after] = min(2, self.follow[before][after] + ways * more)


def _sum(one: Ways, other: Ways) -> Ways:
    return Counter({key: min(2, one[key] + other[key]) for key in one | other})


def _times(ways: Ways, number: int) -> Ways:
    return Counter({key: min(2, count * number) for key, count in ways.items()} if number else {})


def _either(parts: Iterable[Part]) -> Part:
    made = Part(Counter(), Counter(), 0)
    for part in parts:
        made = Part(
            _sum(made.first, part.first),
            _sum(made.last, part.last),
            min(2, made.empty + part.empty),
        )
    return made


def _optional(part: Part) -> Part:
    return Part(part.first, part.last, min(2, part.empty + 1))


_OF_CHARACTERS = re.IGNORECASE | re.ASCII | re.UNICODE | re.DOTALL


@lru_cache(maxsize=1024)
def _taken(node: Literal | AnyCharacter | CharacterSet, flags: int) -> Taken:
    expression = re.compile(pattern_text((node,)), flags)
    return sum(1 << n for n, c in enumerate(CHARACTERS) if expression.match(c))
