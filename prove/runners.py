"""The engines, judges and parsers of each target; one line each, a module of them for a language."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType

from prove.engine import Engine, Parser

RUNNERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "powershell": ("powershell.engine:PowerShellJudge",),
        "es-qs": ("elastic.lucene:ElasticIndex",),
        "xpack-watcher": ("elastic.lucene:Watch",),
        "graylog": ("elastic.lucene:GraylogIndex",),
        "elastic-ecs": ("elastic.lucene:EcsIndex",),
        "eql": ("elastic.eql:EqlParser", "elastic.eql:EqlJudge"),
        "esql": ("elastic.esql:EsqlJudge",),
        "kibana-ndjson": ("elastic.lucene:SavedSearch",),
        "elastalert": ("elastic.lucene:ElastAlert",),
        "opensearch": ("elastic.lucene:OpenSearchIndex",),
        "quickwit": ("quickwit.engine:QuickwitJudge",),
        "opensearch-ppl": ("elastic.opensearch:PplJudge",),
        "opensearch-monitor": ("elastic.lucene:Monitor",),
        "splunk": ("splunk.engine:SplunkJudge",),
        "logpoint": ("logpoint.engine:LogpointJudge",),
        "grep": ("grep.engine:Grep",),
        "splunk-data-model": ("splunk.engine:DataModelSearch",),
        "splunk-savedsearches": ("splunk.engine:SavedSearch",),
        "defender-xdr": ("kusto.engine:Defender",),
        "sentinel-asim": ("kusto.engine:Asim",),
        "azure-monitor": ("kusto.engine:AzureMonitor",),
        "crowdstrike-falcon": ("logscale.engine:FalconJudge",),
        "loki": ("loki.engine:LokiJudge",),
        "logscale": ("logscale.engine:LogScaleJudge",),
        "sqlite": ("sql.sqlite:SQLite",),
        "duckdb": ("sql.duckdb:DuckDB",),
        "databricks": ("sql.spark:Spark",),
        "parseable": ("sql.datafusion:Parseable",),
        "victorialogs": ("victorialogs.engine:VictoriaLogsJudge",),
        "qradar-aql": ("shared.siems:QRadarJudge",),
        "google-secops": ("shared.siems:UDMJudge",),
        "netwitness": ("shared.siems:NetWitnessJudge",),
        "sumologic": ("shared.siems:CloudSiemJudge",),
        "carbonblack": ("shared.endpoints:CarbonBlackJudge",),
        "cortex-xdr": ("shared.endpoints:CortexJudge",),
        "sentinelone": ("shared.endpoints:DeepVisibilityJudge",),
        "sentinelone-pq": ("shared.endpoints:PowerQueryJudge",),
        "tanium-signals": ("shared.endpoints:SignalsJudge",),
        "panther": ("panther.engine:Panther",),
        "golangexpr": ("expr.engine:Expr",),
    }
)
"""What a target is asked of, in order; `module:class` below `prove`."""


def runners_of(target: str) -> tuple[Engine | Parser, ...]:
    """New engines of a target. Raises Missing where one is not installed, KeyError for no target."""
    runners = []
    for name in RUNNERS[target]:
        module, _, made = name.partition(":")
        runners.append(getattr(importlib.import_module(f"prove.{module}"), made)())
    return tuple(runners)
