"""Finite automata over texts: how they are built, and their steps from state to state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from types import MappingProxyType

from generator.logic.compare.characters import ALL, Alphabet, Ranges, one, word_characters

MAX_STATES = 4_000
"""A language that needs more is not looked into."""


class Undecided(Exception):
    """A language, or a question about one, that is beyond what is decided here."""


class Guard(Enum):
    """What must be true of a place in the text for a jump."""

    START = "at the start of the text"
    END = "at the end of the text"
    LINE_START = "at the start of a line"
    LINE_END = "at the end of a line"
    BORDER = "between a word and something else"
    INSIDE = "not between a word and something else"
    ASCII_BORDER = "between a word of ASCII characters and something else"
    ASCII_INSIDE = "not between a word of ASCII characters and something else"


_WORDS: Mapping[Guard, tuple[bool, bool]] = MappingProxyType(
    {
        Guard.BORDER: (False, True),
        Guard.INSIDE: (False, False),
        Guard.ASCII_BORDER: (True, True),
        Guard.ASCII_INSIDE: (True, False),
    }
)
"""Guards about words: whether of ASCII only, and what they want."""

LOOKING_BACK = frozenset({Guard.LINE_START, *_WORDS})
"""Guards that ask for the character before."""


class Automaton:
    """States with edges that take a character and jumps that take none; one start and one end."""

    def __init__(self) -> None:
        self.edges: list[list[tuple[Ranges, int]]] = []
        self.jumps: list[list[tuple[Guard | None, int]]] = []
        self.start = self.state()
        self.end = self.start
        self.universal: int | None = None
        """A state from which any text leads to the end."""

    def state(self) -> int:
        if len(self.edges) >= MAX_STATES:
            raise Undecided("An expression is too large.")
        self.edges.append([])
        self.jumps.append([])
        return len(self.edges) - 1

    def edge(self, source: int, characters: Ranges, target: int) -> None:
        if characters:
            self.edges[source].append((characters, target))

    def jump(self, source: int, target: int, guard: Guard | None = None) -> None:
        self.jumps[source].append((guard, target))

    def anything(self, state: int) -> None:
        """Lets any text stand at a state."""
        self.edge(state, ALL, state)

    def guards(self) -> frozenset[Guard]:
        return frozenset(g for jumps in self.jumps for g, _ in jumps if g is not None)

    def sets(self) -> Iterator[Ranges]:
        """All that it asks of a character."""
        for edges in self.edges:
            for characters, _ in edges:
                yield characters
        guards = self.guards()
        if guards & {Guard.LINE_START, Guard.LINE_END}:
            yield one("\n")
        if guards & {Guard.BORDER, Guard.INSIDE}:
            yield word_characters(re.UNICODE)
        if guards & {Guard.ASCII_BORDER, Guard.ASCII_INSIDE}:
            yield word_characters(re.ASCII)


class Walk:
    """The steps of one automaton over the kinds of characters of an alphabet, remembered.

    A state is asked together with the character before it (None at the start of the text), which
    guards may want to know; where none does, only whether there is one.
    """

    def __init__(
        self, automaton: Automaton, alphabet: Alphabet, bits: Mapping[Ranges, int]
    ) -> None:
        self.automaton = automaton
        self.alphabet = alphabet
        self.edges = [
            [(1 << bits[characters], target) for characters, target in edges]
            for edges in automaton.edges
        ]
        self.looks_back = bool(automaton.guards() & LOOKING_BACK)
        self._steps: dict[tuple[int, int, int], frozenset[int]] = {}
        self._sets: dict[tuple[frozenset[int], int, int], frozenset[int]] = {}
        self._ends: dict[tuple[int, int], bool] = {}

    def step(self, state: int, before: int, kind: int) -> frozenset[int]:
        """The states after a character; `before` and `kind` are places in the alphabet, -1 none."""
        key = (state, before, kind)
        found = self._steps.get(key)
        if found is None:
            inside = self.alphabet.inside[kind]
            found = self._steps[key] = frozenset(
                target
                for reached in self._reached(state, before, kind)
                for bit, target in self.edges[reached]
                if inside & bit
            )
        return found

    def step_all(self, states: frozenset[int], before: int, kind: int) -> frozenset[int]:
        """The states after a character, from any of some."""
        key = (states, before, kind)
        found = self._sets.get(key)
        if found is None:
            made: set[int] = set()
            for state in states:
                made |= self.step(state, before, kind)
            # All texts are accepted from there: what the other states would say is no matter.
            universal = self.automaton.universal
            found = frozenset((universal,)) if universal in made else frozenset(made)
            self._sets[key] = found
        return found

    def ends(self, state: int, before: int) -> bool:
        """Whether the text may end here."""
        key = (state, before)
        found = self._ends.get(key)
        if found is None:
            found = self._ends[key] = self.automaton.end in self._reached(state, before, -1)
        return found

    def _reached(self, state: int, before: int, after: int) -> frozenset[int]:
        """The states that jumps lead to, between two characters."""
        jumps = self.automaton.jumps
        if not jumps[state]:
            return frozenset((state,))
        previous = self._character(before)
        following = self._character(after)
        reached = {state}
        waiting = [state]
        while waiting:
            for guard, target in jumps[waiting.pop()]:
                if target not in reached and (guard is None or _passes(guard, previous, following)):
                    reached.add(target)
                    waiting.append(target)
        return frozenset(reached)

    def _character(self, kind: int) -> str | None:
        return None if kind < 0 else self.alphabet.examples[kind]


def _word(character: str | None, ascii_only: bool) -> bool:
    if character is None or (ascii_only and not character.isascii()):
        return False
    return character.isalnum() or character == "_"


def _passes(guard: Guard, before: str | None, after: str | None) -> bool:
    match guard:
        case Guard.START:
            return before is None
        case Guard.END:
            return after is None
        case Guard.LINE_START:
            return before is None or before == "\n"
        case Guard.LINE_END:
            return after is None or after == "\n"
    ascii_only, border = _WORDS[guard]
    return (_word(before, ascii_only) != _word(after, ascii_only)) is border
