"""Questions about the tree of a regular expression, and about the pattern written for a part of it."""

from __future__ import annotations

import re
from dataclasses import replace

from generator.logic.regex import (
    Alternatives,
    AnyCharacter,
    CharacterSet,
    Greed,
    Group,
    Literal,
    Node,
    Nodes,
    Repeat,
    Width,
)


def after(before: str, width: Width) -> str:
    """What a match may have taken behind a part of that width: see `_Mode.before`."""
    if before == "something" or width[0] > 0:
        return "something"
    return before if width[1] == 0 else "maybe"


def least_of_any_run(node: Node) -> int | None:
    """How many characters a part like `.*`, `.+` or `.{2,}` takes at least; None of others."""
    match node:
        case Repeat((AnyCharacter(),), least, None, Greed.GREEDY | Greed.LAZY) if least <= 9:
            return least
    return None


def split_at_any_runs(nodes: Nodes) -> list[Nodes]:
    """The parts of an expression between its `.*`; of `.+` and the like, the least stays."""
    parts: list[Nodes] = [()]
    for node in nodes:
        least = least_of_any_run(node)
        parts[-1] += (node,) if least is None else (AnyCharacter(),) * least
        if least is not None:
            parts.append(())
    return parts


def trimmed(nodes: Nodes) -> Nodes:
    """A search, without repetitions at its ends that it has no need of.

    A search for `a+b` finds what one for `ab` finds, but may take the square of the time for it.
    Not so where many are asked for: then most of the work is in counting them.
    """
    return _trimmed_at(_trimmed_at(nodes, 0), -1)


def _trimmed_at(nodes: Nodes, end: int) -> Nodes:
    if not nodes:
        return nodes
    node = nodes[end]
    changed: Nodes
    match node:
        case Repeat(
            (Literal() | CharacterSet() | AnyCharacter(),), least, _, Greed.GREEDY | Greed.LAZY
        ) if least < 3:
            changed = (replace(node, most=least),) if least else ()
        case Group(body):
            changed = (replace(node, body=_trimmed_at(body, end)),)
        case Alternatives(options):
            changed = (Alternatives(tuple(_trimmed_at(option, end) for option in options)),)
        case _:
            return nodes
    return (*changed, *nodes[1:]) if end == 0 else (*nodes[:-1], *changed)


_ONE_ITEM = re.compile(r"\\?.|\(\?&\w+\)|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)


def is_one_item(text: str) -> bool:
    """Whether a quantifier after the text is for the whole of it."""
    if _ONE_ITEM.fullmatch(text):
        return True
    if not text.startswith("(?:"):
        return False
    depth = 0
    for token in re.finditer(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()]", text, re.DOTALL):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth == 0 and token[0] == ")":
            return token.end() == len(text)
    return False


def quantifier(low: int, high: int | None) -> str:
    """The quantifier for so many times."""
    match low, high:
        case 0, 1:
            return "?"
        case 0, None:
            return "*"
        case 1, None:
            return "+"
        case _, None:
            return f"{{{low},}}"
    return f"{{{low}}}" if low == high else f"{{{low},{high}}}"
