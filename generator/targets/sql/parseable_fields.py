"""The names of fields in Parseable."""

from __future__ import annotations

from sigma.pipelines.parseable import parseable_ecs_pipeline
from sigma.processing.pipeline import ProcessingPipeline

from generator.targets.shared.windows_pipelines import put_right
from generator.targets.sql.parseable import EVENT_DATA, USER_DATA


def parseable_windows() -> ProcessingPipeline:
    """Windows events in Parseable, as the published pipeline names them."""
    return put_right(parseable_ecs_pipeline(), EVENT_DATA, USER_DATA)
