"""One event as the evaluator sees it: values by field name, and the raw message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

RAW = "_raw"
"""The key of an event that holds its raw message, where there is one."""


@dataclass(frozen=True, slots=True)
class FieldValues:
    """The values of one field of an event: none of a field that is null or an empty list."""

    values: tuple[Any, ...]
    texts: tuple[str, ...]
    """The string forms of those values that have one."""
    folded: tuple[str, ...]
    """The texts in lower case, in which strings are compared unless they are `cased`."""


class Record:
    """An event with its look-ups remembered, for the many tests of one rule."""

    def __init__(self, event: Mapping[str, Any]) -> None:
        self.event = event
        self._found: dict[str | None, FieldValues | None] = {}

    def found(self, field: str | None) -> FieldValues | None:
        """What a field holds, None if the event has no such field; None asks for the message."""
        try:
            return self._found[field]
        except KeyError:
            values = self._message() if field is None else field_values(self.event, field)
            found = self._found[field] = None if values is None else _found(values)
            return found

    def _message(self) -> tuple[Any, ...]:
        raw = self.event.get(RAW)
        return tuple(_scalars(self.event if raw is None else raw))


def field_values(event: Mapping[str, Any], field: str) -> tuple[Any, ...] | None:
    """The values of a field without nulls; None if the event does not have the field.

    The exact name is tried first, then its parts between dots as keys of nested maps (`a.b` is
    `{"a.b": …}`, else `{"a": {"b": …}}`); of a list of maps, every map is asked.
    """
    present, values = _resolve(event, field)
    return tuple(values) if present else None


def text_of(value: object) -> str | None:
    """The string form of a value: JSON's for numbers and booleans; None of null, maps and lists."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return None


def fold(text: str) -> str:
    """The form in which texts are compared when case does not matter."""
    return text.lower()


def _found(values: Iterable[Any]) -> FieldValues:
    kept = tuple(values)
    texts = tuple(text for text in map(text_of, kept) if text is not None)
    return FieldValues(kept, texts, tuple(map(fold, texts)))


def _resolve(node: object, name: str) -> tuple[bool, list[Any]]:
    if isinstance(node, list):
        parts = [_resolve(item, name) for item in node if isinstance(item, Mapping)]
        return any(present for present, _ in parts), [v for _, values in parts for v in values]
    if not isinstance(node, Mapping):
        return False, []
    if name in node:
        value = node[name]
        return True, [v for v in (value if isinstance(value, list) else [value]) if v is not None]
    dot = name.find(".")
    while dot > 0:
        if name[:dot] in node:
            present, values = _resolve(node[name[:dot]], name[dot + 1 :])
            if present:
                return present, values
        dot = name.find(".", dot + 1)
    return False, []


def _scalars(value: object) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _scalars(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _scalars(inner)
    elif value is not None:
        yield value
