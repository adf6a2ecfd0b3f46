r"""Queries of LogQL over lines, judged over the tree of Grafana's own parser.

Written from Loki's documentation alone:

- "Log queries": a stream selector, then stages from left to right. `|=` and `!=` look for a text in
  the line, `|~` and `!~` for an expression of RE2. `json` makes labels of all properties, nested
  names joined by `_`, characters that no label has replaced by `_`, arrays skipped.
- "Label filter expression": texts are compared as Prometheus's matchers do, so that an expression
  has to match the whole of a label, and a label that is missing is an empty one. A number is
  compared after a conversion; where that fails the line is kept, with an error. `and` and `or` are
  evaluated from left to right, other than in most languages: a mixture without parentheses is not
  judged.
- "Template functions": `label_format` with `eq`, `hasPrefix`, `hasSuffix`, `contains`, `lower` and
  `__line__`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from prove.engine import NotUnderstood, Rejected
from prove.judges.re2 import compiled, found_in

Tree = Mapping[str, Any]
Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line with its labels, those of its stream and those that stages made."""

    line: str
    labels: Labels


Stage = Callable[[Entry], Entry | None]


class LogQuery:
    """A query of lines, made of its tree once. Raises NotUnderstood and Rejected."""

    def __init__(self, tree: Tree) -> None:
        expression = _only(_only(tree, "LogQL"), "Expr")
        if expression["name"] != "LogExpr":
            raise NotUnderstood(f"an expression of {expression['name']}")
        selector, *rest = expression["nodes"]
        self.stages = [_selector(selector)]
        for stage in _stages(rest):
            self.stages += _stage(stage)

    def finds(self, line: str, stream: Labels) -> bool:
        """Whether the query returns a line of a stream."""
        entry: Entry | None = Entry(line=line, labels=stream)
        for stage in self.stages:
            if entry is None:
                return False
            entry = stage(entry)
        return entry is not None


def _only(node: Tree, name: str) -> Tree:
    if node["name"] != name or len(node.get("nodes", ())) != 1:
        raise NotUnderstood(f"{node['name']} where one {name} should be")
    found: Tree = node["nodes"][0]
    return found


def _stages(nodes: Sequence[Tree]) -> list[Tree]:
    """The stages of a pipeline, which the tree nests to the left."""
    found = []
    for node in nodes:
        if node["name"] == "PipelineExpr":
            found += _stages(node["nodes"])
        elif node["name"] == "PipelineStage":
            found.append(node)
        else:
            raise NotUnderstood(f"a pipeline of {node['name']}")
    return found


def _stage(node: Tree) -> list[Stage]:
    nodes = [part for part in node["nodes"] if part["name"] != "Pipe"]
    if len(nodes) != 1:
        raise NotUnderstood("a stage of several parts")
    (part,) = nodes
    if part["name"] == "LineFilters":
        return _line_filters(part)
    if part["name"] == "LabelParser" and _only(part, "LabelParser")["name"] == "Json":
        return [_parsed]
    if part["name"] == "LabelFormatExpr":
        return [_formatted(part)]
    if part["name"] == "LabelFilter":
        test = _label_filter(part)
        return [lambda entry: entry if test(entry.labels) else None]
    raise NotUnderstood(f"a stage of {part['name']}")


def _selector(node: Tree) -> Stage:
    if node["name"] != "Selector":
        raise NotUnderstood("a query without a selector of streams")
    tests = [_matcher(matcher) for matcher in _leaves(node, "Matcher")]
    return lambda entry: entry if all(test(entry.labels) for test in tests) else None


def _leaves(node: Tree, name: str) -> list[Tree]:
    if node["name"] == name:
        return [node]
    return [found for below in node.get("nodes", ()) for found in _leaves(below, name)]


def _line_filters(node: Tree) -> list[Stage]:
    stages = []
    for below in node["nodes"]:
        if below["name"] == "LineFilters":
            stages += _line_filters(below)
            continue
        if below["name"] != "LineFilter" or len(below["nodes"]) != 2:
            raise NotUnderstood("a filter of lines with alternatives")
        kind, value = _only(below["nodes"][0], "Filter")["name"], _text(below["nodes"][1])
        if kind not in _LINE_TESTS:
            raise NotUnderstood(f"a filter of lines by {kind}")
        stages.append(_kept(_LINE_TESTS[kind], value))
    return stages


def _kept(test: Callable[[str, str], bool], value: str) -> Stage:
    return lambda entry: entry if test(value, entry.line) else None


_LINE_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "PipeExact": lambda value, line: value in line,
    "Neq": lambda value, line: value not in line,
    "PipeMatch": found_in,
    "Nre": lambda value, line: not found_in(value, line),
}


def _text(node: Tree) -> str:
    if node["name"] != "String":
        raise NotUnderstood(f"{node['name']} where a string should be")
    written = str(node["text"])
    if written.startswith("`"):
        return written[1:-1].replace("\r", "")
    try:
        # Go's escapes that JSON lacks (\a, \v, \x, \U) are not printed.
        return str(json.loads(written))
    except ValueError as problem:
        raise NotUnderstood(f"the string {written}") from problem


def _parsed(entry: Entry) -> Entry:
    try:
        found = json.loads(entry.line)
    except ValueError:
        return entry  # With a label `__error__`, which nothing here asks for.
    if not isinstance(found, dict):
        return entry
    return replace(entry, labels={**_properties("", found), **entry.labels})


def _properties(prefix: str, found: Mapping[str, Any]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for name, value in found.items():
        label = prefix + re.sub(r"[^A-Za-z0-9_]", "_", name)
        label = f"_{label}" if label[:1].isdigit() else label
        if isinstance(value, dict):
            labels |= _properties(f"{label}_", value)
        elif isinstance(value, bool):
            labels[label] = "true" if value else "false"
        elif value is not None and not isinstance(value, list):
            labels[label] = str(value)
    return labels


_TEMPLATE = re.compile(
    r"\{\{ if (eq|hasPrefix|hasSuffix|contains) \(lower \.(\w+)\) \(lower \.(\w+)\) \}\}"
    r"(\w+)\{\{ end \}\}"
)
_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "eq": lambda first, second: first == second,
    "hasPrefix": lambda part, text: text.startswith(part),
    "hasSuffix": lambda part, text: text.endswith(part),
    "contains": lambda part, text: part in text,
}


def _formatted(node: Tree) -> Stage:
    matchers = _leaves(node, "LabelFormatMatcher")
    if len(matchers) != 1:
        raise NotUnderstood("label_format of several labels")
    name, equals, template = matchers[0]["nodes"]
    if equals["name"] != "Eq":
        raise NotUnderstood("label_format without a template")
    made = _template(_text(template))
    return lambda entry: replace(entry, labels={**entry.labels, name["text"]: made(entry)})


def _template(text: str) -> Callable[[Entry], str]:
    if text == "{{ __line__ }}":
        return lambda entry: entry.line
    match = _TEMPLATE.fullmatch(text)
    if match is None:
        raise NotUnderstood(f"the template {text}")
    test, (first, second) = _TESTS[match[1]], match.group(2, 3)

    def made(entry: Entry) -> str:
        values = (entry.labels.get(first, "").lower(), entry.labels.get(second, "").lower())
        return match[4] if test(*values) else ""

    return made


def _label_filter(node: Tree) -> Callable[[Labels], bool]:
    nodes = node["nodes"]
    if len(nodes) == 1:
        (only,) = nodes
        if only["name"] == "LabelFilter":
            return _label_filter(only)  # In parentheses, which the tree leaves out.
        if only["name"] == "Matcher":
            return _matcher(only)
        if only["name"] == "NumberFilter":
            return _number(only)
        raise NotUnderstood(f"a filter of labels by {only['name']}")
    if len(nodes) != 3 or nodes[1]["name"] not in ("And", "Or"):
        raise NotUnderstood("a filter of labels that is joined otherwise than by and, or")
    operators, parts = _chain(node)
    if len(set(operators)) > 1:
        raise NotUnderstood("and beside or without parentheses")
    tests = [_label_filter(part) for part in parts]
    if operators[0] == "And":
        return lambda labels: all(test(labels) for test in tests)
    return lambda labels: any(test(labels) for test in tests)


def _chain(node: Tree) -> tuple[list[str], list[Tree]]:
    """What is joined in a row without parentheses, and by what."""
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


def _matcher(node: Tree) -> Callable[[Labels], bool]:
    name, operator, value = node["nodes"]
    if operator["name"] not in _MATCHERS:
        raise NotUnderstood(f"a matcher by {operator['name']}")
    test, text, label = _MATCHERS[operator["name"]], _text(value), name["text"]
    if operator["name"] in ("Re", "Nre"):
        compiled(text)
    return lambda labels: test(text, labels.get(label, ""))


_ORDERS: Mapping[str, Callable[[float, float], bool]] = {
    "Gtr": lambda left, right: left > right,
    "Gte": lambda left, right: left >= right,
    "Lss": lambda left, right: left < right,
    "Lte": lambda left, right: left <= right,
}


def _number(node: Tree) -> Callable[[Labels], bool]:
    name, operator, literal = node["nodes"]
    if operator["name"] not in _ORDERS or not _leaves(literal, "Number"):
        raise NotUnderstood(f"a comparison of numbers by {operator['name']}")
    try:
        bound = float(_leaves(literal, "Number")[0]["text"])
    except ValueError as problem:
        raise Rejected(f"no number: {literal}") from problem
    order, label = _ORDERS[operator["name"]], name["text"]

    def test(labels: Labels) -> bool:
        if label not in labels:
            return False
        try:
            return order(float(labels[label]), bound)
        except ValueError:
            return True  # The conversion fails, and the line is kept with an error.

    return test
