"""What it costs Lucene to make a regular expression deterministic, before it can run it.

Lucene gives up when the sets of states that it has to look at come to more than ten times
`max_determinized_states`, 10,000 by default (`Operations.determinize`). Here the same is counted
over the positions of an expression (Glushkov's automaton), with characters that no part of the
expression tells apart taken as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.targets.elastic.lucene.anchors import UnanchoredPart
from generator.targets.elastic.lucene.regex_tree import (
    Anchor,
    Chars,
    Choice,
    Dot,
    Node,
    Repeat,
    Sequence,
)

EFFORT = 50_000
"""Half of what Lucene allows, for the count is not quite its own."""

MAX_POSITIONS = 10_000

_CLASSES = {
    r"\s": re.compile(r"[ \t\n\r]"),
    r"\S": re.compile(r"[^ \t\n\r]"),
    r"\W": re.compile(r"[^a-zA-Z0-9_]"),
    r"\D": re.compile(r"[^0-9]"),
}
_ANYTHING = Repeat(Dot(line_breaks=True), 0, None)


def is_too_complex(found: Iterable[UnanchoredPart]) -> bool:
    """Whether Lucene would give up on an expression with these alternatives."""
    options = tuple(
        Sequence((*_around(one.before), one.node, *_around(one.behind))) for one in found
    )
    automaton = _Automaton()
    try:
        first, _, _ = automaton.add(Choice(options))
    except _TooLarge:
        return True
    return automaton.effort(first) >= EFFORT


def _around(text: str) -> tuple[Node, ...]:
    return (_ANYTHING,) if text else ()


class _TooLarge(Exception):
    pass


Part = tuple[int, int, bool]
"""The positions that a part may begin with and end with, as bits, and whether it may be empty."""


class _Automaton:
    """Positions of an expression: which characters each takes, and which may follow it."""

    def __init__(self) -> None:
        self.takes: list[Chars | Dot] = []
        self.follow: list[int] = []

    def add(self, node: Node) -> Part:
        match node:
            case Chars() | Dot():
                if len(self.takes) >= MAX_POSITIONS:
                    raise _TooLarge
                self.takes.append(node)
                self.follow.append(0)
                bit = 1 << len(self.takes) - 1
                return bit, bit, False
            case Sequence(parts=parts):
                return self._joined(map(self.add, parts))
            case Choice(options=options):
                made = [self.add(option) for option in options]
                first = last = 0
                for begin, end, _ in made:
                    first, last = first | begin, last | end
                return first, last, any(empty for _, _, empty in made)
            case Repeat():
                return self._repeated(node)
            case Anchor():
                return 0, 0, True

    def _joined(self, parts: Iterable[Part]) -> Part:
        first, last, empty = 0, 0, True
        for begin, end, may_be_empty in parts:
            self._link(last, begin)
            first = first | begin if empty else first
            last = last | end if may_be_empty else end
            empty = empty and may_be_empty
        return first, last, empty

    def _repeated(self, node: Repeat) -> Part:
        """Copies in a row, of which those beyond the least may end it."""
        copies = max(node.least, 1) if node.most is None else node.most
        first = last = before = 0
        for number in range(1, copies + 1):
            begin, end, empty = self.add(node.part)
            if empty:
                begin, end = begin | first, end | before
            self._link(before, begin)
            first = first or begin
            before = end
            if number >= node.least:
                last |= end
            if number == copies and node.most is None:
                self._link(end, begin)
        return first, last, node.least == 0 or copies == 0

    def _link(self, ends: int, begins: int) -> None:
        for position in _bits(ends):
            self.follow[position] |= begins

    def effort(self, first: int) -> int:
        """The sum of the sizes of all sets of positions, at most about the limit."""
        symbols = self._symbols()
        # The state that waits for the first character is one of its own.
        seen, queue, effort = {first}, [first], 1
        while queue and effort < EFFORT:
            state = queue.pop()
            effort += state.bit_count()
            for symbol in symbols:
                target = 0
                for position in _bits(state & symbol):
                    target |= self.follow[position]
                if target and target not in seen:
                    seen.add(target)
                    queue.append(target)
        return effort

    def _symbols(self) -> set[int]:
        """For each kind of character, the positions that take it."""
        kinds = set(self.takes)
        samples = {ord(char) for char in " \t\n\r_0aA!\u00e9"}
        for low, high in [r for kind in kinds if isinstance(kind, Chars) for r in kind.ranges]:
            samples.update((low - 1, low, high, high + 1))
        taken = {
            frozenset(kind for kind in kinds if _accepts(kind, code))
            for code in samples
            if 0 <= code <= 0x10FFFF
        }
        return {
            sum(1 << number for number, kind in enumerate(self.takes) if kind in accepted)
            for accepted in taken
        }


def _bits(mask: int) -> Iterable[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _accepts(kind: Chars | Dot, code: int) -> bool:
    if isinstance(kind, Dot):
        return kind.line_breaks or code not in (10, 13)
    inside = any(low <= code <= high for low, high in kind.ranges) or any(
        _CLASSES[name].match(chr(code)) for name in kind.classes
    )
    return inside is not kind.negated
