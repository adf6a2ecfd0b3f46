"""Targets for NetWitness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.shared.loaders import expansions
from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend
    from sigma.processing.pipeline import ProcessingPipeline


def netwitness_backend() -> type[Backend]:
    from generator.targets.netwitness.backend import NetWitnessQueryBackend

    return NetWitnessQueryBackend


def netwitness_fields() -> ProcessingPipeline:
    from sigma.pipelines.netwitness import netwitness_windows_pipeline  # type: ignore[attr-defined]

    pipeline: ProcessingPipeline = netwitness_windows_pipeline()
    return pipeline


TARGETS: tuple[Target, ...] = (
    Target(
        id="netwitness",
        title="NetWitness query",
        product="NetWitness",
        backend=netwitness_backend,
        pipelines=(
            expansions,
            netwitness_fields,
        ),
        assumes="Windows events are parsed into the meta keys of NetWitness's own parser, process "
        "creation as event 4688; texts are compared without regard to case.",
        manual="https://community.netwitness.com/t5/netwitness-platform-online/queries/ta-p/669234",
        taxonomy=True,
    ),
)
