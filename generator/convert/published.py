"""Published pipelines and back ends put right where a pipeline can do it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from sigma.conditions import ConditionAND, ConditionOR
from sigma.processing.conditions import LogsourceCondition
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations.base import DetectionItemTransformation
from sigma.rule import SigmaDetection, SigmaDetectionItem
from sigma.types import SigmaExpansion, SigmaType

from generator.backends.scope import WindowsCondition
from generator.backends.winlogbeat import cleared_log_item, unnamed_items

CHANNEL_ITEMS = "windows_logsource_"
"""What the identifiers of pySigma's items that add a channel begin with."""


def victorialogs_windows() -> ProcessingPipeline:
    """Windows events in VictoriaLogs, as the published pipeline names them."""
    # Imported here: the module is there only where the package of the back end is installed.
    from sigma.pipelines.victorialogs import victorialogs_windows_eventlog

    return _ours(victorialogs_windows_eventlog(), "winlog.event_data.", "winlog.user_data.")


def parseable_windows() -> ProcessingPipeline:
    """Windows events in Parseable, as the published pipeline names them."""
    from sigma.pipelines.parseable import parseable_ecs_pipeline

    from generator.backends.sql_parseable import EVENT_DATA, USER_DATA

    return _ours(parseable_ecs_pipeline(), EVENT_DATA, USER_DATA)


def _ours(pipeline: ProcessingPipeline, event_data: str, user_data: str) -> ProcessingPipeline:
    """The pipeline for every rule about a log of Windows, also where its product is another, and
    without its own condition on the channel, which the scope adds already.

    What it takes for a member of EventData begins with `event_data`; the log that an event says was
    cleared is one of UserData.
    """
    items = [
        item for item in pipeline.items if not str(item.identifier or "").startswith(CHANNEL_ITEMS)
    ]
    for item in items:
        if item.rule_conditions == [LogsourceCondition(product="windows")]:
            item.rule_conditions = [WindowsCondition()]
    pipeline.items = [*unnamed_items(event_data), cleared_log_item(user_data), *items]
    return pipeline


@dataclass
class ExpansionsAsLists(DetectionItemTransformation):
    """Values that a modifier has made several of become a list, one of which is to match.

    pySigma's base class joins such values by OR and does not notice that an AND stands around
    them: `Image: a` with `CommandLine|windash|contains: -x` gives `Image=a AND CommandLine=-x OR
    CommandLine=/x`.
    """

    def apply_detection_item(
        self, detection_item: SigmaDetectionItem
    ) -> SigmaDetection | SigmaDetectionItem | None:
        """The item with a longer list; for `all`, one item for each of its values."""
        values = detection_item.value
        if not any(isinstance(value, SigmaExpansion) for value in values):
            return None
        if detection_item.value_linking is ConditionOR or len(values) == 1:
            detection_item.value = [part for value in values for part in _parts(value)]
            detection_item.value_linking = ConditionOR
            return detection_item
        return SigmaDetection(
            [
                dataclasses.replace(
                    detection_item,
                    value=list(_parts(value)),
                    value_linking=ConditionOR,
                    auto_modifiers=False,
                )
                for value in values
            ],
            item_linking=ConditionAND,
        )


def _parts(value: SigmaType) -> Iterator[SigmaType]:
    if isinstance(value, SigmaExpansion):
        for part in value.values:
            yield from _parts(part)
    else:
        yield value


def expansions() -> ProcessingPipeline:
    """For every published back end that makes a query of its own; stands first."""
    return ProcessingPipeline(
        name="Several values of a modifier",
        priority=1,
        items=[ProcessingItem(identifier="expansions", transformation=ExpansionsAsLists())],
    )
