"""Targets for Carbon Black Cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.shared.loaders import expansions
from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend
    from sigma.processing.pipeline import ProcessingPipeline


def carbonblack_backend() -> type[Backend]:
    from sigma.backends.carbonblack import CarbonBlackBackend  # type: ignore[attr-defined]

    return CarbonBlackBackend


def carbonblack_fields() -> ProcessingPipeline:
    from sigma.pipelines.carbonblack import CarbonBlack_pipeline  # type: ignore[attr-defined]

    pipeline: ProcessingPipeline = CarbonBlack_pipeline()
    return pipeline


TARGETS: tuple[Target, ...] = (
    Target(
        id="carbonblack",
        title="Carbon Black Cloud search",
        product="Carbon Black Cloud",
        backend=carbonblack_backend,
        pipelines=(
            expansions,
            carbonblack_fields,
        ),
        assumes="Events are those of the sensor of Carbon Black Cloud.",
        warning="fields are searched by their words, so that what a rule looks for inside a word is not "
        "found, and what it looks for at the beginning or end of a value is found anywhere.",
        manual="https://docs.vmware.com/en/VMware-Carbon-Black-Cloud-on-VMware-Cloud-Services-Platform/services/carbon-black-cloud-on-csp-user-guide/GUID-9E8A2CFD-A50F-4FA5-81D3-5666BA870203.html",
        taxonomy=True,
    ),
)
