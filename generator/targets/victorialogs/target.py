"""Targets for VictoriaLogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.shared.loaders import expansions, scope
from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend
    from sigma.processing.pipeline import ProcessingPipeline


def logsql_backend() -> type[Backend]:
    from generator.targets.victorialogs.backend import LogsQLBackend

    return LogsQLBackend


def victorialogs_fields() -> ProcessingPipeline:
    from generator.targets.victorialogs.pipeline import victorialogs_windows

    return victorialogs_windows()


TARGETS: tuple[Target, ...] = (
    Target(
        id="victorialogs",
        title="VictoriaLogs LogsQL",
        product="VictoriaLogs",
        backend=logsql_backend,
        pipelines=(
            expansions,
            scope,
            victorialogs_fields,
        ),
        assumes="Field names of Windows events are those of winlogbeat and Vector; keywords are "
        "looked for in the message, `_msg`.",
        manual="https://docs.victoriametrics.com/victorialogs/logsql/",
        taxonomy=True,
    ),
)
