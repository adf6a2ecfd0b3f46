"""A pattern to its tree, by Python's own parser, which says what Sigma's expressions mean.

`re._parser` is private; what it returns was read in Python 3.11 to 3.13.
"""

from __future__ import annotations

import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from generator.logic.regex.nodes import (
    Alternatives,
    Anchor,
    AnyCharacter,
    AtomicGroup,
    BackReference,
    Category,
    CharacterSet,
    Conditional,
    Greed,
    Group,
    Literal,
    LookAround,
    Node,
    Nodes,
    Range,
    Repeat,
)


class RegexError(ValueError):
    """An expression that Python does not accept, or that nests too deeply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegexTree:
    """A whole expression."""

    nodes: Nodes
    flags: int
    """Those asked for and those at the start of the pattern, as in `re.Pattern.flags`."""


_ANCHORS: Mapping[Any, Anchor] = MappingProxyType(
    {
        codes.AT_BEGINNING: Anchor.START,
        codes.AT_BEGINNING_STRING: Anchor.TEXT_START,
        codes.AT_END: Anchor.END,
        codes.AT_END_STRING: Anchor.TEXT_END,
        codes.AT_BOUNDARY: Anchor.BOUNDARY,
        codes.AT_NON_BOUNDARY: Anchor.NOT_BOUNDARY,
    }
)
_CATEGORIES: Mapping[Any, Category] = MappingProxyType(
    {
        codes.CATEGORY_DIGIT: Category.DIGIT,
        codes.CATEGORY_NOT_DIGIT: Category.NOT_DIGIT,
        codes.CATEGORY_SPACE: Category.SPACE,
        codes.CATEGORY_NOT_SPACE: Category.NOT_SPACE,
        codes.CATEGORY_WORD: Category.WORD,
        codes.CATEGORY_NOT_WORD: Category.NOT_WORD,
    }
)
_GREED: Mapping[Any, Greed] = MappingProxyType(
    {
        codes.MAX_REPEAT: Greed.GREEDY,
        codes.MIN_REPEAT: Greed.LAZY,
        codes.POSSESSIVE_REPEAT: Greed.POSSESSIVE,
    }
)


@lru_cache(maxsize=1024)
def parse(pattern: str, flags: int = 0) -> RegexTree:
    """The tree of a pattern; raises RegexError with the reason.

    Flags are those of the module `re`. Python's warnings about a pattern are not repeated here.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = parser.parse(pattern, flags & ~re.UNICODE)
        nodes = _nodes(parsed, parsed.state.groupwidths)
    except RecursionError as problem:
        raise RegexError("it nests too deeply") from problem
    except (re.error, OverflowError, ValueError) as problem:
        raise RegexError(str(problem)) from problem
    return RegexTree(nodes=nodes, flags=parsed.state.flags)


def tree_of(expression: re.Pattern[str]) -> RegexTree:
    """The tree of a compiled expression; raises RegexError only where it nests too deeply."""
    return parse(expression.pattern, expression.flags)


def _nodes(items: Iterable[tuple[Any, Any]], group_widths: Sequence[Any]) -> Nodes:
    """A sequence. It takes one frame a level, so that what Python can compile has a tree."""
    made: list[Node] = []
    for code, argument in items:
        match code:
            case codes.SUBPATTERN:
                number, added, removed, inner = argument
                made.append(Group(_nodes(inner, group_widths), number, added, removed))
            case codes.MAX_REPEAT | codes.MIN_REPEAT | codes.POSSESSIVE_REPEAT:
                least, most, inner = argument
                limit = None if most is codes.MAXREPEAT else int(most)
                body = _nodes(inner, group_widths)
                made.append(Repeat(body, int(least), limit, _GREED[code]))
            case codes.BRANCH:
                options: list[Nodes] = []
                for option in argument[1]:
                    options.append(_nodes(option, group_widths))
                made.append(Alternatives(tuple(options)))
            case codes.ASSERT | codes.ASSERT_NOT:
                direction, inner = argument
                body = _nodes(inner, group_widths)
                made.append(LookAround(body, direction > 0, code is codes.ASSERT_NOT))
            case codes.ATOMIC_GROUP:
                made.append(AtomicGroup(_nodes(argument, group_widths)))
            case codes.GROUPREF_EXISTS:
                number, yes, no = argument
                one = _nodes(yes, group_widths)
                made.append(Conditional(number, one, _nodes(no or (), group_widths)))
            case _:
                made.append(_single(code, argument, group_widths))
    return tuple(made)


def _single(code: Any, argument: Any, group_widths: Sequence[Any]) -> Node:
    """A node without others inside of it."""
    match code:
        case codes.LITERAL:
            return Literal(argument)
        case codes.NOT_LITERAL:
            return CharacterSet(((argument, argument),), negated=True)
        case codes.ANY:
            return AnyCharacter()
        case codes.IN:
            members = tuple(_member(*each) for each in argument if each[0] is not codes.NEGATE)
            return CharacterSet(members, negated=argument[0][0] is codes.NEGATE)
        case codes.AT:
            return _ANCHORS[argument]
        case codes.GROUPREF:
            low, high = group_widths[argument]
            return BackReference(argument, (int(low), None if high >= codes.MAXREPEAT else high))
        case codes.FAILURE:  # What later versions of Python read `(?!)` as.
            return LookAround((), negated=True)
    raise RegexError(f"it has a construct that is not known here: {code}")


def _member(code: Any, argument: Any) -> Range | Category:
    match code:
        case codes.LITERAL:
            return argument, argument
        case codes.RANGE:
            low, high = argument
            return low, high
    return _CATEGORIES[argument]
