"""The schema of Sigma rules: detections, correlations and filters."""

from __future__ import annotations

from typing import Any

from generator.content.kinds import correlation
from generator.content.kinds.forms import names
from generator.content.kinds.rule import KEYS, LOGSOURCE_KEYS
from generator.content.kinds.selection import MODIFIERS
from generator.content.model import RuleKind
from generator.pages.exports.editor_schemas.forms import (
    FILLED_TEXTS,
    SCALAR,
    TEXTS,
    TRUTH,
    mapping,
    words,
)
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


def rule() -> dict[str, Any]:
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


def _detection(**more: dict[str, Any]) -> dict[str, Any]:
    """A mapping of selections; all keys but these are names of the author's own."""
    condition = {"type": "string"} if more else FILLED_TEXTS
    return {
        "type": "object",
        "required": ["condition", *more],
        "properties": {"condition": condition, "timeframe": SCALAR, **more},
        "additionalProperties": _SELECTION,
    }


def _correlation() -> dict[str, Any]:
    whole = {"type": ["integer", "string"], "pattern": "^\\s*[0-9]{1,18}\\s*$"}
    comparisons = correlation.COMPARISONS
    counted = mapping(
        (*comparisons, "field", "percentile"),
        {**dict.fromkeys(comparisons, whole), "field": TEXTS, "percentile": whole},
        {"field": "The field whose values are counted or summed."},
    )
    counted["oneOf"] = [{"required": [name]} for name in comparisons]
    forms = {
        "type": words(correlation.TYPES),
        "rules": TEXTS,
        "group-by": TEXTS,
        "timespan": {"type": "string", "pattern": "^[1-9][0-9]{0,8}[smhdwMy]$"},
        "condition": {"anyOf": [counted, {"type": "string"}]},
        "aliases": {"type": "object", "additionalProperties": {"type": "object"}},
        "generate": TRUTH,
    }
    about = {
        "rules": "Ids or names of the rules that are counted.",
        "group-by": "Fields whose values must be the same.",
        "timespan": "The time within which it must happen, as 10m.",
    }
    return mapping(correlation.KEYS, forms, about, required=("type", "timespan"))
