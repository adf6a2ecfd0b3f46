"""The schemas of all content kinds except rules."""

from __future__ import annotations

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
from generator.pages.exports.editor_schemas.forms import Schema
from generator.pages.exports.editor_schemas.tables import table


def data_needed() -> Schema:
    return table(data_needed_kind.KEYS)


def logging_policy() -> Schema:
    return table(policy_kind.KEYS)


def enrichment() -> Schema:
    return table(enrichment_kind.KEYS)


def environment() -> Schema:
    schema = table(environment_kind.KEYS)
    schema["anyOf"] = [{"required": ["title"]}, {"required": ["name"]}]
    return schema


def use_case() -> Schema:
    return table(use_case_kind.KEYS)
