"""Targets for Google SecOps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.shared.loaders import expansions
from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend
    from sigma.processing.pipeline import ProcessingPipeline


def udm_backend() -> type[Backend]:
    from generator.targets.secops.backend import UDMBackend

    return UDMBackend


def udm_fields() -> ProcessingPipeline:
    from sigma.pipelines.secops import secops_udm_pipeline

    pipeline: ProcessingPipeline = secops_udm_pipeline()
    return pipeline


TARGETS: tuple[Target, ...] = (
    Target(
        id="google-secops",
        title="Google SecOps UDM search",
        product="Google SecOps",
        backend=udm_backend,
        pipelines=(
            expansions,
            udm_fields,
        ),
        assumes="Events are normalised to the Unified Data Model.",
        manual="https://cloud.google.com/chronicle/docs/investigation/udm-search",
        taxonomy=True,
    ),
)
