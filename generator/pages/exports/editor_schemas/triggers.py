"""The schema of technique files in Atomic Red Team's format."""

from __future__ import annotations

from typing import Any

from generator.content.kinds import trigger as kind
from generator.pages.exports.editor_schemas.forms import (
    FILLED,
    SCALAR,
    TEXT,
    TEXTS,
    TRUTH,
    UUID,
    mapping,
    several,
    words,
)


def trigger() -> dict[str, Any]:
    executor = mapping(
        kind.EXECUTOR_KEYS,
        {
            "name": words(kind.EXECUTORS),
            "command": TEXT,
            "cleanup_command": TEXT,
            "elevation_required": TRUTH,
            "steps": TEXT,
        },
        {"steps": "What to do by hand, for `name: manual`."},
        ("name",),
    )
    executor["if"] = {"properties": {"name": {"const": "manual"}}}
    executor["then"] = {"required": ["steps"]}
    executor["else"] = {"required": ["command"]}
    argument = mapping(kind.INPUT_KEYS, {"description": TEXT, "type": TEXT, "default": SCALAR}, {})
    test = mapping(
        kind.TEST_KEYS,
        {
            "name": FILLED,
            "auto_generated_guid": UUID,
            "description": TEXT,
            "supported_platforms": TEXTS,
            "input_arguments": {
                "type": ["object", "null"],
                "additionalProperties": {"anyOf": [argument, {"type": "null"}]},
            },
            "dependency_executor_name": TEXT,
            # Unused keys of dependencies are valid.
            "dependencies": several(
                {
                    "type": "object",
                    "properties": dict.fromkeys(kind.DEPENDENCY_KEYS, TEXT),
                }
            ),
            "executor": executor,
        },
        {"input_arguments": "What stands for `#{name}` in commands."},
        ("name", "executor"),
    )
    technique = {"type": "string", "pattern": "^[Tt][0-9]{4}(\\.[0-9]{3})?$"}
    forms = {
        "attack_technique": technique,
        "display_name": FILLED,
        "atomic_tests": {**several(test), "type": "array", "minItems": 1},
    }
    about = {"attack_technique": "The technique that the tests exercise, as T1047 or T1003.001."}
    return mapping(kind.KEYS, forms, about, kind.KEYS)
