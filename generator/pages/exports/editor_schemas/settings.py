"""The schema of `catalogue.yml`."""

from __future__ import annotations

from typing import Any

from generator.content.kinds import KINDS
from generator.pages.exports.editor_schemas.forms import TEXT, TEXTS, TRUTH, mapping, words
from generator.pages.exports.editor_schemas.tables import table
from generator.reporting.policy import check_names
from generator.settings import severities as rulings
from generator.settings.config import SETTINGS, TARGET_KEYS
from generator.targets.registry import PRESETS

RULING = "ruling"


def catalogue() -> dict[str, Any]:
    target = table(TARGET_KEYS)
    names = words(preset.id for preset in PRESETS)
    forms: dict[str, dict[str, Any]] = {
        **{key: {} for key in SETTINGS},
        **dict.fromkeys((kind.key for kind in KINDS), TEXTS),
        "targets": {
            "anyOf": [names, {"type": "array", "items": {"anyOf": [names, target]}}],
        },
        "longest_query": {"type": "integer", "minimum": 1},
        "output": TEXT,
        "attack": TEXT,
        "history": TRUTH,
        rulings.CHECKS: _checks(),
        rulings.WAIVERS: {"type": "array", "items": _waiver()},
    }
    about = {
        **{kind.key: f"Folders or files of {kind.key.replace('_', ' ')}." for kind in KINDS},
        "targets": "What rules are converted to, in the order of the page.",
        "longest_query": "Characters of a query that a page shows.",
        "output": "Where pages go.",
        "attack": "Facts of ATT&CK that `catalogue attack import` wrote.",
        "history": "Whether git is asked for the history of rules.",
        rulings.CHECKS: "The severity of each check, for all paths or for some.",
        rulings.WAIVERS: "Findings that are accepted until a day.",
    }
    return {
        "title": "catalogue.yml",
        **mapping(SETTINGS, forms, about),
        "definitions": {RULING: _ruling()},
    }


def _checks() -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {"$ref": f"#/definitions/{RULING}"} for name in check_names()},
    }


def _ruling() -> dict[str, Any]:
    """A severity, one for some paths, or a list of either."""
    # A YAML parser may read `on` and `off` as Booleans.
    severity = {"enum": [*rulings.SeverityChoice, True, False]}
    ruling = {
        "anyOf": [
            severity,
            table(rulings.RULING_KEYS, {"severity": severity}),
        ]
    }
    return {"anyOf": [*ruling["anyOf"], {"type": "array", "items": ruling}]}


def _waiver() -> dict[str, Any]:
    waiver = table(rulings.WAIVER_KEYS, {"check": words(check_names())})
    waiver["anyOf"] = [{"required": ["path"]}, {"required": ["rule"]}]
    return waiver
