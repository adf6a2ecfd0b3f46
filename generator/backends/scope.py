"""The pipeline that ties a rule to the events that its log source means.

Every target starts with it, so that all of them ask for the same events; what the fields
`Channel` and `EventID` are called in a product is the business of that product's pipeline,
which comes after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sigma.correlations import SigmaCorrelationRule
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations.base import ConditionTransformation
from sigma.rule import SigmaDetection, SigmaRule

from generator.logsources import EventSource, event_sources

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
        rule.detection.detections[SCOPE] = SigmaDetection.from_definition(conditions(source))
        self.processing_item_applied(rule.detection.detections[SCOPE])
        super().apply(rule)

    def apply_condition(self, cond: Any) -> None:
        cond.condition = f"{SCOPE} and ({cond.condition})" if cond.condition else SCOPE


def scope_of(rule: SigmaRule) -> EventSource | None:
    """The Windows event log that a rule is about; None where it is about something else."""
    logsource = rule.logsource
    sources = event_sources(logsource.product, logsource.category, logsource.service)
    if not sources or sources[0].platform != "Windows" or not sources[0].log:
        return None
    return sources[0]


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
