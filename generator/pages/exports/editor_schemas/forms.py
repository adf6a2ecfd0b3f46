"""The value forms that the mapping reader accepts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": ["string", "null"]}
TEXTS: Schema = {
    "anyOf": [{"type": ["string", "null"]}, {"type": "array", "items": {"type": "string"}}]
}
"""A list of texts, or a single text."""
SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}
TRUTH: Schema = {"type": ["boolean", "null"]}
DATE: Schema = {"type": ["string", "null"], "pattern": "^[0-9]{4}([-/])[0-9]{2}\\1[0-9]{2}$"}
UUID: Schema = {
    "type": ["string", "null"],
    "pattern": "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
}
TEXT_MAPPING: Schema = {
    "type": ["object", "null"],
    "additionalProperties": {"type": ["string", "null"]},
}
FILLED: Schema = {"type": "string", "pattern": "\\S"}
FILLED_TEXTS: Schema = {
    "anyOf": [FILLED, {"type": "array", "minItems": 1, "items": {"type": "string"}}]
}


def words(known: Iterable[str | None]) -> Schema:
    """One of the given words."""
    return {"enum": [*known]}


def mapping(
    keys: Iterable[str],
    forms: Mapping[str, Schema],
    about: Mapping[str, str],
    required: Iterable[str] = (),
) -> Schema:
    """A mapping of known keys only. Raises KeyError for a key without a form."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [*required],
        "properties": {
            key: {**({"description": about[key]} if key in about else {}), **forms[key]}
            for key in keys
        },
    }


def several(item: Schema) -> Schema:
    return {"type": ["array", "null"], "items": item}
