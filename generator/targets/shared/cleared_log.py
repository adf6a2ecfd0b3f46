"""Rules about cleared logs: event 104 of the log System names the cleared one as `Channel` too.

What a rule asks of `Channel` is then not the log of the event but a value in its UserData.
"""

from __future__ import annotations

from dataclasses import dataclass

from sigma.correlations import SigmaCorrelationRule
from sigma.processing.conditions import DetectionItemProcessingCondition
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations.base import PreprocessingTransformation
from sigma.rule import SigmaDetectionItem, SigmaRule

from generator.targets.shared.detection_items import items_in
from generator.targets.shared.scope import SCOPE

LOG_CLEARED = "104"


@dataclass
class ClearedLogCondition(DetectionItemProcessingCondition):
    """Holds for `Channel` in a rule about the System log that does not mean that log itself."""

    def match(self, detection_item: SigmaDetectionItem) -> bool:
        return detection_item.field == "Channel" and [str(v) for v in detection_item.value] != [
            "System"
        ]


@dataclass
class OwnChannel(PreprocessingTransformation):
    """Asks a rule about cleared logs for the `Channel` that it names, not for its own log's.

    For products in which both are one field: the two conditions together would hold for nothing.
    """

    def apply(self, rule: SigmaRule | SigmaCorrelationRule) -> None:
        super().apply(rule)
        if isinstance(rule, SigmaRule):
            keep_own_channel(rule)


def keep_own_channel(rule: SigmaRule) -> None:
    """Takes the log out of the scope of a rule about cleared logs; leaves other rules alone."""
    scope = rule.detection.detections.get(SCOPE)
    if scope is None or not _is_about_cleared_logs(rule):
        return
    scope.detection_items = [
        item for item in scope.detection_items if getattr(item, "field", "") != "Channel"
    ]
    if not scope.detection_items:
        del rule.detection.detections[SCOPE]
        for condition in rule.detection.parsed_condition:
            condition.condition = condition.condition.removeprefix(f"{SCOPE} and ")


def _is_about_cleared_logs(rule: SigmaRule) -> bool:
    asked = [
        item
        for name, detection in rule.detection.detections.items()
        if name != SCOPE
        for item in items_in(detection)
    ]
    return any(item.field == "Channel" for item in asked) and any(
        item.field == "EventID" and LOG_CLEARED in map(str, item.value) for item in asked
    )


def own_channel_pipeline() -> ProcessingPipeline:
    """For a product that has one field `Channel`; to come after the scope."""
    return ProcessingPipeline(
        name="Rules about cleared logs",
        priority=6,
        items=[ProcessingItem(identifier="own_channel", transformation=OwnChannel())],
    )
