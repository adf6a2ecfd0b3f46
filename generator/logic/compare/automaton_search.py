"""The shortest text that some languages have and some others do not."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import product

from generator.logic.compare.automaton import Automaton, Walk
from generator.logic.compare.characters import Ranges, alphabet
from generator.logic.compare.effort import Effort

_COMPARED = 24
"""With how many states of the same place a new one is compared, to see that it gives no more."""

State = tuple[tuple[int, ...], tuple[frozenset[int], ...], int]
"""Where each language that is wanted stands, where each unwanted one may stand, and what was
the last character."""


def shortest(
    wanted: Sequence[Automaton], unwanted: Sequence[Automaton], effort: Effort
) -> str | None:
    """A text that all of the wanted languages have and none of the unwanted ones; None: no such.

    Of the wanted languages one way is followed at a time, of the unwanted ones all ways at once.
    Raises Exhausted.
    """
    return _Search(wanted, unwanted, effort).text()


class _Search:
    def __init__(
        self, wanted: Sequence[Automaton], unwanted: Sequence[Automaton], effort: Effort
    ) -> None:
        languages = (*wanted, *unwanted)
        sets: dict[Ranges, int] = {}
        for automaton in languages:
            for characters in automaton.sets():
                sets.setdefault(characters, len(sets))
        self.alphabet = alphabet(tuple(sets))
        effort.spend(4 * len(sets))
        walks = [Walk(automaton, self.alphabet, sets) for automaton in languages]
        self.wanted, self.unwanted = walks[: len(wanted)], walks[len(wanted) :]
        self.looks_back = any(walk.looks_back for walk in walks)
        self.effort = effort
        self.came_from: dict[State, tuple[State, int] | None] = {}
        self.seen: dict[tuple[tuple[int, ...], int], list[tuple[frozenset[int], ...]]] = {}

    def text(self) -> str | None:
        first: State = (
            tuple(walk.automaton.start for walk in self.wanted),
            tuple(frozenset((walk.automaton.start,)) for walk in self.unwanted),
            -1,
        )
        self.came_from[first] = None
        waiting = deque([first])
        while waiting:
            state = waiting.popleft()
            if self._accepted(state):
                return self._read(state)
            for following, kind in self._following(state):
                if following not in self.came_from and self._adds(following):
                    self.came_from[following] = (state, kind)
                    waiting.append(following)
        return None

    def _accepted(self, state: State) -> bool:
        places, shadows, before = state
        return all(
            walk.ends(place, before) for walk, place in zip(self.wanted, places, strict=True)
        ) and not any(
            walk.ends(place, before)
            for walk, shadow in zip(self.unwanted, shadows, strict=True)
            for place in shadow
        )

    def _following(self, state: State) -> list[tuple[State, int]]:
        places, shadows, before = state
        made: list[tuple[State, int]] = []
        for kind in range(len(self.alphabet.examples)):
            self.effort.spend(1)
            targets = [
                walk.step(place, before, kind)
                for walk, place in zip(self.wanted, places, strict=True)
            ]
            if not all(targets):
                continue
            shadowed = tuple(
                walk.step_all(shadow, before, kind)
                for walk, shadow in zip(self.unwanted, shadows, strict=True)
            )
            self.effort.spend(len(shadowed))
            if any(
                walk.automaton.universal in shadow
                for walk, shadow in zip(self.unwanted, shadowed, strict=True)
            ):
                continue
            last = kind if self.looks_back else 0
            for chosen in product(*map(sorted, targets)):
                self.effort.spend(1)
                made.append(((chosen, shadowed, last), kind))
        return made

    def _adds(self, state: State) -> bool:
        """Whether no earlier state has all the texts that this one has."""
        places, shadows, before = state
        earlier = self.seen.setdefault((places, before), [])
        for other in earlier[-_COMPARED:]:
            if all(a <= b for a, b in zip(other, shadows, strict=True)):
                return False
        earlier.append(shadows)
        return True

    def _read(self, state: State) -> str:
        characters: list[str] = []
        step = self.came_from[state]
        while step is not None:
            before, kind = step
            characters.append(self.alphabet.examples[kind])
            step = self.came_from[before]
        return "".join(reversed(characters))
