"""Values of events as products hold them: as text, as a number, against a pattern or a network."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

from prove.problems import NotUnderstood, Rejected
from prove.shared.logic import Condition

Value = str | int | float | bool | None
Row = Mapping[str, Value]
"""An event as a product holds it: values by the product's names; a missing field has no entry."""
Test = Callable[[str], bool]
"""Whether a text matches."""


def text_of(value: Any) -> str | None:
    """A value as the text that products show of it; None for null."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def number_of(value: Value) -> float | None:
    """A number, or a text that is one in decimal notation; None for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str) and not re.fullmatch(r"[+-]?\d+(\.\d+)?", value, re.ASCII):
        return None
    return float(value)


COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


def ordered(operator: str, limit: str) -> Callable[[Value], bool]:
    """A comparison of numbers, which holds for no text that is not a number."""
    holds, edge = COMPARISONS[operator], number_of(limit)
    if edge is None:
        raise NotUnderstood(f"{limit!r} is not a number")
    return lambda value: (number := number_of(value)) is not None and holds(number, edge)


def field_ordered(name: str, operator: str, limit: str) -> Condition[Row]:
    """The same for a field."""
    test = ordered(operator, limit)
    return lambda row: test(row.get(name))


def wildcards(text: str, *, many: str = "*", one: str = "", fold: bool = True) -> re.Pattern[str]:
    """A whole text in which `many` is any text and `one` any character."""
    marks = {many: ".*", **({one: "."} if one else {})}
    body = "".join(marks.get(char, re.escape(char)) for char in text)
    return re.compile(body, re.DOTALL | (re.IGNORECASE if fold else re.NOFLAG))


def unescaped(token: str) -> str:
    r"""The text of a token in quotes with the escapes `\\`, `\"`, `\'`, `\n`, `\r` and `\t`.
    Raises Rejected for any other."""
    body = token[1:-1]
    if re.search(r"(?<!\\)(?:\\\\)*\\[^\\\"'nrt]", body):
        raise Rejected(f"the literal {token} has an escape that is not documented")
    controls = {"n": "\n", "r": "\r", "t": "\t"}
    return re.sub(r"\\(.)", lambda match: controls.get(match[1], match[1]), body)


def is_address(value: Any) -> bool:
    """Whether a value is an IP address."""
    try:
        ip_address(str(value))
    except ValueError:
        return False
    return True


def is_network(text: str) -> bool:
    """Whether a text is a network with a prefix length."""
    try:
        return "/" in text and ip_network(text, strict=False) is not None
    except ValueError:
        return False


def in_network(network: str, *, strict: bool = True) -> Test:
    """Whether a text is an address in a network. Raises Rejected for what is not a network, and
    with `strict` for one with bits behind its prefix."""
    try:
        within = ip_network(network, strict=strict)
    except ValueError as problem:
        raise Rejected(str(problem)) from problem
    return lambda text: is_address(text) and ip_address(text) in within
