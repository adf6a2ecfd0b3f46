"""The engines, judges and parsers of each target; one line each, a module of them for a language."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType

from prove.engine import Engine, Parser

RUNNERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "powershell": ("powershell:PowerShellJudge",),
        "es-qs": ("lucene:ElasticIndex",),
        "xpack-watcher": ("lucene:Watch",),
        "graylog": ("lucene:GraylogIndex",),
        "elastic-ecs": ("lucene:EcsIndex",),
        "eql": ("eql:EqlParser", "eql:EqlJudge"),
        "esql": ("esql:EsqlJudge",),
        "kibana-ndjson": ("lucene:SavedSearch",),
        "elastalert": ("lucene:ElastAlert",),
        "opensearch": ("lucene:OpenSearchIndex",),
        "quickwit": ("quickwit:QuickwitJudge",),
        "opensearch-ppl": ("opensearch:PplJudge",),
        "opensearch-monitor": ("lucene:Monitor",),
        "splunk": ("splunk:SplunkJudge",),
        "logpoint": ("logpoint:LogpointJudge",),
        "grep": ("grep:Grep",),
        "splunk-data-model": ("splunk:DataModelSearch",),
        "splunk-savedsearches": ("splunk:SavedSearch",),
        "defender-xdr": ("kql:Defender",),
        "sentinel-asim": ("kql:Asim",),
        "azure-monitor": ("kql:AzureMonitor",),
        "crowdstrike-falcon": ("logscale:FalconJudge",),
        "loki": ("loki:LokiJudge",),
        "logscale": ("logscale:LogScaleJudge",),
        "sqlite": ("sqlite:SQLite",),
        "duckdb": ("duckdb:DuckDB",),
        "databricks": ("spark:Spark",),
        "parseable": ("datafusion:Parseable",),
        "victorialogs": ("victorialogs:VictoriaLogsJudge",),
        "qradar-aql": ("siems:QRadarJudge",),
        "google-secops": ("siems:UDMJudge",),
        "netwitness": ("siems:NetWitnessJudge",),
        "sumologic": ("siems:CloudSiemJudge",),
        "carbonblack": ("endpoints:CarbonBlackJudge",),
        "cortex-xdr": ("endpoints:CortexJudge",),
        "sentinelone": ("endpoints:DeepVisibilityJudge",),
        "sentinelone-pq": ("endpoints:PowerQueryJudge",),
        "tanium-signals": ("endpoints:SignalsJudge",),
        "panther": ("panther:Panther",),
        "golangexpr": ("expr_language:Expr",),
    }
)
"""What a target is asked of, in order; `module:class` below `prove.engines`."""


def runners_of(target: str) -> tuple[Engine | Parser, ...]:
    """New engines of a target. Raises Missing where one is not installed, KeyError for no target."""
    runners = []
    for name in RUNNERS[target]:
        module, _, made = name.partition(":")
        runners.append(getattr(importlib.import_module(f"prove.engines.{module}"), made)())
    return tuple(runners)
