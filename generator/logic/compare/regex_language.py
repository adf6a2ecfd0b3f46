"""The texts in which a regular expression is found, as an automaton.

What an automaton of this kind cannot say is refused: references to groups, looking around,
and expressions that do not give back what they took (atomic groups, possessive repetition).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from generator.logic.compare.automaton import Automaton, Guard, Undecided
from generator.logic.compare.characters import ALL, Ranges, contains, matched_by, one, without
from generator.logic.regex import (
    Alternatives,
    Anchor,
    AnyCharacter,
    CharacterSet,
    Greed,
    Group,
    Literal,
    Node,
    Nodes,
    Repeat,
    tree_of,
)

_GUARDS: Mapping[Anchor, Guard] = MappingProxyType(
    {
        Anchor.START: Guard.START,
        Anchor.TEXT_START: Guard.START,
        Anchor.TEXT_END: Guard.END,
        Anchor.BOUNDARY: Guard.BORDER,
        Anchor.NOT_BOUNDARY: Guard.INSIDE,
    }
)
_IN_LINES: Mapping[Anchor, Guard] = MappingProxyType(
    {Anchor.START: Guard.LINE_START, Anchor.END: Guard.LINE_END}
)
_IN_ASCII: Mapping[Anchor, Guard] = MappingProxyType(
    {Anchor.BOUNDARY: Guard.ASCII_BORDER, Anchor.NOT_BOUNDARY: Guard.ASCII_INSIDE}
)


def regex_language(expression: re.Pattern[str]) -> Automaton:
    """The texts in which the expression is found; raises Undecided where none can be made."""
    tree = tree_of(expression)
    return _Builder().whole(tree.nodes, tree.flags)


class _Builder:
    def __init__(self) -> None:
        self.made = Automaton()
        self.after_ends: list[int] = []
        """Where the expression goes on after a `$`."""

    def whole(self, nodes: Nodes, flags: int) -> Automaton:
        made = self.made
        made.anything(made.start)
        begin = made.state()
        made.jump(made.start, begin)
        place = self.sequence(nodes, begin, flags)
        made.end = made.universal = made.state()
        made.jump(place, made.end)
        made.anything(made.end)
        for state in self.after_ends:
            self.nothing_after(state)
        return made

    def sequence(self, nodes: Nodes, place: int, flags: int) -> int:
        for node in nodes:
            place = self.one(node, place, flags)
        return place

    def one(self, node: Node, place: int, flags: int) -> int:
        match node:
            case Alternatives(options):
                return self.branch(options, place, flags)
            case Group(body):
                return self.sequence(body, place, node.flags_inside(flags))
            case Repeat() if node.greed is not Greed.POSSESSIVE:
                return self.repeat(node, place, flags)
            case Anchor():
                return self.at(node, place, flags)
        characters = _characters(node, flags)
        following = self.made.state()
        self.made.edge(place, characters, following)
        return following

    def branch(self, branches: tuple[Nodes, ...], place: int, flags: int) -> int:
        following = self.made.state()
        for nodes in branches:
            begin = self.made.state()
            self.made.jump(place, begin)
            self.made.jump(self.sequence(nodes, begin, flags), following)
        return following

    def repeat(self, node: Repeat, place: int, flags: int) -> int:
        nodes, least, most = node.body, node.least, node.most
        made = self.made
        for _ in range(least):
            place = self.sequence(nodes, place, flags)
        following = made.state()
        if most is None:
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

    def at(self, where: Anchor, place: int, flags: int) -> int:
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


def _characters(node: Node, flags: int) -> Ranges:
    folded = flags & re.IGNORECASE
    match node:
        case Literal(code) if not folded:
            return one(chr(code))
        case CharacterSet(((int(low), high),), negated=True) if low == high and not folded:
            return without(ALL, chr(low))
        case AnyCharacter():
            return ALL if flags & re.DOTALL else without(ALL, "\n")
        case Literal() | CharacterSet():
            return matched_by(node, flags & _OF_CHARACTERS)
    raise Undecided("A regular expression looks around, back at a group, or does not give back.")


_OF_CHARACTERS = re.IGNORECASE | re.ASCII | re.UNICODE
