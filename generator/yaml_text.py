"""YAML text → plain mappings, guarded against what a YAML parser does not survive by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml

from generator.diagnostics import Diagnostic, Route, error

DEEPEST_NESTING = 100
"""Levels. Beyond some 20,000 libyaml overflows the C stack; no real rule has more than 12."""
LARGEST_EXPANSION = 1_000_000
"""Nodes that a file may have once its aliases are followed."""

_ANCHOR = re.compile(r"(?:^|[\s\[{,:-])&[^\s,\[\]{}&]", re.MULTILINE)

EMPTY_FILE = error("empty-file", "A file holds no YAML document")
MALFORMED_YAML = error("malformed-yaml", "A file is not valid YAML")
NESTED_TOO_DEEPLY = error("nested-too-deeply", "A file nests lists or mappings too deeply")
ALIAS_BOMB = error("alias-bomb", "The aliases of a file multiply into a huge document")
CYCLIC_ALIAS = error("cyclic-alias", "An alias stands inside of what it refers to")
DUPLICATE_KEY = error("duplicate-key", "A mapping has the same key twice")
NOT_A_MAPPING = error("not-a-mapping", "A YAML document is not a mapping of keys to values")

CODES = (
    EMPTY_FILE,
    MALFORMED_YAML,
    NESTED_TOO_DEEPLY,
    ALIAS_BOMB,
    CYCLIC_ALIAS,
    DUPLICATE_KEY,
    NOT_A_MAPPING,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One YAML document of a file: its number there, where a route to it begins, and its keys."""

    number: int
    data: dict[Any, Any]


class _Loader(yaml.CSafeLoader):
    """The C loader, which also remembers keys that stand twice and leaves dates as they are written.

    Dates stay text so that a date that does not exist is a mistake in one field, not in the file.
    """

    duplicates: list[tuple[int, int, str]]

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[tuple[str, str]] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                continue
            key = (key_node.tag, key_node.value)
            if key in seen and key_node.tag != "tag:yaml.org,2002:merge":
                self.duplicates.append((*_place(key_node.start_mark), key_node.value))
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def _number(construct: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """PyYAML's own constructor of numbers, whose ValueError loses the place."""

    def constructor(loader: _Loader, node: yaml.ScalarNode) -> Any:
        try:
            return construct(loader, node)
        except ValueError:
            shown = node.value if len(node.value) < 40 else f"{node.value[:40]}…"
            raise yaml.constructor.ConstructorError(
                None, None, f"{shown!r} is no number that can be read", node.start_mark
            ) from None

    return constructor


_Loader.add_constructor(
    "tag:yaml.org,2002:int", _number(yaml.constructor.SafeConstructor.construct_yaml_int)
)
_Loader.add_constructor(
    "tag:yaml.org,2002:float", _number(yaml.constructor.SafeConstructor.construct_yaml_float)
)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def parse(text: str, shown: str) -> tuple[tuple[Part, ...], list[Diagnostic]]:
    """The mappings of a YAML text, each document of it one; what is no mapping is reported."""
    deep = _deep_place(text)
    if deep is not None:
        message = f"nests more than {DEEPEST_NESTING} levels deep; flatten it"
        return (), [NESTED_TOO_DEEPLY.on_line(shown, *deep, message)]
    loader: Any = _Loader(text)
    loader.duplicates = []
    loaded: list[Any] = []
    try:
        trouble = _alias_trouble(text, shown) if _ANCHOR.search(text) else None
        if trouble is not None:
            return (), [trouble]
        while loader.check_data():
            loaded.append(loader.get_data())
    except yaml.MarkedYAMLError as problem:
        return (), [_malformed(problem, shown)]
    except yaml.YAMLError as problem:
        return (), [_unmarked(problem, text, shown)]
    finally:
        loader.dispose()
    diagnostics = [
        DUPLICATE_KEY.on_line(
            shown, line, column, f"the key {key!r} stands here again; only the last one counts"
        )
        for line, column, key in loader.duplicates
    ]
    if not any(document is not None for document in loaded):
        diagnostics.append(EMPTY_FILE.at(shown, (), "holds nothing; delete it, or write into it"))
        return (), diagnostics
    parts: list[Part] = []
    for number, document in enumerate(loaded):
        if isinstance(document, dict):
            parts.append(Part(number, document))
        elif document is not None:  # A `---` with nothing behind it is no mistake.
            line, column = locate(compose(text), (number,))
            message = f"expected keys and values (`title: …`), found {_called(document)}"
            diagnostics.append(NOT_A_MAPPING.on_line(shown, line, column, message))
    return tuple(parts), diagnostics


def _called(value: object) -> str:
    """What a value is, in the words of YAML."""
    names = {list: "a list", dict: "a mapping", bool: "true or false", str: "text"}
    return names.get(type(value), "a number" if isinstance(value, (int, float)) else "nothing")


def _deep_place(text: str) -> tuple[int, int] | None:
    """Line and column where a text nests too deeply.

    The parser's event stream does not recurse, but costs as much as loading; it is asked only
    where the text has what deep nesting is made of.
    """
    brackets = text.count("[") + text.count("{") + text.count("- -") + text.count("? ")
    if brackets <= DEEPEST_NESTING and " " * DEEPEST_NESTING not in text:
        return None
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST_NESTING:
                    return _place(event.start_mark)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except (yaml.YAMLError, ValueError):
        return None  # Loading it will say what is wrong.
    return None


def _malformed(problem: yaml.MarkedYAMLError, shown: str) -> Diagnostic:
    mark = problem.problem_mark or problem.context_mark
    what = " ".join(part for part in (problem.problem, problem.context) if part)
    if mark is None:
        return MALFORMED_YAML.at(shown, (), what)
    hint = _hint(what)
    return MALFORMED_YAML.on_line(shown, *_place(mark), f"{what}{hint}")


def _hint(what: str) -> str:
    hints = {
        "cannot start any token": "; tabs cannot indent, and a value that begins with % @ or ` "
        "needs quotes",
        "mapping values are not allowed": "; a value that contains ': ' needs quotes",
        "could not determine a constructor": "; only plain YAML is read, without tags of a "
        "programming language",
        "unknown escape": "; backslashes of Windows paths need single quotes",
        "undefined alias": "; a value that begins with * needs quotes",
        "alphabetic or numeric": "; a value that begins with * or & needs quotes",
    }
    return next((hint for words, hint in hints.items() if words in what), "")


def _unmarked(problem: Exception, text: str, shown: str) -> Diagnostic:
    position = getattr(problem, "position", None)
    reason = getattr(problem, "reason", None) or str(problem)
    if isinstance(position, int):
        before = text[:position]
        line, column = before.count("\n") + 1, position - before.rfind("\n")
        return MALFORMED_YAML.on_line(shown, line, column, str(reason))
    return MALFORMED_YAML.at(shown, (), str(reason))


def _alias_trouble(text: str, shown: str) -> Diagnostic | None:
    """What is wrong with a file whose aliases never end, or end too late.

    Looked for before any object is made: merge keys (`<<`) copy what an alias names. Nodes that
    are shared are counted once each and their sizes added up, so that the walk itself is short.
    """
    sizes: dict[int, int] = {}
    open_nodes: set[int] = set()

    def size(node: yaml.Node) -> int:
        if isinstance(node, yaml.ScalarNode):
            return 1
        key = id(node)
        if key in open_nodes:
            raise RecursionError
        if key not in sizes:
            open_nodes.add(key)
            pairs = isinstance(node, yaml.MappingNode)
            children = [child for pair in node.value for child in pair] if pairs else node.value
            sizes[key] = 1 + sum(size(child) for child in children)
            open_nodes.discard(key)
        return sizes[key]

    try:
        if sum(size(node) for node in compose(text)) <= LARGEST_EXPANSION:
            return None
        code = ALIAS_BOMB
        message = f"aliases multiply into more than {LARGEST_EXPANSION:,} nodes; write it out"
    except RecursionError:
        code = CYCLIC_ALIAS
        message = "this alias stands inside of what it refers to; write the value out"
    return code.on_line(shown, *_alias_place(text), message)


def _alias_place(text: str) -> tuple[int, int]:
    """Line and column of the first alias that stands inside of its own anchor, else of the first."""
    anchors: list[str | None] = []
    first: tuple[int, int] | None = None
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            anchors.append(event.anchor)
        elif isinstance(event, yaml.CollectionEndEvent):
            anchors.pop()
        elif isinstance(event, yaml.AliasEvent):
            place = _place(event.start_mark)
            first = first or place
            if event.anchor in anchors:
                return place
    return first or (1, 1)


def compose(text: str) -> tuple[yaml.Node, ...]:
    return tuple(yaml.compose_all(text, Loader=yaml.CSafeLoader))


def locate(tree: tuple[yaml.Node, ...], route: Route) -> tuple[int, int]:
    """Line and column (from 1) of the node that route names; its nearest parent if it is missing.

    A route that ends in a key leads to the key, not to the value behind it.
    """
    number, *keys = route
    if not isinstance(number, int) or number >= len(tree):
        return (1, 1)
    node = tree[number]
    mark = node.start_mark
    for key in keys:
        step = _step(node, key)
        if step is None:
            break
        mark, node = step
    return _place(mark)


def _place(mark: Any) -> tuple[int, int]:
    """A mark of PyYAML, which counts from 0, as line and column from 1."""
    return mark.line + 1, mark.column + 1


def _step(node: yaml.Node, key: str | int) -> tuple[Any, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in reversed(node.value):
            if isinstance(key_node, yaml.ScalarNode) and key_node.value == str(key):
                return key_node.start_mark, value_node
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key].start_mark, node.value[key]
    return None
