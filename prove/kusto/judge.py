"""Queries of the Kusto Query Language over rows, judged over the tree of Microsoft's own parser.

Written from Microsoft's documentation of the language alone:

- "Null values": a string is never null but empty; `where` drops a row for which its predicate is
  null; `==` is false with one null, and null with two. "Logical operators": `and` with a null is
  false, `or` with a true is true; so a null counts as false in both.
- "String operators": `=~`, `in~`, `contains`, `startswith` and `endswith` ignore case, for ASCII
  only; `==` and those that end in `_cs` respect it.
- "matches regex": RE2, found anywhere, respecting case.
- The pages of the functions, in `functions`.

What is not named here is not understood. The parser takes care of precedence, types and names.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from prove.kusto.functions import FUNCTIONS
from prove.problems import NotUnderstood
from prove.shared import re2
from prove.shared.values import COMPARISONS, Value

Tree = Mapping[str, Any]
Row = Mapping[str, Any]

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
    """The row after a pipe; None where it was dropped."""
    if node["kind"] == "NameReference":
        return row
    if node["kind"] != "PipeExpression":
        raise NotUnderstood(f"a query of {node['kind']}")
    before, operator = node["nodes"]
    passed = _piped(before, row)
    if passed is None:
        return None
    if operator["kind"] == "FilterOperator":
        (condition,) = operator["nodes"]
        return passed if value_of(condition, passed) is True else None
    if operator["kind"] == "ExtendOperator":
        extended = {}
        for named in operator["nodes"]:
            if named["kind"] != "SimpleNamedExpression":
                raise NotUnderstood(f"extend with {named['kind']}")
            declared, expression = named["nodes"]
            extended[declared["name"]] = value_of(expression, passed)
        return {**passed, **extended}
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
            raise NotUnderstood(f"{kind} of what are not texts")
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
    """A text as operators that ignore case see it."""
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
    "MatchesRegexExpression": lambda left, right: re2.search(right)(left),
}

_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "EqualExpression": lambda left, right: left == right,
    "NotEqualExpression": lambda left, right: left != right,
    "LessThanExpression": COMPARISONS["<"],
    "LessThanOrEqualExpression": COMPARISONS["<="],
    "GreaterThanExpression": COMPARISONS[">"],
    "GreaterThanOrEqualExpression": COMPARISONS[">="],
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
        raise NotUnderstood(f"{kind} of a text and something else")
    return _COMPARISONS[kind](left, right)


def _listed(kind: str, values: Sequence[Value]) -> bool:
    sought, *listed = values
    if not all(isinstance(value, str) for value in values):
        if kind == "InExpression" and sought is not None:
            return sought in listed
        raise NotUnderstood(f"{kind} of what are not texts")
    if kind == "InExpression":
        return sought in listed
    return folded(str(sought)) in {folded(str(value)) for value in listed}
