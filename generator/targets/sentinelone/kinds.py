"""Fields of SentinelOne whose few words the product chooses itself."""

from __future__ import annotations

from typing import Any

from generator.targets.shared.detection_items import detection_items
from generator.targets.shared.required_texts import refused

KINDS = frozenset(
    ("EventType", "ObjectType", "EndpointOS", "event.type", "event.category", "endpoint.os")
)
"""Fields that hold one of a few words that the product chooses."""


def check_fields(rule: Any) -> None:
    """Refuses a rule that asks itself for what the published pipelines say of its log source: the
    words for kinds of events are the product's own, and not those of the rule."""
    for item in detection_items(rule):
        if item.field in KINDS:
            raise refused(
                f"The rule asks for `{item.field}`, whose words are others in SentinelOne's events."
            )
