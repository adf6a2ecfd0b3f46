"""Published pipelines for Windows events whose names are like winlogbeat's, put right."""

from __future__ import annotations

from sigma.processing.conditions import LogsourceCondition
from sigma.processing.pipeline import ProcessingPipeline

from generator.targets.shared.scope import WindowsCondition
from generator.targets.shared.winlogbeat import cleared_log_item, unnamed_items

CHANNEL_ITEMS = "windows_logsource_"
"""What the identifiers of pySigma's items that add a channel begin with."""


def put_right(pipeline: ProcessingPipeline, event_data: str, user_data: str) -> ProcessingPipeline:
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
