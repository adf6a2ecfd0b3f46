"""Targets for IBM QRadar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.shared.loaders import expansions
from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend
    from sigma.processing.pipeline import ProcessingPipeline


def aql_backend() -> type[Backend]:
    from generator.targets.qradar.backend import AQLBackend

    return AQLBackend


def aql_fields() -> ProcessingPipeline:
    from generator.targets.qradar.backend import qradar_fields

    return qradar_fields()


TARGETS: tuple[Target, ...] = (
    Target(
        id="qradar-aql",
        title="QRadar AQL",
        product="IBM QRadar",
        backend=aql_backend,
        pipelines=(
            expansions,
            aql_fields,
        ),
        suffix="aql",
        assumes="Custom properties have the names that QRadar's content packs give them; whether ILIKE and "
        "IMATCHES fold letters beyond ASCII could not be checked.",
        manual="https://www.ibm.com/docs/en/SS42VS_7.5/com.ibm.qradar.doc/c_aql_introduction.html",
        taxonomy=True,
    ),
)
