"""Queries of the Kusto Query Language over rows, judged over the tree of Microsoft's own parser.

Written from Microsoft's documentation of the language alone:

- "Null values": a string is never null but empty; `where` drops a row for which its predicate is
  null; `==` with one null is false, with two null. "Logical operators": `and` with a null is
  false, `or` with a true is true; so a null counts for false in both.
- "String operators": `=~`, `in~`, `contains`, `startswith` and `endswith` pay no regard to case,
  for ASCII only; those that end in `_cs` and `==` do.
- "matches regex": RE2, looked for anywhere, with regard to case.
- The pages of the functions that are named in `FUNCTIONS`.

What is not named here is not understood. Precedence, types and names are the parser's business.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import Any

from prove.engine import NotUnderstood
from prove.judges.re2 import compiled, found_in

Tree = Mapping[str, Any]
Row = Mapping[str, Any]
Value = str | int | float | bool | None

_ASCII = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def keeps(tree: Tree, row: Row) -> bool:
    """Whether a query of one table returns a row of it, given with all its columns."""
    (statement,) = tree["nodes"]
    if tree["kind"] != "QueryBlock" or statement["kind"] != "ExpressionStatement":
        raise NotUnderstood(f"a query of {statement['kind']}")
    return _piped(statement["nodes"][0], row) is not None


def table_of(tree: Tree) -> str:
    """The name of the table that a query begins with."""
    node = tree["nodes"][0]["nodes"][0]
    while node["kind"] == "PipeExpression":
        node = node["nodes"][0]
    if node["kind"] != "NameReference":
        raise NotUnderstood(f"a query that begins with {node['kind']}")
    return str(node["name"])


def understood(node: Tree) -> None:
    """Raises NotUnderstood for a tree with a node or a function that the judge does not know."""
    kind = node["kind"]
    if kind not in _STRUCTURE and kind not in _LITERALS and kind not in _OPERATORS:
        raise NotUnderstood(f"the language's {kind}")
    below = node.get("nodes", ())
    if kind == "FunctionCallExpression" and below[0].get("name") not in FUNCTIONS:
        raise NotUnderstood(f"the function {below[0].get('name')}")
    for part in below:
        understood(part)


def _piped(node: Tree, row: Row) -> Row | None:
    """The row behind a pipe; None where it was dropped."""
    if node["kind"] == "NameReference":
        return row
    if node["kind"] != "PipeExpression":
        raise NotUnderstood(f"a query of {node['kind']}")
    before, operator = node["nodes"]
    kept = _piped(before, row)
    if kept is None:
        return None
    if operator["kind"] == "FilterOperator":
        (condition,) = operator["nodes"]
        return kept if value_of(condition, kept) is True else None
    if operator["kind"] == "ExtendOperator":
        made = {}
        for named in operator["nodes"]:
            if named["kind"] != "SimpleNamedExpression":
                raise NotUnderstood(f"extend with {named['kind']}")
            declared, expression = named["nodes"]
            made[declared["name"]] = value_of(expression, kept)
        return {**kept, **made}
    raise NotUnderstood(f"the operator {operator['kind']}")


def value_of(node: Tree, row: Row) -> Value:
    """The value of an expression for a row; None is null."""
    kind = node["kind"]
    if kind == "NameReference":
        if node["name"] not in row:
            raise NotUnderstood(f"the name {node['name']}")
        found: Value = row[node["name"]]
        return found
    if kind in _LITERALS:
        return _LITERALS[kind](node["value"])
    nodes = node["nodes"]
    if kind == "ParenthesizedExpression":
        return value_of(nodes[0], row)
    if kind == "AndExpression":
        return all(value_of(part, row) is True for part in nodes)
    if kind == "OrExpression":
        return any(value_of(part, row) is True for part in nodes)
    if kind == "UnaryMinusExpression":
        return _negative(value_of(nodes[0], row))
    if kind in ("InExpression", "InCsExpression"):
        return _listed(kind, [value_of(part, row) for part in nodes])
    if kind in _TEXT_OPERATORS:
        left, right = (value_of(part, row) for part in nodes)
        if not isinstance(left, str) or not isinstance(right, str):
            raise NotUnderstood(f"{kind} of what are no texts")
        return _TEXT_OPERATORS[kind](left, right)
    if kind in _COMPARISONS:
        return _compared(kind, *(value_of(part, row) for part in nodes))
    if kind == "FunctionCallExpression":
        name = nodes[0]["name"]
        if name not in FUNCTIONS:
            raise NotUnderstood(f"the function {name}")
        return FUNCTIONS[name]([value_of(part, row) for part in nodes[1:]])
    raise NotUnderstood(f"an expression of {kind}")


def folded(text: str) -> str:
    """A text as operators without regard to case see it."""
    return text.translate(_ASCII)


_LITERALS: Mapping[str, Callable[[Any], Value]] = {
    "StringLiteralExpression": str,
    "LongLiteralExpression": int,
    "IntLiteralExpression": int,
    "RealLiteralExpression": float,
    "BooleanLiteralExpression": lambda value: str(value).lower() == "true",
}

_TEXT_OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "EqualTildeExpression": lambda left, right: folded(left) == folded(right),
    "ContainsExpression": lambda left, right: folded(right) in folded(left),
    "StartsWithExpression": lambda left, right: folded(left).startswith(folded(right)),
    "EndsWithExpression": lambda left, right: folded(left).endswith(folded(right)),
    "ContainsCsExpression": lambda left, right: right in left,
    "StartsWithCsExpression": lambda left, right: left.startswith(right),
    "EndsWithCsExpression": lambda left, right: left.endswith(right),
    "MatchesRegexExpression": lambda left, right: found_in(right, left),
}

_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "EqualExpression": lambda left, right: left == right,
    "NotEqualExpression": lambda left, right: left != right,
    "LessThanExpression": lambda left, right: left < right,
    "LessThanOrEqualExpression": lambda left, right: left <= right,
    "GreaterThanExpression": lambda left, right: left > right,
    "GreaterThanOrEqualExpression": lambda left, right: left >= right,
}


_OPERATORS = frozenset({*_TEXT_OPERATORS, *_COMPARISONS, "InExpression", "InCsExpression"})
_STRUCTURE = frozenset(
    "QueryBlock ExpressionStatement PipeExpression FilterOperator ExtendOperator NameReference "
    "NameDeclaration SimpleNamedExpression ParenthesizedExpression AndExpression OrExpression "
    "FunctionCallExpression UnaryMinusExpression".split()
)


def _negative(value: Value) -> Value:
    if isinstance(value, str):
        raise NotUnderstood("a text with a minus")
    return None if value is None else -value


def _compared(kind: str, left: Value, right: Value) -> Value:
    if left is None and right is None:
        return None
    if left is None or right is None:
        return {"EqualExpression": False, "NotEqualExpression": True}.get(kind)
    if isinstance(left, str) is not isinstance(right, str):
        raise NotUnderstood(f"{kind} of a text and what is none")
    return _COMPARISONS[kind](left, right)


def _listed(kind: str, values: Sequence[Value]) -> bool:
    sought, *listed = values
    if not all(isinstance(value, str) for value in values):
        if kind == "InExpression" and sought is not None:
            return sought in listed
        raise NotUnderstood(f"{kind} of what are no texts")
    if kind == "InExpression":
        return sought in listed
    return folded(str(sought)) in {folded(str(value)) for value in listed}


def _not(values: Sequence[Value]) -> Value:
    (value,) = values
    return None if value is None else not value


def _empty(values: Sequence[Value]) -> bool:
    """`isempty`: an empty text or a null."""
    (value,) = values
    return value is None or value == ""


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


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
        raise NotUnderstood("tolower() of what is no text")
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
            raise NotUnderstood("a network in the place of an address")
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
