"""The schema of technique files, which are Atomic Red Team's."""

from __future__ import annotations

from generator.content.kinds import trigger as kind
from generator.pages.exports.editor_schemas.forms import Schema
from generator.pages.exports.editor_schemas.tables import filled_list, table


def trigger() -> Schema:
    executor = table(kind.EXECUTOR_KEYS)
    executor["if"] = {"properties": {"name": {"const": "manual"}}}
    executor["then"] = {"required": ["steps"]}
    executor["else"] = {"required": ["command"]}
    test = table(kind.TEST_KEYS, {"executor": executor})
    return table(kind.KEYS, {"atomic_tests": filled_list(test)})
