"""Questions about a parsed regular expression, and about the pattern written for a part of it."""

from __future__ import annotations

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from typing import Any


def items_of(tree: Any) -> list[tuple[Any, Any]]:
    """All the items of a parsed expression, those within groups too."""
    found: list[tuple[Any, Any]] = []
    pending = [tree]
    while pending:
        value = pending.pop()
        if isinstance(value, tuple) and len(value) == 2 and type(value[0]) is type(op.LITERAL):
            found.append(value)
            pending.append(value[1])
        elif isinstance(value, (list, tuple, parser.SubPattern)):
            pending.extend(value)
    return found


def width(tree: Any, items: list[Any]) -> tuple[int, int]:
    """The least and the greatest number of characters that the items take."""
    low, high = parser.SubPattern(tree.state, items).getwidth()
    return int(low), int(high)


def after(before: str, width: tuple[int, int]) -> str:
    """What a match may have taken behind an item of that width: see `_Mode.before`."""
    if before == "something" or width[0] > 0:
        return "something"
    return before if width[1] == 0 else "maybe"


def least_of_any_run(item: tuple[Any, Any]) -> int | None:
    """How many characters an item like `.*`, `.+` or `.{2,}` takes at least; None of others."""
    kind, value = item
    if kind not in (op.MAX_REPEAT, op.MIN_REPEAT):
        return None
    low, high, inner = value
    runs = high == op.MAXREPEAT and low <= 9 and [one[0] for one in inner] == [op.ANY]
    return int(low) if runs else None


def split_at_any_runs(items: list[Any]) -> list[list[Any]]:
    """The parts of an expression between its `.*`; of `.+` and the like, the least stays."""
    parts: list[list[Any]] = [[]]
    for item in items:
        least = least_of_any_run(item)
        parts[-1] += [item] if least is None else [(op.ANY, None)] * least
        if least is not None:
            parts.append([])
    return parts


def trimmed(items: list[Any]) -> list[Any]:
    """The items of a search, without repetitions at its ends that it has no need of.

    A search for `a+b` finds what one for `ab` finds, but may take the square of the time for it.
    Not so where many are asked for: then most of the work is in counting them.
    """
    return _trimmed_at(_trimmed_at(items, 0), -1)


def _trimmed_at(items: list[Any], end: int) -> list[Any]:
    if not items:
        return items
    kind, value = items[end]
    changed: list[Any]
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT) and value[0] < 3 and _is_one_character(value[2]):
        low = value[0]
        changed = [(kind, (low, low, value[2]))] if low else []
    elif kind is op.SUBPATTERN:
        number, added, removed, inner = value
        changed = [(kind, (number, added, removed, _remade(inner, end)))]
    elif kind is op.BRANCH:
        changed = [(kind, (value[0], [_remade(choice, end) for choice in value[1]]))]
    else:
        return items
    return [*changed, *items[1:]] if end == 0 else [*items[:-1], *changed]


def _remade(pattern: Any, end: int) -> Any:
    return parser.SubPattern(pattern.state, _trimmed_at(list(pattern), end))


def _is_one_character(pattern: Any) -> bool:
    return [item[0] for item in pattern] in ([op.LITERAL], [op.NOT_LITERAL], [op.IN], [op.ANY])


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


def quantifier(low: int, high: Any) -> str:
    """The quantifier for so many times."""
    match low, high:
        case 0, 1:
            return "?"
        case 0, op.MAXREPEAT:
            return "*"
        case 1, op.MAXREPEAT:
            return "+"
        case _, op.MAXREPEAT:
            return f"{{{low},}}"
    return f"{{{low}}}" if low == high else f"{{{low},{high}}}"
