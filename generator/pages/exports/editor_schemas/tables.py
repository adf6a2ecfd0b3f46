"""The schema of a table of keys, as the parsers have it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.content.kinds.forms import (
    Form,
    Key,
    Nested,
    NestedByName,
    NestedList,
    NumberedTitle,
    Pattern,
    Plain,
    Words,
    names,
)
from generator.pages.exports.editor_schemas import forms
from generator.pages.exports.editor_schemas.forms import Schema

_WHOLE: Schema = {
    "anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^([0-9]+|[Nn]one)$"}]
}
_PLAIN: Mapping[Plain, Schema] = {
    Plain.ANY: {},
    Plain.TEXT: forms.TEXT,
    Plain.TEXTS: forms.TEXTS,
    Plain.SCALAR: forms.SCALAR,
    Plain.INTEGER: {"type": ["integer", "string"], "pattern": "^\\s*[0-9]{1,18}\\s*$"},
    Plain.INTEGERS: {"anyOf": [{"type": "null"}, _WHOLE, {"type": "array", "items": _WHOLE}]},
    Plain.TRUTH: forms.TRUTH,
    Plain.DATE: forms.DATE,
    Plain.UUID: forms.UUID,
    Plain.TEXT_MAPPING: forms.TEXT_MAPPING,
    Plain.TEXTS_BY_NAME: {
        "anyOf": [forms.TEXTS, {"type": "object", "additionalProperties": forms.TEXTS}]
    },
    Plain.MAPPING: {"type": ["object", "null"]},
    Plain.MAPPINGS: forms.several({"type": "object"}),
}
_FILLED: Mapping[Form, Schema] = {
    Plain.TEXT: forms.FILLED,
    Plain.TEXTS: forms.FILLED_TEXTS,
    Plain.DATE: {**forms.DATE, "type": "string"},
}
"""The forms whose schema also says that a value is not empty."""
_NO_SCHEMAS: Mapping[str, Schema] = {}


def table(keys: Iterable[Key], special: Mapping[str, Schema] = _NO_SCHEMAS) -> Schema:
    """The schema of a mapping; `special` has the schemas of keys that say more than their form."""
    keys = tuple(keys)
    return forms.mapping(
        names(keys),
        {key.name: special[key.name] if key.name in special else _schema(key) for key in keys},
        {key.name: key.description for key in keys if key.description},
        names(key for key in keys if key.required),
    )


def _schema(key: Key) -> Schema:
    filled = key.required or key.filled
    match key.form:
        case Plain():
            return (filled and _FILLED.get(key.form)) or _PLAIN[key.form]
        case Words(known):
            return forms.words(known if filled else (*known, None))
        case Pattern(pattern):
            return {"type": "string", "pattern": pattern}
        case NumberedTitle(prefix, example):
            return {
                "type": "string",
                "pattern": f"^{prefix}_[0-9]{{1,9}}_\\w",
                "description": "The name of the file without its ending, by which others name "
                f"it: {example}",
            }
        case Nested(keys):
            return table(keys)
        case NestedByName(keys):
            item = {"anyOf": [table(keys), {"type": "null"}]}
            return {"type": ["object", "null"], "additionalProperties": item}
        case NestedList(keys, is_open):
            item = _open_table(keys) if is_open else table(keys)
            return filled_list(item) if filled else forms.several(item)


def filled_list(item: Schema) -> Schema:
    return {"type": "array", "items": item, "minItems": 1}


def _open_table(keys: Iterable[Key]) -> Schema:
    return {"type": "object", "properties": {key.name: _schema(key) for key in keys}}
