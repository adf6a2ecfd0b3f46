"""The schema of Sigma rules: detections, correlations and filters."""

from __future__ import annotations

from generator.content.kinds import correlation
from generator.content.kinds.forms import names
from generator.content.kinds.rule import KEYS, LOGSOURCE_KEYS
from generator.content.kinds.selection import MODIFIERS
from generator.content.model import RuleKind
from generator.pages.exports.editor_schemas.forms import FILLED_TEXTS, SCALAR, Schema
from generator.pages.exports.editor_schemas.tables import table

_FIELD = {"pattern": f"^[^|]*(\\|({'|'.join(sorted(MODIFIERS))}))*$"}
_PLAIN = {"type": ["string", "number", "boolean", "null"]}
_VALUES = {
    "anyOf": [_PLAIN, {"type": "array", "minItems": 1, "items": _PLAIN}],
}
_FIELDS = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": _FIELD,
    "additionalProperties": _VALUES,
}
_SELECTION = {
    "anyOf": [
        _FIELDS,
        {"type": ["string", "number"]},
        {
            "type": "array",
            "minItems": 1,
            "items": {"anyOf": [_FIELDS, {"type": ["string", "number"]}]},
        },
    ]
}


def rule() -> Schema:
    """One document of a file of rules."""
    logsource = table(LOGSOURCE_KEYS)
    logsource["anyOf"] = [{"required": [name]} for name in names(LOGSOURCE_KEYS[:3])]
    schema = table(
        KEYS,
        {
            "logsource": logsource,
            "detection": _detection(),
            "correlation": _correlation(),
            "filter": _detection(rules=FILLED_TEXTS),
        },
    )
    # A part that other documents share, or take up, has what it has.
    schema["anyOf"] = [
        {"required": ["action"]},
        {
            "required": ["title"],
            "anyOf": [
                {"required": [RuleKind.DETECTION.value, "logsource"]},
                {"required": [RuleKind.CORRELATION.value]},
                {"required": [RuleKind.FILTER.value, "logsource"]},
            ],
        },
    ]
    return {"title": "A Sigma rule", **schema}


def _detection(**more: Schema) -> Schema:
    """A mapping of selections; all keys but these are names of the author's own."""
    condition = {"type": "string"} if more else FILLED_TEXTS
    return {
        "type": "object",
        "required": ["condition", *more],
        "properties": {"condition": condition, "timeframe": SCALAR, **more},
        "additionalProperties": _SELECTION,
    }


def _correlation() -> Schema:
    counted = table(correlation.CONDITION_KEYS)
    counted["oneOf"] = [{"required": [name]} for name in correlation.COMPARISONS]
    return table(
        correlation.KEYS,
        {
            "condition": {"anyOf": [counted, {"type": "string"}]},
            "aliases": {"type": "object", "additionalProperties": {"type": "object"}},
        },
    )
