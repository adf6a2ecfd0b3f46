"""Targets for Microsoft's products that are queried in Kusto Query Language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.shared.loaders import expansions
from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend
    from sigma.processing.pipeline import ProcessingPipeline


def kusto_backend() -> type[Backend]:
    from generator.targets.kusto.backend import KustoQueryBackend

    return KustoQueryBackend


def defender_tables() -> ProcessingPipeline:
    from generator.targets.kusto.defender import defender_pipeline

    return defender_pipeline()


def asim_tables() -> ProcessingPipeline:
    from generator.targets.kusto.asim import asim_pipeline

    return asim_pipeline()


def azure_tables() -> ProcessingPipeline:
    from generator.targets.kusto.azure import azure_pipeline

    return azure_pipeline()


TARGETS: tuple[Target, ...] = (
    Target(
        id="defender-xdr",
        title="Microsoft Defender XDR hunting query",
        product="Microsoft Defender XDR",
        backend=kusto_backend,
        pipelines=(
            expansions,
            defender_tables,
        ),
        suffix="kql",
        assumes="Endpoints report to Defender; a rule about a table that advanced hunting does not "
        "have is refused.",
        manual="https://learn.microsoft.com/en-us/defender-xdr/advanced-hunting-query-language",
        taxonomy=True,
    ),
    Target(
        id="sentinel-asim",
        title="Microsoft Sentinel ASIM query",
        product="Microsoft Sentinel",
        backend=kusto_backend,
        pipelines=(
            expansions,
            asim_tables,
        ),
        suffix="kql",
        assumes="The parsers of the Advanced Security Information Model are deployed in the "
        "workspace (`imProcessCreate` and the like).",
        manual="https://learn.microsoft.com/en-us/azure/sentinel/normalization",
        taxonomy=True,
    ),
    Target(
        id="azure-monitor",
        title="Azure Monitor query",
        product="Azure Monitor",
        backend=kusto_backend,
        pipelines=(
            expansions,
            azure_tables,
        ),
        suffix="kql",
        assumes="Windows events lie in `SecurityEvent`, with command lines in event 4688 switched "
        "on, sign-ins and audit logs in the tables of Entra ID.",
        manual="https://learn.microsoft.com/en-us/kusto/query/",
        taxonomy=True,
    ),
)
