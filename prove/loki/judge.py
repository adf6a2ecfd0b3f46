r"""Queries of LogQL over lines, judged over the tree of Grafana's own parser.

Written from Loki's documentation alone:

- "Log queries": a stream selector, then stages from left to right. `|=` and `!=` look for a text in
  the line, `|~` and `!~` for an expression of RE2. `json` makes labels of all properties, nested
  names joined by `_`, characters that no label has replaced by `_`, arrays skipped.
- "Label filter expression": texts are compared as by Prometheus's matchers, so that an expression
  must match the whole of a label, and a missing label is an empty one. A number is compared after a
  conversion; where that fails the line is kept, with an error. `and` and `or` are evaluated from
  left to right, unlike in most languages: a mixture without parentheses is not judged.
- "Template functions": `label_format` with `eq`, `hasPrefix`, `hasSuffix`, `contains`, `lower` and
  `__line__`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from prove.loki.labels import Labels, Tree, label_filter, leaves, matcher, string_of
from prove.problems import NotUnderstood
from prove.shared import re2


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line with its labels, those of its stream and those that stages added."""

    line: str
    labels: Labels


Stage = Callable[[Entry], Entry | None]


class LogQuery:
    """A query of lines, from its tree. Raises NotUnderstood and Rejected."""

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
        test = label_filter(part)
        return [lambda entry: entry if test(entry.labels) else None]
    raise NotUnderstood(f"a stage of {part['name']}")


def _selector(node: Tree) -> Stage:
    if node["name"] != "Selector":
        raise NotUnderstood("a query without a selector of streams")
    tests = [matcher(found) for found in leaves(node, "Matcher")]
    return lambda entry: entry if all(test(entry.labels) for test in tests) else None


def _line_filters(node: Tree) -> list[Stage]:
    stages = []
    for below in node["nodes"]:
        if below["name"] == "LineFilters":
            stages += _line_filters(below)
            continue
        if below["name"] != "LineFilter" or len(below["nodes"]) != 2:
            raise NotUnderstood("a filter of lines with alternatives")
        kind, value = _only(below["nodes"][0], "Filter")["name"], string_of(below["nodes"][1])
        if kind not in _LINE_TESTS:
            raise NotUnderstood(f"a filter of lines by {kind}")
        stages.append(_kept(_LINE_TESTS[kind], value))
    return stages


def _kept(test: Callable[[str, str], bool], value: str) -> Stage:
    return lambda entry: entry if test(value, entry.line) else None


_LINE_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "PipeExact": lambda value, line: value in line,
    "Neq": lambda value, line: value not in line,
    "PipeMatch": lambda value, line: re2.search(value)(line),
    "Nre": lambda value, line: not re2.search(value)(line),
}


def _parsed(entry: Entry) -> Entry:
    try:
        found = json.loads(entry.line)
    except ValueError:
        return entry  # With a label `__error__`, which no query here tests.
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
    matchers = leaves(node, "LabelFormatMatcher")
    if len(matchers) != 1:
        raise NotUnderstood("label_format of several labels")
    name, equals, template = matchers[0]["nodes"]
    if equals["name"] != "Eq":
        raise NotUnderstood("label_format without a template")
    value = _template(string_of(template))
    return lambda entry: replace(entry, labels={**entry.labels, name["text"]: value(entry)})


def _template(text: str) -> Callable[[Entry], str]:
    if text == "{{ __line__ }}":
        return lambda entry: entry.line
    match = _TEMPLATE.fullmatch(text)
    if match is None:
        raise NotUnderstood(f"the template {text}")
    test, (first, second) = _TESTS[match[1]], match.group(2, 3)

    def value(entry: Entry) -> str:
        values = (entry.labels.get(first, "").lower(), entry.labels.get(second, "").lower())
        return match[4] if test(*values) else ""

    return value
