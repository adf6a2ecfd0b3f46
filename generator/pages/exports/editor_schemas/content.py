"""The schemas of all content kinds except rules."""

from __future__ import annotations

from typing import Any

from generator.content.kinds import (
    data_needed as data_needed_kind,
)
from generator.content.kinds import (
    enrichment as enrichment_kind,
)
from generator.content.kinds import (
    environment as environment_kind,
)
from generator.content.kinds import (
    logging_policy as policy_kind,
)
from generator.content.kinds import (
    use_case as use_case_kind,
)
from generator.pages.exports.editor_schemas.forms import (
    FILLED,
    FILLED_TEXTS,
    TEXT,
    TEXT_MAPPING,
    TEXTS,
    Schema,
    mapping,
    several,
    words,
)

_WHOLE = {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^([0-9]+|[Nn]one)$"}]}


def _title(prefix: str, example: str) -> Schema:
    return {
        "type": "string",
        "pattern": f"^{prefix}_[0-9]{{1,9}}_\\w",
        "description": f"The name of the file without its ending, by which others name it: {example}",
    }


def data_needed() -> dict[str, Any]:
    forms = {
        "title": _title("DN", "DN_0003_1_windows_sysmon_process_creation"),
        "author": TEXT,
        "description": TEXT,
        "loggingpolicy": TEXTS,
        "references": TEXTS,
        "category": TEXT,
        "platform": FILLED,
        "type": TEXT,
        "channel": FILLED,
        "provider": TEXT,
        "fields": FILLED_TEXTS,
        "optional_fields": TEXT_MAPPING,
        "aliases": TEXT_MAPPING,
        "sample": TEXT,
    }
    about = {
        "loggingpolicy": "Titles of the Logging Policies that switch the log on.",
        "platform": "Windows, Linux and so on.",
        "channel": "The log in which the event stands.",
        "fields": "The fields that an event has.",
        "optional_fields": "Fields that not every event has, each with where that is said.",
        "aliases": "Other names of fields, each with the field that it stands for.",
        "sample": "A raw event, as it is.",
    }
    required = ("title", "platform", "channel", "fields")
    return mapping(data_needed_kind.KEYS, forms, about, required)


def logging_policy() -> dict[str, Any]:
    integers = {"anyOf": [{"type": "null"}, _WHOLE, {"type": "array", "items": _WHOLE}]}
    forms = {
        "title": _title("LP", "LP_0003_windows_sysmon_process_creation"),
        "author": TEXT,
        "description": TEXT,
        "default": words(policy_kind.Default),
        "volume": words(policy_kind.Volume),
        "eventID": integers,
        "references": TEXTS,
        "configuration": FILLED,
    }
    about = {
        "default": "Whether the log is on unless somebody changes it.",
        "volume": "How much it writes.",
        "eventID": "The ids of the events that it switches on.",
        "configuration": "How it is switched on, in Markdown.",
    }
    required = ("title", "default", "volume", "configuration")
    return mapping(policy_kind.KEYS, forms, about, required)


def enrichment() -> dict[str, Any]:
    forms = {
        "title": _title("EN", "EN_0001_cache_sysmon_event_id_1_info"),
        "author": TEXT,
        "description": FILLED,
        "data_needed": TEXTS,
        "data_to_enrich": TEXTS,
        "requirements": TEXTS,
        "new_fields": TEXTS,
        "references": TEXTS,
        "config": FILLED,
    }
    about = {
        "data_needed": "Titles of the Data Needed that it takes.",
        "new_fields": "The fields that events have afterwards.",
        "config": "How it is set up, in Markdown.",
    }
    return mapping(enrichment_kind.KEYS, forms, about, ("title", "description", "config"))


def environment() -> dict[str, Any]:
    below = {"anyOf": [TEXTS, {"type": "object", "additionalProperties": TEXTS}]}
    forms = {
        "title": FILLED,
        "name": FILLED,
        "description": TEXT,
        "platforms": TEXTS,
        "data_needed": below,
        "logging_policies": below,
        "targets": TEXTS,
    }
    about = {
        "name": "Another word for `title`.",
        "data_needed": "Titles of what is collected, in a list or in a list below each platform.",
        "logging_policies": "Titles of what is switched on.",
        "targets": "Targets that queries are shown of.",
    }
    schema = mapping(environment_kind.KEYS, forms, about)
    schema["anyOf"] = [{"required": ["title"]}, {"required": ["name"]}]
    return schema


def use_case() -> dict[str, Any]:
    step = mapping(
        use_case_kind.STEP_KEYS,
        {"title": FILLED, "description": TEXT, "rules": FILLED_TEXTS},
        {"rules": "Ids of the rules of this step."},
        ("title", "rules"),
    )
    forms = {
        "title": FILLED,
        "description": TEXT,
        "author": TEXTS,
        "references": TEXTS,
        "steps": {**several(step), "type": "array", "minItems": 1},
    }
    about = {"steps": "The rules in the order in which they are put to work."}
    return mapping(use_case_kind.KEYS, forms, about, ("title", "steps"))
