"""Events as log lines in the forms that the `grep` target reads, and which of them are exact."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice, product
from typing import Any

Event = Mapping[str, Any]

_PAIR = re.compile(r"(?:^|\s)([a-z_@][\w.@-]*)(=|:\s)", re.IGNORECASE | re.ASCII)


def compact_json(event: Event) -> str:
    return json.dumps(event, separators=(",", ":"), ensure_ascii=False)


def spaced_json(event: Event) -> str:
    return json.dumps(event)


def nested_json(event: Event) -> str:
    """Below other objects, with the parts of a dotted name as nested objects."""
    tree: dict[str, Any] = {}
    for name, value in event.items():
        *parents, last = name.split(".")
        place = tree
        for parent in parents:
            inner = place.setdefault(parent, {})
            if not isinstance(inner, dict):
                inner = place[parent] = {}
            place = inner
        place[last] = value
    return json.dumps({"@t": "2026-01-02", "Event": {"n": [1, {"x": None}], "EventData": tree}})


def pairs(event: Event) -> str:
    return " ".join(f"{name}={text}" for name, text in _texts(event))


def doubled_pairs(event: Event) -> str:
    return pairs(event).replace("\\", "\\\\")


def quoted_pairs(event: Event) -> str:
    return " ".join(
        f"{name}={json.dumps(item, ensure_ascii=False)}"
        for name, value in event.items()
        for item in _values(value)
    )


def colon_pairs(event: Event) -> str:
    return " ".join(f"{name}: {text}" for name, text in _texts(event))


FORMS: Mapping[str, Callable[[Event], str]] = {
    "compact JSON": compact_json,
    "spaced JSON": spaced_json,
    "nested JSON": nested_json,
    "key=value": pairs,
    "key=value, doubled": doubled_pairs,
    'key="value"': quoted_pairs,
    "key: value": colon_pairs,
}
LINE_FORMS: Mapping[str, Callable[[Event], str]] = {"message": lambda event: str(event["Message"])}
"""For events that are only a message."""

ALL_FORMS = {**FORMS, **LINE_FORMS}


def _texts(event: Event) -> Iterator[tuple[str, str]]:
    for name, value in event.items():
        for item in value if isinstance(value, list) else [value]:
            yield name, item if isinstance(item, str) else json.dumps(item)


def _as_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _without_quotes(text: str) -> str:
    return re.sub(r'^"((?:[^"\\]|\\.)*)"$', r"\1", text)


OTHER_READINGS: Mapping[str, tuple[Callable[[str], str], ...]] = {
    "key=value": (lambda t: t.replace("\\\\", "\\"), _without_quotes),
    "key: value": (lambda t: t.replace("\\\\", "\\"), _without_quotes),
    "key=value, doubled": (lambda t: t.replace("\\", "\\\\"),),
    'key="value"': (
        lambda t: t.replace("\\", "\\\\"),
        lambda t: _as_json(t)[1:-1],
        _as_json,
        lambda t: f'"{t}"',
    ),
    "message": (lambda t: t.replace("\\\\", "\\"),),
}
"""The other values with the same text: there is no common rule by which logs escape backslashes and
quotation marks."""

MAY_BE_NULL = frozenset({"key=value", "key=value, doubled", "key: value"})
"""The forms in which the word `null` and a null look the same."""


def readings(event: Event, form: str, line: str, limit: int = 5000) -> Iterator[tuple[str, Event]]:
    """The other events that a line of this form may be, and why.

    A query is right about such a line if it is right for one of them.
    """
    yield "a keyword in the text around the message", {**event, "_raw": line}
    yield "a keyword across several values", {**event, "_raw": line.replace("\\", "")}
    changes = OTHER_READINGS.get(form, ())
    choices = [_read_otherwise(value, changes) for value in event.values()]
    if "=" in form or ":" in form:
        choices = [
            _or_null(value, read, form) for value, read in zip(event.values(), choices, strict=True)
        ]
    for values in islice(product(*choices), 1, limit):
        yield "backslashes or quotation marks", dict(zip(event, values, strict=True))


def _or_null(value: Any, read: list[Any], form: str) -> list[Any]:
    """With null for the unquoted word, and the word for null."""
    if value is None:
        return [None, "null"]
    word = isinstance(value, str) and value.lower() == "null"
    return [*read, None] if word and form in MAY_BE_NULL else read


def _read_otherwise(value: Any, changes: tuple[Callable[[str], str], ...]) -> list[Any]:
    """The value and the others that it may be; for a list, of each item."""
    if isinstance(value, list):
        return [list(items) for items in product(*(_read_otherwise(v, changes) for v in value))]
    if not isinstance(value, str):
        return [value]
    return [value, *dict.fromkeys(change(value) for change in changes)]


def ambiguity(event: Event, form: str, fields: Collection[str]) -> str | None:
    """Why a line of this form cannot be read back as this very event, if it cannot.

    `fields` are those that the rule tests.
    """
    if "JSON" in form:
        return _json_ambiguity(event, form, fields)
    texts = list(_texts(event))
    if any(re.search(r"[\n\x00]", text) for _, text in texts):
        return "a line break or NUL in a value"
    if any(not re.fullmatch(r"[A-Za-z_@][\w.@-]*", name) for name, _ in texts):
        return "a field name that is not a key"
    if any("null" in _values(value) or value == [] for value in event.values()):
        return "the text null, or an empty list"
    if form in ('key="value"', "message"):
        return None
    line = FORMS[form](event)
    separator = ": " if form == "key: value" else "="
    read = [m for m in _PAIR.finditer(line) if m[2] == separator]
    ends = [m.start() for m in read[1:]] + [len(line)]
    back = [(m[1], line[m.end() : end]) for m, end in zip(read, ends, strict=True)]
    expected = [(n, t.replace("\\", "\\\\") if "doubled" in form else t) for n, t in texts]
    if back != expected:
        return "a value that holds a key"
    if any(text != text.strip() for _, text in texts):
        return "spaces at the ends of a value"
    return None


def _values(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _json_ambiguity(event: Event, form: str, fields: Collection[str]) -> str | None:
    """JSON keys are told apart by their last segment only, unless a key is itself dotted."""
    names = {_last(name) for name in event}
    if len(names) < len(event):
        return "two fields with the same last segment"
    strangers = {_last(name) for name in event if name not in fields}
    if "nested" in form and strangers & {_last(name) for name in fields if "." in name}:
        return "another field with the same last segment"
    return None


def _last(name: str) -> str:
    return name.split(".")[-1].lower()
