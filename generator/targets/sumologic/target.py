"""Targets for Sumo Logic Cloud SIEM."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.shared.loaders import expansions
from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend
    from sigma.processing.pipeline import ProcessingPipeline


def cloud_siem_backend() -> type[Backend]:
    from generator.targets.sumologic.backend import CloudSiemBackend

    return CloudSiemBackend


def cloud_siem_fields() -> ProcessingPipeline:
    from sigma.pipelines.sumologic import sumologic_cse_pipeline  # type: ignore[attr-defined]

    pipeline: ProcessingPipeline = sumologic_cse_pipeline()
    return pipeline


TARGETS: tuple[Target, ...] = (
    Target(
        id="sumologic",
        title="Sumo Logic Cloud SIEM rule",
        product="Sumo Logic Cloud SIEM",
        backend=cloud_siem_backend,
        pipelines=(
            expansions,
            cloud_siem_fields,
        ),
        options=(("include_conversion_metadata", False),),
        language="json",
        suffix="json",
        assumes="Records are mapped to the Cloud SIEM schema; the names of fields are chosen by "
        "likeness where no mapping is known.",
        manual="https://help.sumologic.com/docs/cse/rules/cse-rules-syntax/",
        taxonomy=True,
    ),
)
