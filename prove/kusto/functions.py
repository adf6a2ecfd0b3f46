"""Functions of the Kusto Query Language, each as its page of Microsoft's documentation says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import Any

from prove.problems import NotUnderstood
from prove.shared.re2 import compiled
from prove.shared.values import Value, text_of


def _not(values: Sequence[Value]) -> Value:
    (value,) = values
    return None if value is None else not value


def _empty(values: Sequence[Value]) -> bool:
    """`isempty`: an empty text or a null."""
    (value,) = values
    return value is None or value == ""


def _text(value: Value) -> str:
    return text_of(value) or ""


def _case(values: Sequence[Value]) -> Value:
    *cases, otherwise = values
    if len(cases) % 2:
        raise NotUnderstood("case() without an else")
    for test, value in zip(cases[::2], cases[1::2], strict=True):
        if test is True:
            return value
    return otherwise


def _tolower(values: Sequence[Value]) -> str:
    (value,) = values
    if not isinstance(value, str):
        raise NotUnderstood("tolower() of what is not a text")
    return value.lower()


def _tolong(values: Sequence[Value]) -> int | None:
    (value,) = values
    if isinstance(value, str):
        return int(value) if re.fullmatch(r"-?[0-9]+", value) else None
    return None if value is None else int(value)


def _todouble(values: Sequence[Value]) -> float | None:
    (value,) = values
    if isinstance(value, str):
        plain = re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value)
        if not plain and re.search("[0-9]", value):
            raise NotUnderstood(f"todouble() of {value!r}")
        return float(value) if plain else None
    return None if value is None else float(value)


def _tohex(values: Sequence[Value]) -> str:
    number, *width = values
    if number is None:
        return ""
    if isinstance(number, bool) or not isinstance(number, int):
        raise NotUnderstood(f"tohex() of {number!r}")
    return f"{number % 2**64:x}".rjust(int(str(width[0])) if width else 0, "0")


def _replace_regex(values: Sequence[Value]) -> str:
    source, expression, rewrite = map(str, values)
    if re.search(r"\\(?![\\0-9])", re.sub(r"\\\\", "", rewrite)):
        raise NotUnderstood(f"an escape in the rewriting text {rewrite!r}")

    def put_in(match: Any) -> str:
        return re.sub(
            r"\\(.)",
            lambda piece: "\\" if piece[1] == "\\" else match.group(int(piece[1])) or "",
            rewrite,
        )

    return str(compiled(expression).sub(put_in, source))


def _replace_string(values: Sequence[Value]) -> str:
    text, old, new = map(str, values)
    return text.replace(old, new)


def _extract(values: Sequence[Value]) -> str:
    expression, group, source = values
    match = compiled(str(expression)).search(str(source))
    return "" if match is None else match.group(int(str(group))) or ""


def _in_range(version: int) -> Callable[[Sequence[Value]], Value]:
    def function(values: Sequence[Value]) -> Value:
        address, *networks = map(str, values)
        if "/" in address:
            raise NotUnderstood("a network instead of an address")
        try:
            found = ip_address(address)
        except ValueError:
            return None
        if found.version != version:
            if version == 4:
                return None
            found = ip_address(f"::ffff:{found}")
        return any(found in ip_network(network) for network in networks)

    return function


def _coalesce(values: Sequence[Value]) -> Value:
    return next((value for value in values if value is not None and value != ""), values[-1])


FUNCTIONS: Mapping[str, Callable[[Sequence[Value]], Value]] = {
    "not": _not,
    "isempty": _empty,
    "isnotempty": lambda values: not _empty(values),
    "isnull": lambda values: values[0] is None,
    "isnotnull": lambda values: values[0] is not None,
    "coalesce": _coalesce,
    "iff": lambda values: values[1] if values[0] is True else values[2],
    "case": _case,
    "strcat": lambda values: "".join(map(_text, values)),
    "tostring": lambda values: _text(values[0]),
    "tolower": _tolower,
    "tolong": _tolong,
    "todouble": _todouble,
    "tohex": _tohex,
    "replace_regex": _replace_regex,
    "replace_string": _replace_string,
    "extract": _extract,
    "ipv4_is_in_range": _in_range(4),
    "ipv6_is_in_range": _in_range(6),
}
"""Functions of the language by their names."""
