"""Targets for Grafana Loki."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.shared.loaders import expansions, own_channel, scope
from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend


def logql_backend() -> type[Backend]:
    from generator.targets.loki.backend import LogQLQueryBackend

    return LogQLQueryBackend


TARGETS: tuple[Target, ...] = (
    Target(
        id="loki",
        title="Grafana Loki LogQL",
        product="Grafana Loki",
        backend=logql_backend,
        pipelines=(
            expansions,
            scope,
            own_channel,
        ),
        suffix="logql",
        assumes="Lines are JSON with the event's own fields at the top, `Channel` and `EventID` "
        "among them, in streams whose label `job` is one that the query names.",
        manual="https://grafana.com/docs/loki/latest/query/",
    ),
)
