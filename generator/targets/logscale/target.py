"""Targets for CrowdStrike LogScale and Falcon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.shared.loaders import expansions, own_channel, scope
from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend
    from sigma.processing.pipeline import ProcessingPipeline


def logscale_backend() -> type[Backend]:
    from generator.targets.logscale.backend import LogScaleQueryBackend

    return LogScaleQueryBackend


def falcon_fields() -> ProcessingPipeline:
    from generator.targets.logscale.falcon import falcon_pipeline

    return falcon_pipeline()


TARGETS: tuple[Target, ...] = (
    Target(
        id="crowdstrike-falcon",
        title="CrowdStrike Falcon query",
        product="CrowdStrike Falcon",
        backend=logscale_backend,
        pipelines=(
            expansions,
            falcon_fields,
        ),
        assumes="Events are those of the Falcon sensor; a field that it does not report is a reason "
        "to refuse a rule.",
        manual="https://library.humio.com/data-analysis/syntax-operators.html",
        taxonomy=True,
    ),
    Target(
        id="logscale",
        title="CrowdStrike LogScale query",
        product="CrowdStrike LogScale",
        backend=logscale_backend,
        pipelines=(
            expansions,
            scope,
            own_channel,
        ),
        assumes="The parser keeps the names of the event's own fields, `Channel` and `EventID` among "
        "them.",
        manual="https://library.humio.com/data-analysis/syntax-operators.html",
    ),
)
