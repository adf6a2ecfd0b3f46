"""Texts that a regular expression finds, and texts that it just does not find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from generator.logic.regex import (
    Alternatives,
    AnyCharacter,
    AtomicGroup,
    BackReference,
    Category,
    CharacterSet,
    Group,
    Literal,
    LookAround,
    Node,
    Nodes,
    Range,
    Repeat,
    tree_of,
)

STYLES = 12
"""How many ways of choosing are tried: which branch, how many repeats, which character."""

LONGEST = 5_000
"""Characters after which a repetition is given up."""

_REPEATS = (0, 1, 3)
_ALPHABET = "qZ7_ -.\\/:=\"'(%é"
_OF_CATEGORY: Mapping[Category, str] = MappingProxyType(
    {
        Category.DIGIT: "3705",
        Category.NOT_DIGIT: "qZ-",
        Category.SPACE: " \t",
        Category.NOT_SPACE: "q7-",
        Category.WORD: "qZ7_",
        Category.NOT_WORD: "- .",
    }
)
_CATEGORY_TESTS: Mapping[Category, re.Pattern[str]] = MappingProxyType(
    {category: re.compile(category.value) for category in Category}
)


def found_texts(expression: re.Pattern[str], most: int = 4) -> tuple[str, ...]:
    """Texts in which the expression is found, each proven by a search; none where none is made."""
    nodes = tree_of(expression).nodes
    made: dict[str, None] = {}
    for style in range(STYLES):
        text = _Writer(style).sequence(nodes)
        if text and expression.search(text):
            made[text] = None
        if len(made) == most:
            break
    return tuple(made)


def missed_texts(expression: re.Pattern[str], text: str, most: int = 5) -> tuple[str, ...]:
    """Texts one edit away from a found one in which the expression is not found."""
    made: dict[str, None] = {}
    for near in _edits(text):
        if not expression.search(near):
            made[near] = None
        if len(made) == most:
            break
    return tuple(made)


def _edits(text: str) -> Iterator[str]:
    yield text[1:]
    yield text[:-1]
    yield text.swapcase()
    yield "zq" + text
    yield text + "zq"
    step = max(1, len(text) // 8)
    for place in range(0, len(text), step):
        yield text[:place] + ("x" if text[place] != "x" else "y") + text[place + 1 :]
        yield text[:place] + text[place + 1 :]
        yield text[:place] + "~" + text[place:]
    yield ""


class _Writer:
    """Writes one text for a parsed expression; `style` decides wherever there is a choice."""

    def __init__(self, style: int) -> None:
        self.style = style
        self.groups: dict[int, str] = {}

    def sequence(self, nodes: Nodes) -> str:
        return "".join(map(self.one, nodes))

    def one(self, node: Node) -> str:
        """Anchors and negative look-arounds write nothing; the search proves whether that was
        enough."""
        match node:
            case Literal(code):
                return chr(code)
            case AnyCharacter():
                return self.rotated(_ALPHABET)[0]
            case CharacterSet(members, negated):
                return self.other_than(members) if negated else self.one_of(members)
            case Alternatives(options):
                return self.sequence(options[self.style % len(options)])
            case Group(body):
                return self.group(node, self.sequence(body))
            case Repeat():
                return self.repeat(node)
            case AtomicGroup(body):
                return self.sequence(body)
            case LookAround(body, True, False) if self.style % 2:
                return self.sequence(body)
            case BackReference(number):
                return self.groups.get(number, "")
        return ""

    def other_than(self, excluded: tuple[Range | Category, ...]) -> str:
        return next((c for c in self.rotated(_ALPHABET) if not _within(c, excluded)), "ẞ")

    def one_of(self, members: tuple[Range | Category, ...]) -> str:
        member = members[self.style % len(members)]
        if isinstance(member, Category):
            return self.rotated(_OF_CATEGORY[member])[0]
        low, high = member
        return chr((low, high, (low + high) // 2)[self.style % 3])

    def group(self, node: Group, text: str) -> str:
        if node.number is not None:
            self.groups[node.number] = text
        return text

    def repeat(self, node: Repeat) -> str:
        count = node.least + _REPEATS[self.style % len(_REPEATS)]
        text = ""
        for _ in range(count if node.most is None else min(node.most, count)):
            if len(text) > LONGEST:
                break
            text += self.sequence(node.body)
        return text

    def rotated(self, characters: str) -> str:
        start = self.style % len(characters)
        return characters[start:] + characters[:start]


def _within(character: str, members: tuple[Range | Category, ...]) -> bool:
    return any(
        _CATEGORY_TESTS[member].fullmatch(character)
        if isinstance(member, Category)
        else member[0] <= ord(character) <= member[1]
        for member in members
    )
