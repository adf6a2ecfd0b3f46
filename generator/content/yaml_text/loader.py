"""The C loader of PyYAML, bent to what content needs: plain data, and no mistake without a place."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml

from generator.base.diagnostics import quoted
from generator.content.yaml_text.places import place

MOST_BITS = 4096
"""Of a number. Python refuses to print whole numbers of more than 4,300 digits."""

_PREFIX = "tag:yaml.org,2002:"
_MERGE = f"{_PREFIX}merge"


@dataclass(frozen=True, slots=True)
class Note:
    """A mistake that does not stop a file from being loaded: where it is, and what it is."""

    line: int
    column: int
    message: str


class Loader(yaml.CSafeLoader):
    """Loads plain data, remembers keys that stand twice and numbers that are none.

    Dates stay text, so that a date that does not exist is a mistake in one field, not in the file.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.duplicates: list[Note] = []
        self.numbers: list[Note] = []
        self._flat: set[int] = set()

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Looks for keys that stand twice before merge keys (`<<`) mix others in among them."""
        if id(node) not in self._flat:
            self._flat.add(id(node))
            self._note_duplicates(node)
        super().flatten_mapping(node)

    def _note_duplicates(self, node: yaml.MappingNode) -> None:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == _MERGE:
                continue
            key = self.construct_object(key_node)
            if key in seen:
                message = (
                    f"the key {quoted(key_node.value)} stands here again; only the last one counts, "
                    "so merge the two or remove one"
                )
                self.duplicates.append(Note(*place(key_node.start_mark), message))
            seen.add(key)

    def as_number(
        self, construct: Callable[[Any, Any], int | float], node: yaml.ScalarNode
    ) -> int | float | str:
        """A number; its text, with a note, where it is infinite, too long or no number at all."""
        try:
            number = construct(self, node)
        except (ValueError, OverflowError, IndexError):
            number = math.nan
        if isinstance(number, float) and math.isfinite(number):
            return number
        if isinstance(number, int) and number.bit_length() <= MOST_BITS:
            return number
        message = f"{quoted(node.value)} is no number that can be used; put it in quotes"
        self.numbers.append(Note(*place(node.start_mark), message))
        return str(node.value)


def compose(text: str) -> tuple[yaml.Node, ...]:
    """The documents of a text as trees of nodes; those before the first that is malformed."""
    trees: list[yaml.Node] = []
    try:
        trees.extend(yaml.compose_all(text, Loader=Loader))
    except yaml.YAMLError:
        return tuple(trees)
    return tuple(trees)


def _integer(loader: Loader, node: yaml.ScalarNode) -> int | float | str:
    return loader.as_number(yaml.constructor.SafeConstructor.construct_yaml_int, node)


def _float(loader: Loader, node: yaml.ScalarNode) -> int | float | str:
    return loader.as_number(yaml.constructor.SafeConstructor.construct_yaml_float, node)


def _truth(loader: Loader, node: yaml.ScalarNode) -> bool:
    """PyYAML's own raises KeyError for `!!bool maybe`."""
    word = str(loader.construct_scalar(node)).lower()
    if word not in loader.bool_values:
        raise yaml.constructor.ConstructorError(
            None, None, "a truth value is neither true nor false", node.start_mark
        )
    return bool(loader.bool_values[word])


_SAFE = yaml.constructor.SafeConstructor
Loader.yaml_constructors = {
    f"{_PREFIX}null": _SAFE.construct_yaml_null,
    f"{_PREFIX}bool": _truth,
    f"{_PREFIX}int": _integer,
    f"{_PREFIX}float": _float,
    f"{_PREFIX}str": _SAFE.construct_yaml_str,
    f"{_PREFIX}seq": _SAFE.construct_yaml_seq,
    f"{_PREFIX}map": _SAFE.construct_yaml_map,
    _MERGE: _SAFE.construct_yaml_str,  # `<<` as a value.
    None: _SAFE.construct_undefined,
}
"""Plain data only: no bytes, sets, pairs or objects, which nothing after this could print."""

_NOT_RESOLVED = (f"{_PREFIX}timestamp", f"{_PREFIX}value")
"""Dates, and a lone `=`, which PyYAML knows as a type but cannot construct."""

Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag not in _NOT_RESOLVED]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
