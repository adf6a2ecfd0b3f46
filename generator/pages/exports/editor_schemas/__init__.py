"""JSON Schemas of content and configuration, for completion and validation in editors.

They are built from the keys and words that the parsers know, so that both always agree.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from generator.pages.exports.editor_schemas import content, rules, settings, triggers

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The JSON Schema draft with the best editor support."""

SCHEMAS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "rule": rules.rule,
    "data-needed": content.data_needed,
    "logging-policy": content.logging_policy,
    "enrichment": content.enrichment,
    "trigger": triggers.trigger,
    "environment": content.environment,
    "use-case": content.use_case,
    "catalogue": settings.catalogue,
}
"""The function that builds the schema of each kind of file, by name."""


def as_text(name: str) -> str:
    """A schema as the text of its file."""
    schema = {"$schema": DRAFT, **SCHEMAS[name]()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
