"""Targets for SentinelOne."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.shared.loaders import expansions
from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend


def deep_visibility_backend() -> type[Backend]:
    from generator.targets.sentinelone.deep_visibility import DeepVisibilityBackend

    return DeepVisibilityBackend


def power_query_backend() -> type[Backend]:
    from generator.targets.sentinelone.power_query import PowerQueryBackend

    return PowerQueryBackend


TARGETS: tuple[Target, ...] = (
    Target(
        id="sentinelone",
        title="SentinelOne Deep Visibility",
        product="SentinelOne",
        backend=deep_visibility_backend,
        pipelines=(expansions,),
        assumes="Events are those of the SentinelOne agent; the manual of the language is not public.",
        manual="https://www.sentinelone.com/blog/powerquery-brings-new-data-analytics-capabilities-to-singularity-xdr/",
        taxonomy=True,
    ),
    Target(
        id="sentinelone-pq",
        title="SentinelOne PowerQuery",
        product="SentinelOne",
        backend=power_query_backend,
        pipelines=(expansions,),
        assumes="Events are those of the SentinelOne agent.",
        manual="https://community.sentinelone.com/s/article/000006600",
        taxonomy=True,
    ),
)
