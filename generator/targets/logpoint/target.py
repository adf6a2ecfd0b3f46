"""Targets for Logpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend
    from sigma.processing.pipeline import ProcessingPipeline


def logpoint_backend() -> type[Backend]:
    from generator.targets.logpoint.backend import LogpointBackend

    return LogpointBackend


def logpoint_fields() -> ProcessingPipeline:
    from generator.targets.logpoint.pipeline import logpoint_pipeline

    return logpoint_pipeline()


TARGETS: tuple[Target, ...] = (
    Target(
        id="logpoint",
        title="Logpoint search",
        product="Logpoint",
        backend=logpoint_backend,
        pipelines=(logpoint_fields,),
        assumes="Events are normalised to Logpoint's taxonomy.",
        manual="https://docs.logpoint.com/siem",
        taxonomy=True,
    ),
)
