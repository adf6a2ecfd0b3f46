"""The pipeline that ties a rule to the events that its log source means.

Every target starts with it, so that all of them ask for the same events; what the fields
`Channel` and `EventID` are called in a product is the business of that product's pipeline,
which comes after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sigma.conditions import ConditionAND
from sigma.correlations import SigmaCorrelationRule
from sigma.processing.conditions import RuleProcessingCondition
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations.base import ConditionTransformation
from sigma.rule import SigmaDetection, SigmaDetectionItem, SigmaRule
from sigma.types import SigmaString

from generator.facts.logsources import EVENT_NAMES, EventSource, event_sources

SCOPE = "_scope"
"""Name of the detection that the pipeline adds."""


@dataclass
class ScopeTransformation(ConditionTransformation):
    """Adds `Channel`, `EventID` and what else tells a log source's events from others.

    Only for logs of Windows: elsewhere no two products agree on a field that names the log.
    """

    def apply(self, rule: SigmaRule | SigmaCorrelationRule) -> None:
        if not isinstance(rule, SigmaRule):
            return
        source = scope_of(rule)
        if source is None:
            return
        for detection in rule.detection.detections.values():
            _leave_out_log(detection, source)
        rule.detection.detections[SCOPE] = SigmaDetection.from_definition(conditions(source))
        self.processing_item_applied(rule.detection.detections[SCOPE])
        super().apply(rule)

    def apply_condition(self, cond: Any) -> None:
        cond.condition = f"{SCOPE} and ({cond.condition})" if cond.condition else SCOPE


def _leave_out_log(detection: SigmaDetection, source: EventSource) -> None:
    """Takes a test for the log itself out of the selections of a rule that calls it otherwise.

    The scope asks for it already, and not every product has a field that says it: Splunk has none
    in events that are collected as text.
    """
    if source.channels[0] not in EVENT_NAMES:
        return
    for part in detection.detection_items:
        if isinstance(part, SigmaDetection):
            _leave_out_log(part, source)
    if detection.item_linking is ConditionAND:
        left = [part for part in detection.detection_items if not _asks_for_log(part, source)]
        if left:
            detection.detection_items = left


def _asks_for_log(part: SigmaDetectionItem | SigmaDetection, source: EventSource) -> bool:
    return (
        isinstance(part, SigmaDetectionItem)
        and part.field == "Channel"
        and {str(value).lower() for value in part.value} == {source.channels[0].lower()}
        and all(type(value) is SigmaString for value in part.value)
    )


def scope_of(rule: SigmaRule) -> EventSource | None:
    """The Windows event log that a rule is about; None where it is about something else."""
    logsource = rule.logsource
    sources = event_sources(logsource.product, logsource.category, logsource.service)
    if not sources or sources[0].platform != "Windows" or not sources[0].log:
        return None
    return sources[0]


def is_of_windows(rule: SigmaRule) -> bool:
    """Whether a rule is about events of Windows: its product says so, or its log is one of Windows.

    The RPC Firewall, a product to Sigma, writes to a Windows event log.
    """
    return (rule.logsource.product or "").lower() == "windows" or scope_of(rule) is not None


@dataclass
class WindowsCondition(RuleProcessingCondition):
    """Holds for a rule about events of Windows, and for a correlation of such rules."""

    def match(self, rule: SigmaRule | SigmaCorrelationRule) -> bool:
        if isinstance(rule, SigmaRule):
            return is_of_windows(rule)
        return any(
            self.match(reference.rule)
            for reference in rule.referenced_rules
            if isinstance(getattr(reference, "rule", None), SigmaRule | SigmaCorrelationRule)
        )


@dataclass
class LogCondition(RuleProcessingCondition):
    """Holds for a rule that is about a log, and about one of its events where `event_id` is set."""

    channels: tuple[str, ...]
    event_id: int | None = None

    def match(self, rule: SigmaRule | SigmaCorrelationRule) -> bool:
        source = scope_of(rule) if isinstance(rule, SigmaRule) else None
        if source is None or not set(source.channels) <= set(self.channels):
            return False
        return self.event_id is None or source.event_ids == (self.event_id,)


def conditions(source: EventSource) -> dict[str, Any]:
    """A Sigma detection that holds for the events of a source and for no others."""
    fields: dict[str, tuple[Any, ...]] = {"Channel": source.channels}
    if source.event_ids:
        fields["EventID"] = source.event_ids
    fields.update(source.values)
    return {name: list(values) if len(values) > 1 else values[0] for name, values in fields.items()}


def scope_pipeline() -> ProcessingPipeline:
    """Scopes a rule to its log; to be followed by the field names of a product."""
    return ProcessingPipeline(
        name="Log source scope",
        priority=5,
        items=[ProcessingItem(identifier="scope", transformation=ScopeTransformation())],
    )
