"""From a route of keys to a line and column of a YAML text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from generator.base.diagnostics import Route
from generator.content.yaml_text.values import key_text


def place(mark: Any) -> tuple[int, int]:
    """A mark of PyYAML, which counts from 0, as line and column from 1."""
    return mark.line + 1, mark.column + 1


class Places:
    """Where the nodes of a text are.

    What has been asked once is indexed, since a file can hold as many mistakes as lines.
    """

    def __init__(self, tree: tuple[yaml.Node, ...]) -> None:
        self._tree = tree
        self._steps: dict[int, dict[str | int, _Step]] = {}

    def locate(self, route: Route) -> tuple[int, int]:
        """Line and column (from 1) of the node that route names; its nearest parent if it is
        missing.

        A route that ends in a key leads to the key, not to the value behind it. An item of a list
        is named by its position, or by its text.
        """
        number, *keys = route
        if not isinstance(number, int) or number >= len(self._tree):
            return (1, 1)
        node = self._tree[number]
        mark = node.start_mark
        for key in keys:
            step = self._steps_from(node).get(key)
            if step is None:
                break
            mark, node = step
        return place(mark)

    def _steps_from(self, node: yaml.Node) -> dict[str | int, _Step]:
        if id(node) not in self._steps:
            self._steps[id(node)] = dict(_steps(node))
        return self._steps[id(node)]


_Step = tuple[Any, yaml.Node]
"""Where the way goes on, and the node that it leads to."""


def _steps(node: yaml.Node) -> Iterator[tuple[str | int, _Step]]:
    """Every step from a node; of a key that stands twice, the last one counts, as in the data."""
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            if isinstance(key_node, yaml.ScalarNode):
                for name in {key_node.value, _resolved(key_node)}:
                    yield name, (key_node.start_mark, value_node)
    elif isinstance(node, yaml.SequenceNode):
        yield from ((place, (item.start_mark, item)) for place, item in enumerate(node.value))
        for item in reversed(node.value):
            if isinstance(item, yaml.ScalarNode):
                yield item.value.strip(), (item.start_mark, item)


def _resolved(node: yaml.ScalarNode) -> str:
    """A key that is no text as `key_text` writes it."""
    if node.tag.endswith(":str"):
        return str(node.value)
    constructor = yaml.constructor.SafeConstructor()
    try:
        return key_text(constructor.construct_object(node))
    except (ValueError, LookupError, ArithmeticError, AttributeError, yaml.YAMLError):
        return str(node.value)
