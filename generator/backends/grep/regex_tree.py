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
    low, high = parser.SubPattern(tree.state, items).getwidth()
    return int(low), int(high)


def after(before: str, width: tuple[int, int]) -> str:
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
