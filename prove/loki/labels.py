"""Filters of labels in LogQL, judged over the tree of Grafana's parser; its sources are in `judge`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from prove.problems import NotUnderstood, Rejected
from prove.shared.re2 import compiled
from prove.shared.values import COMPARISONS

Tree = Mapping[str, Any]
Labels = Mapping[str, str]


def leaves(node: Tree, name: str) -> list[Tree]:
    if node["name"] == name:
        return [node]
    return [found for below in node.get("nodes", ()) for found in leaves(below, name)]


def string_of(node: Tree) -> str:
    if node["name"] != "String":
        raise NotUnderstood(f"{node['name']} where a string should be")
    written = str(node["text"])
    if written.startswith("`"):
        return written[1:-1].replace("\r", "")
    try:
        # No query has those of Go's escapes that JSON lacks (\a, \v, \x, \U).
        return str(json.loads(written))
    except ValueError as problem:
        raise NotUnderstood(f"the string {written}") from problem


def label_filter(node: Tree) -> Callable[[Labels], bool]:
    nodes = node["nodes"]
    if len(nodes) == 1:
        (only,) = nodes
        if only["name"] == "LabelFilter":
            return label_filter(only)  # In parentheses, which the tree omits.
        if only["name"] == "Matcher":
            return matcher(only)
        if only["name"] == "NumberFilter":
            return _number(only)
        raise NotUnderstood(f"a filter of labels by {only['name']}")
    if len(nodes) != 3 or nodes[1]["name"] not in ("And", "Or"):
        raise NotUnderstood("a filter of labels that is joined by neither and nor or")
    operators, parts = _chain(node)
    if len(set(operators)) > 1:
        raise NotUnderstood("and next to or without parentheses")
    tests = [label_filter(part) for part in parts]
    if operators[0] == "And":
        return lambda labels: all(test(labels) for test in tests)
    return lambda labels: any(test(labels) for test in tests)


def _chain(node: Tree) -> tuple[list[str], list[Tree]]:
    """The operators and operands of a chain without parentheses."""
    operators: list[str] = []
    parts: list[Tree] = []
    while len(node["nodes"]) == 3:
        left, operator, right = node["nodes"]
        operators.insert(0, operator["name"])
        parts.insert(0, right)
        node = left
    for part in parts:
        if len(part["nodes"]) == 3:
            raise NotUnderstood("a chain of conditions that is nested to the right")
    return operators, [node, *parts]


_MATCHERS: Mapping[str, Callable[[str, str], bool]] = {
    "Eq": lambda value, label: label == value,
    "Neq": lambda value, label: label != value,
    "Re": lambda value, label: compiled(value).fullmatch(label) is not None,
    "Nre": lambda value, label: compiled(value).fullmatch(label) is None,
}


def matcher(node: Tree) -> Callable[[Labels], bool]:
    name, operator, value = node["nodes"]
    if operator["name"] not in _MATCHERS:
        raise NotUnderstood(f"a matcher by {operator['name']}")
    test, text, label = _MATCHERS[operator["name"]], string_of(value), name["text"]
    if operator["name"] in ("Re", "Nre"):
        compiled(text)
    return lambda labels: test(text, labels.get(label, ""))


_ORDERS: Mapping[str, Callable[[float, float], bool]] = {
    "Gtr": COMPARISONS[">"],
    "Gte": COMPARISONS[">="],
    "Lss": COMPARISONS["<"],
    "Lte": COMPARISONS["<="],
}


def _number(node: Tree) -> Callable[[Labels], bool]:
    name, operator, literal = node["nodes"]
    if operator["name"] not in _ORDERS or not leaves(literal, "Number"):
        raise NotUnderstood(f"a comparison of numbers by {operator['name']}")
    try:
        bound = float(leaves(literal, "Number")[0]["text"])
    except ValueError as problem:
        raise Rejected(f"not a number: {literal}") from problem
    order, label = _ORDERS[operator["name"]], name["text"]

    def test(labels: Labels) -> bool:
        if label not in labels:
            return False
        try:
            return order(float(labels[label]), bound)
        except ValueError:
            return True  # The conversion fails, and the line is kept with an error.

    return test
