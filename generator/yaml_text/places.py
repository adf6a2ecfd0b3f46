"""From a route of keys to a line and column of a YAML text."""

from __future__ import annotations

from typing import Any

import yaml

from generator.diagnostics import Route
from generator.yaml_text.values import key_text


def place(mark: Any) -> tuple[int, int]:
    """A mark of PyYAML, which counts from 0, as line and column from 1."""
    return mark.line + 1, mark.column + 1


def locate(tree: tuple[yaml.Node, ...], route: Route) -> tuple[int, int]:
    """Line and column (from 1) of the node that route names; its nearest parent if it is missing.

    A route that ends in a key leads to the key, not to the value behind it. An item of a list is
    named by its position, or by its text.
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
    return place(mark)


def _step(node: yaml.Node, key: str | int) -> tuple[Any, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in reversed(node.value):
            if isinstance(key_node, yaml.ScalarNode) and _is_called(key_node, str(key)):
                return key_node.start_mark, value_node
    if isinstance(node, yaml.SequenceNode):
        if isinstance(key, int):
            return (node.value[key].start_mark, node.value[key]) if key < len(node.value) else None
        for item in node.value:
            if isinstance(item, yaml.ScalarNode) and item.value.strip() == key:
                return item.start_mark, item
    return None


def _is_called(node: yaml.ScalarNode, key: str) -> bool:
    if node.value == key:
        return True
    if node.tag.endswith(":str"):
        return False
    constructor = yaml.constructor.SafeConstructor()
    try:
        return key_text(constructor.construct_object(node)) == key
    except (ValueError, LookupError, ArithmeticError, AttributeError, yaml.YAMLError):
        return False
