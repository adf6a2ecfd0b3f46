"""The schema of Sigma rules: detections, correlations and filters."""

from __future__ import annotations

from typing import Any

from generator.content.kinds import correlation
from generator.content.kinds.rule import KEYS, LOGSOURCE_KEYS, NEW_STATUS, RELATION_KEYS
from generator.content.kinds.selection import MODIFIERS
from generator.content.model import Level, RelationType, RuleKind, Status
from generator.pages.exports.editor_schemas.forms import (
    DATE,
    FILLED,
    FILLED_TEXTS,
    SCALAR,
    TEXT,
    TEXTS,
    TRUTH,
    UUID,
    mapping,
    several,
    words,
)

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
_ABOUT = {
    "title": "What the rule finds, in a few words.",
    "id": "A UUID that stays the same whatever else changes.",
    "name": "The name by which correlations and filters may refer to the rule.",
    "status": "How far the rule has been proved.",
    "level": "How serious a hit is.",
    "description": "What the rule finds and why that matters.",
    "references": "Addresses of what the rule rests on.",
    "date": "The day on which it was written, as 2026-11-24.",
    "modified": "The day on which its detection last changed.",
    "logsource": "The log that the rule is about.",
    "detection": "Selections by name, and the condition that joins them.",
    "correlation": "How often, or in which order, other rules must match.",
    "filter": "What is taken out of other rules.",
    "falsepositives": "What is harmless and matches all the same.",
    "tags": "ATT&CK tactics and techniques, as attack.execution and attack.t1047, and others.",
    "related": "Other rules, by id, and how this one stands to them.",
    "simulation": "Atomic tests that make the rule fire.",
    "regression_tests_path": "The info.yml of the samples that the rule must match.",
    "data_needed": "Titles of the Data Needed that serve the rule.",
    "enrichment": "Titles of the Enrichments that the rule needs.",
    "triage": "What to do about a hit, in Markdown.",
    "owner": "Who looks after the rule.",
    "custom": "Keys of your own.",
}


def rule() -> dict[str, Any]:
    """One document of a rule file."""
    logsource = mapping(LOGSOURCE_KEYS, dict.fromkeys(LOGSOURCE_KEYS, TEXT), {})
    logsource["anyOf"] = [{"required": [key]} for key in LOGSOURCE_KEYS[:3]]
    forms = {
        "title": FILLED,
        "id": UUID,
        "name": TEXT,
        "taxonomy": TEXT,
        "status": words((*Status, *NEW_STATUS, None)),
        "description": TEXT,
        "license": TEXT,
        "author": TEXTS,
        "references": TEXTS,
        "date": DATE,
        "modified": DATE,
        "logsource": logsource,
        "detection": _detection(),
        "correlation": _correlation(),
        "filter": _detection(rules=FILLED_TEXTS),
        "falsepositives": TEXTS,
        "level": words((*Level, None)),
        "tags": TEXTS,
        "scope": TEXTS,
        "fields": TEXTS,
        "related": several(
            mapping(
                RELATION_KEYS,
                {"id": UUID, "type": words(RelationType)},
                {},
                required=RELATION_KEYS,
            )
        ),
        "action": words(("global", "reset", "repeat")),
        "generate": TRUTH,
        "custom": {},
        "simulation": several({"type": "object"}),
        "regression_tests_path": TEXT,
        "data_needed": TEXTS,
        "enrichment": TEXTS,
        "triage": TEXT,
        "owner": TEXT,
    }
    schema = mapping(KEYS, forms, _ABOUT)
    # A shared part of several documents has the same content.
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
    """A mapping of selections; the author chooses all keys except these."""
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
