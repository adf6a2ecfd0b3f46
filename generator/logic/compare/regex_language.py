"""The texts in which a regular expression is found, as an automaton.

What an automaton of this kind cannot say is refused: references to groups, looking around,
and expressions that do not give back what they took (atomic groups, possessive repetition).
"""

from __future__ import annotations

import re
import re._compiler as compiler  # type: ignore[import-not-found]
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from generator.logic.compare.automaton import Automaton, Guard, Undecided
from generator.logic.compare.characters import ALL, Ranges, contains, matched_by, one, without

_GUARDS: Mapping[Any, Guard] = MappingProxyType(
    {
        codes.AT_BEGINNING: Guard.START,
        codes.AT_BEGINNING_STRING: Guard.START,
        codes.AT_END_STRING: Guard.END,
        codes.AT_BOUNDARY: Guard.BORDER,
        codes.AT_NON_BOUNDARY: Guard.INSIDE,
    }
)
_IN_LINES: Mapping[Any, Guard] = MappingProxyType(
    {codes.AT_BEGINNING: Guard.LINE_START, codes.AT_END: Guard.LINE_END}
)
_IN_ASCII: Mapping[Any, Guard] = MappingProxyType(
    {codes.AT_BOUNDARY: Guard.ASCII_BORDER, codes.AT_NON_BOUNDARY: Guard.ASCII_INSIDE}
)


def regex_language(expression: re.Pattern[str]) -> Automaton:
    """The texts in which the expression is found; raises Undecided where none can be made."""
    tree = parser.parse(expression.pattern, expression.flags & ~re.UNICODE)
    return _Builder().whole(tree, expression.flags)


class _Builder:
    def __init__(self) -> None:
        self.made = Automaton()
        self.after_ends: list[int] = []
        """Where the expression goes on after a `$`."""

    def whole(self, tree: Any, flags: int) -> Automaton:
        made = self.made
        made.anything(made.start)
        begin = made.state()
        made.jump(made.start, begin)
        place = self.sequence(tree, begin, flags)
        made.end = made.universal = made.state()
        made.jump(place, made.end)
        made.anything(made.end)
        for state in self.after_ends:
            self.nothing_after(state)
        return made

    def sequence(self, nodes: Any, place: int, flags: int) -> int:
        for code, argument in nodes:
            place = self.one(code, argument, place, flags)
        return place

    def one(self, code: Any, argument: Any, place: int, flags: int) -> int:
        match code:
            case codes.BRANCH:
                return self.branch(argument[1], place, flags)
            case codes.SUBPATTERN:
                _, added, removed, nodes = argument
                return self.sequence(nodes, place, compiler._combine_flags(flags, added, removed))
            case codes.MAX_REPEAT | codes.MIN_REPEAT:
                return self.repeat(argument, place, flags)
            case codes.AT:
                return self.at(argument, place, flags)
        characters = _characters(code, argument, flags)
        following = self.made.state()
        self.made.edge(place, characters, following)
        return following

    def branch(self, branches: list[Any], place: int, flags: int) -> int:
        following = self.made.state()
        for nodes in branches:
            begin = self.made.state()
            self.made.jump(place, begin)
            self.made.jump(self.sequence(nodes, begin, flags), following)
        return following

    def repeat(self, argument: tuple[int, Any, Any], place: int, flags: int) -> int:
        least, most, nodes = argument
        made = self.made
        for _ in range(least):
            place = self.sequence(nodes, place, flags)
        following = made.state()
        if most is codes.MAXREPEAT:
            begin = made.state()
            made.jump(place, begin)
            made.jump(self.sequence(nodes, begin, flags), begin)
            made.jump(begin, following)
            return following
        made.jump(place, following)
        for _ in range(most - least):
            begin = made.state()
            made.jump(place, begin)
            place = self.sequence(nodes, begin, flags)
            made.jump(place, following)
        return following

    def at(self, where: Any, place: int, flags: int) -> int:
        made = self.made
        following = made.state()
        guard = _GUARDS.get(where)
        if flags & re.MULTILINE:
            guard = _IN_LINES.get(where, guard)
        if flags & re.ASCII:
            guard = _IN_ASCII.get(where, guard)
        if guard is not None:
            made.jump(place, following, guard)
            return following
        # `$`: at the end, or before a line break that ends the text. That line break is taken
        # here, which is the same as long as nothing that follows could want it.
        made.jump(place, following, Guard.END)
        broken = made.state()
        made.edge(place, one("\n"), broken)
        made.jump(broken, following, Guard.END)
        self.after_ends.append(following)
        return following

    def nothing_after(self, state: int) -> None:
        """Refuses an expression that asks for more after the end of the text."""
        made = self.made
        seen = {state}
        waiting = [state]
        while waiting:
            here = waiting.pop()
            if here == made.end:
                continue
            for guard, target in made.jumps[here]:
                if guard not in (None, Guard.END, Guard.LINE_END):
                    raise Undecided("A regular expression asks for something after its `$`.")
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
            # The line break of another `$` is one that only this `$` may have taken.
            if any(contains(taken, "\n") for taken, _ in made.edges[here]):
                raise Undecided("A regular expression asks for something after its `$`.")


def _characters(code: Any, argument: Any, flags: int) -> Ranges:
    if code is codes.LITERAL and not flags & re.IGNORECASE:
        return one(chr(argument))
    if code is codes.NOT_LITERAL and not flags & re.IGNORECASE:
        return without(ALL, chr(argument))
    if code is codes.ANY:
        return ALL if flags & re.DOTALL else without(ALL, "\n")
    if code in (codes.LITERAL, codes.NOT_LITERAL, codes.IN):
        return matched_by((code, argument), flags & _OF_CHARACTERS)
    raise Undecided("A regular expression looks around, back at a group, or does not give back.")


_OF_CHARACTERS = re.IGNORECASE | re.ASCII | re.UNICODE
