"""Anchors of a regular expression, worked into what stands around it.

Lucene has none: an expression always matches from the first to the last character. What Sigma
searches for is therefore written with `.*` before and behind it, and `^`, `$`, `\\b` say what
takes the place of that. Where an anchor stands in an alternative or a repetition, these are
multiplied out first; what contradicts itself (`a^b`) falls away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from generator.targets.elastic.lucene.regex_tree import (
    WORDS,
    Anchor,
    Chars,
    Choice,
    Dot,
    Node,
    RegexNotExpressible,
    Repeat,
    Sequence,
)

MAX_ALTERNATIVES = 512
MAX_REPEATS = 8

ANYTHING = ".*"
_NO_WORD_BEFORE, _WORD_BEFORE = r"(.*\W)?", r".*\w"
_NO_WORD_BEHIND, _WORD_BEHIND = r"(\W.*)?", r"\w.*"
_LINE_BEFORE, _LINE_BEHIND = "(.*\n)?", "(\n.*)?"


@dataclass(frozen=True, slots=True)
class UnanchoredPart:
    """What is searched for, without anchors, and what may stand before and behind it."""

    before: str
    node: Node
    behind: str


def placed(node: Node) -> tuple[UnanchoredPart, ...]:
    """The alternatives of an expression with its anchors resolved; none if nothing can match.

    Raises RegexNotExpressible where an anchor stands between parts that decide nothing about it.
    """
    resolved = (_resolved(list(parts)) for parts in _multiplied(node))
    return tuple(dict.fromkeys(found for found in resolved if found is not None))


def _has_anchor(node: Node) -> bool:
    match node:
        case Anchor():
            return True
        case Sequence(parts=parts) | Choice(options=parts):
            return any(map(_has_anchor, parts))
        case Repeat(part=part):
            return _has_anchor(part)
        case _:
            return False


def _multiplied(node: Node) -> list[tuple[Node, ...]]:
    """The sequences that a node stands for, in which anchors stand at the top only."""
    if isinstance(node, Sequence):
        return _concatenated(map(_multiplied, node.parts))
    if not _has_anchor(node) or isinstance(node, Anchor):
        return [(node,)]
    if isinstance(node, Choice):
        return _limited([parts for option in node.options for parts in _multiplied(option)])
    if not isinstance(node, Repeat):
        raise TypeError(f"no place for an anchor in {node}")
    if node.most is None or node.most > MAX_REPEATS:
        raise RegexNotExpressible("an anchor inside an unlimited or long repetition")
    once = _multiplied(node.part)
    counts = range(node.least, node.most + 1)
    return _limited([parts for count in counts for parts in _concatenated([once] * count)])


def _concatenated(options: Iterable[list[tuple[Node, ...]]]) -> list[tuple[Node, ...]]:
    made: list[tuple[Node, ...]] = [()]
    for option in options:
        made = _limited([head + tail for head, tail in product(made, option)])
    return made


def _limited(sequences: list[tuple[Node, ...]]) -> list[tuple[Node, ...]]:
    if len(sequences) > MAX_ALTERNATIVES:
        raise RegexNotExpressible(f"anchors in more than {MAX_ALTERNATIVES} alternatives")
    return sequences


def _resolved(parts: list[Node]) -> UnanchoredPart | None:
    """What one sequence comes to; None where it contradicts itself."""
    before = behind = ANYTHING
    # What stands before `^` or behind `$` must be empty.
    starts = [index for index, part in enumerate(parts) if part is Anchor.START]
    ends = [index for index, part in enumerate(parts) if part is Anchor.END]
    if starts:
        if not all(map(_may_be_empty, parts[: starts[-1]])):
            return None
        before, parts = "", [p for p in parts[starts[-1] :] if p is not Anchor.START]
    if ends:
        first = next(index for index, part in enumerate(parts) if part is Anchor.END)
        if not all(map(_may_be_empty, parts[first:])):
            return None
        behind, parts = "", [p for p in parts[:first] if p is not Anchor.END]
    if parts[:1] == [Anchor.LINE_START]:
        before, parts = before and _LINE_BEFORE, parts[1:]
    if parts[-1:] == [Anchor.LINE_END]:
        behind, parts = behind and _LINE_BEHIND, parts[:-1]
    kept: list[Node] = []
    for index, part in enumerate(parts):
        if not isinstance(part, Anchor):
            kept.append(part)
            continue
        if part not in (Anchor.BOUNDARY, Anchor.NOT_BOUNDARY):
            raise RegexNotExpressible(f"`{part.value}` in the middle")
        left = _side(kept[-1:], before, part)
        right = _side(parts[index + 1 : index + 2], behind, part)
        if left is None and right is None:
            raise RegexNotExpressible(f"`{part.value}` with nothing beside it")
        if left is None:
            differs = (part is Anchor.BOUNDARY) == bool(right)
            before = _NO_WORD_BEFORE if differs else _WORD_BEFORE
        elif right is None:
            differs = (part is Anchor.BOUNDARY) == left
            behind = _NO_WORD_BEHIND if differs else _WORD_BEHIND
        elif (left is not right) is not (part is Anchor.BOUNDARY):
            return None
    node = _shortened(kept, before == ANYTHING, behind == ANYTHING)
    if before == behind == ANYTHING and isinstance(node, Repeat) and node.least > 1:
        return _first_run(node)
    return UnanchoredPart(before, node, behind)


def _first_run(node: Repeat) -> UnanchoredPart:
    """A number of characters in a row, to be found where the row begins.

    It would be found at each place in the row, too, but Lucene needs states for them all.
    """
    match node.part:
        case Dot(line_breaks=True):
            return UnanchoredPart("", node, ANYTHING)
        case Dot():
            other = Chars(ranges=((32, 32), (9, 9)), classes=(r"\S",), negated=True)
        case Chars(ranges=ranges, classes=classes, negated=negated):
            other = Chars(ranges=ranges, classes=classes, negated=not negated)
        case _:
            return UnanchoredPart(ANYTHING, node, ANYTHING)
    before = Sequence((Repeat(Dot(line_breaks=True), 0, None), other))
    return UnanchoredPart("", Sequence((Repeat(before, 0, 1), node)), ANYTHING)


def _side(neighbour: list[Node], outside: str, anchor: Anchor) -> bool | None:
    """Whether a word character stands beside an anchor; None where anything may."""
    if not neighbour:
        if outside and outside != ANYTHING:
            raise RegexNotExpressible(f"`{anchor.value}` beside another anchor")
        return None if outside else False
    kinds = set() if _may_be_empty(neighbour[0]) else _kinds(neighbour[0])
    if len(kinds) != 1 or None in kinds:
        raise RegexNotExpressible(f"`{anchor.value}` beside something that may be a word or not")
    return kinds.pop()


def _kinds(node: Node) -> set[bool | None]:
    """Whether the characters of a part are word characters; None for a set with some of each."""
    match node:
        case Chars(ranges=ranges, classes=classes, negated=False):
            kinds = {_range_is_word(low, high) for low, high in ranges}
            return kinds | {False if name in (r"\s", r"\W") else None for name in classes}
        case Sequence(parts=parts) | Choice(options=parts):
            return set().union(*map(_kinds, parts))
        case Repeat(part=part):
            return _kinds(part)
        case _:
            return {None}


def _range_is_word(low: int, high: int) -> bool | None:
    if any(first <= low and high <= last for first, last in WORDS):
        return True
    if low == high:
        return chr(low).isalnum()
    return None if any(low <= last and high >= first for first, last in WORDS) else False


def _may_be_empty(node: Node) -> bool:
    match node:
        case Anchor():
            return True
        case Sequence(parts=parts):
            return all(map(_may_be_empty, parts))
        case Choice(options=options):
            return any(map(_may_be_empty, options))
        case Repeat(part=part, least=least):
            return least == 0 or _may_be_empty(part)
        case Chars() | Dot():
            return False


def _shortened(parts: list[Node], free_before: bool, free_behind: bool) -> Node:
    """The parts, without repetitions beyond the least where anything may stand beside them."""
    while free_before and parts and isinstance(parts[0], Repeat):
        least = parts[0].least
        parts = [*([Repeat(parts[0].part, least, least)] if least else []), *parts[1:]]
        if least:
            break
    while free_behind and parts and isinstance(parts[-1], Repeat):
        least = parts[-1].least
        parts = [*parts[:-1], *([Repeat(parts[-1].part, least, least)] if least else [])]
        if least:
            break
    return parts[0] if len(parts) == 1 else Sequence(tuple(parts))
