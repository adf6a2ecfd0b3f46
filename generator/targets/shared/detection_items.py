"""The tests of a pySigma rule, before its condition connects them."""

from __future__ import annotations

from collections.abc import Iterator

from sigma.correlations import SigmaCorrelationRule
from sigma.rule import SigmaDetection, SigmaDetectionItem, SigmaRule


def detection_items(rule: SigmaRule | SigmaCorrelationRule) -> Iterator[SigmaDetectionItem]:
    """All items of all detections of a rule, in their order; a correlation has none."""
    if isinstance(rule, SigmaRule):
        for detection in rule.detection.detections.values():
            yield from items_in(detection)


def items_in(detection: SigmaDetection) -> Iterator[SigmaDetectionItem]:
    """The items of a detection and of those nested in it, in their order."""
    for item in detection.detection_items:
        if isinstance(item, SigmaDetection):
            yield from items_in(item)
        else:
            yield item
