"""What a YAML parser does not survive by itself, found before anything is made of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from generator.base.diagnostics import Diagnostic, error
from generator.content.yaml_text.loader import Loader, compose
from generator.content.yaml_text.places import place

DEEPEST_NESTING = 100
"""Levels. Beyond some 20,000 libyaml overflows the C stack; no real rule has more than 12."""
LARGEST_EXPANSION = 1_000_000
"""Nodes that a file may have once its aliases are followed."""

NESTED_TOO_DEEPLY = error("nested-too-deeply", "A file nests lists or mappings too deeply")
ALIAS_BOMB = error("alias-bomb", "The aliases of a file multiply into a huge document")
CYCLIC_ALIAS = error("cyclic-alias", "An alias stands inside of what it refers to")

CODES = (NESTED_TOO_DEEPLY, ALIAS_BOMB, CYCLIC_ALIAS)

_ANCHOR = re.compile(r"(?:^|[\s\ufeff\[{,:-])&[^\s,\[\]{}&]", re.MULTILINE)
_INDENTATION = re.compile(rf"^[-?: ]{{{DEEPEST_NESTING // 2}}}", re.MULTILINE)
"""Every two levels in block style take at least one more character before the first word."""

_TOO_DEEP = f"nests more than {DEEPEST_NESTING} levels deep; flatten it"


def danger(text: str, shown: str) -> Diagnostic | None:
    """Why a text must not be loaded; nothing where it is safe, or not valid YAML anyway."""
    deep = _deep_place(text)
    if deep is not None:
        return NESTED_TOO_DEEPLY.on_line(shown, *deep, _TOO_DEEP)
    return _alias_trouble(text, shown) if _ANCHOR.search(text) else None


def _deep_place(text: str) -> tuple[int, int] | None:
    """Line and column where a text nests too deeply.

    The parser's event stream does not recurse, but costs as much as loading; it is asked only
    where the text has what deep nesting is made of.
    """
    brackets = text.count("[") + text.count("{")
    if brackets <= DEEPEST_NESTING // 2 and not _INDENTATION.search(text):
        return None
    depth = 0
    try:
        for event in yaml.parse(text, Loader=Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST_NESTING:
                    return place(event.start_mark)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return None  # Loading it will say what is wrong.
    return None


@dataclass(frozen=True, slots=True)
class _Extent:
    """How many nodes a node stands for once aliases are followed, and how deep they nest."""

    nodes: int
    depth: int


class _Cycle(Exception):
    """A node stands inside of itself."""


class _Measure:
    """Extents of nodes. One that is shared is walked once, so that the walk itself is short."""

    def __init__(self) -> None:
        self._known: dict[int, _Extent] = {}
        self._open: set[int] = set()

    def extent(self, node: yaml.Node) -> _Extent:
        if isinstance(node, yaml.ScalarNode):
            return _Extent(1, 0)
        key = id(node)
        if key in self._open:
            raise _Cycle
        if key not in self._known:
            self._open.add(key)
            inner = [self.extent(child) for child in _children(node)]
            self._open.discard(key)
            self._known[key] = _Extent(
                1 + sum(extent.nodes for extent in inner),
                1 + max((extent.depth for extent in inner), default=0),
            )
        return self._known[key]


def _children(node: yaml.Node) -> Sequence[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [child for pair in node.value for child in pair]
    return node.value if isinstance(node, yaml.SequenceNode) else ()


def _alias_trouble(text: str, shown: str) -> Diagnostic | None:
    """What is wrong with a file whose aliases never end, or end too late.

    Looked for before any object is made: merge keys (`<<`) copy what an alias names.
    """
    measure = _Measure()
    try:
        extents = [measure.extent(node) for node in compose(text)]
    except _Cycle:
        message = "this alias stands inside of what it refers to; write the value out"
        return CYCLIC_ALIAS.on_line(shown, *_alias_place(text), message)
    if any(extent.depth > DEEPEST_NESTING for extent in extents):
        return NESTED_TOO_DEEPLY.on_line(shown, *_alias_place(text), f"by its aliases {_TOO_DEEP}")
    if sum(extent.nodes for extent in extents) > LARGEST_EXPANSION:
        message = f"aliases multiply into more than {LARGEST_EXPANSION:,} nodes; write it out"
        return ALIAS_BOMB.on_line(shown, *_alias_place(text), message)
    return None


def _alias_place(text: str) -> tuple[int, int]:
    """Line and column of the first alias that stands inside of its own anchor, else of the first."""
    anchors: list[str | None] = []
    first: tuple[int, int] | None = None
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            anchors.append(event.anchor)
        elif isinstance(event, yaml.CollectionEndEvent):
            anchors.pop()
        elif isinstance(event, yaml.AliasEvent):
            first = first or place(event.start_mark)
            if event.anchor in anchors:
                return place(event.start_mark)
    return first or (1, 1)
