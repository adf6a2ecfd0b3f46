"""The engines, judges and parsers of each target, in the order in which they run.

Importing an engine needs no optional package: its constructor does, and raises Missing without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from prove.carbonblack.engine import CarbonBlackJudge
from prove.cortex.engine import CortexJudge
from prove.elastic.eql_engine import EqlJudge, EqlParser
from prove.elastic.esql_engine import EsqlJudge
from prove.elastic.lucene_engine import (
    EcsIndex,
    ElastAlert,
    ElasticIndex,
    GraylogIndex,
    Monitor,
    OpenSearchIndex,
    SavedSearch,
    Watch,
)
from prove.elastic.ppl_engine import PplJudge
from prove.engine import Engine, Parser
from prove.expr.engine import Expr
from prove.grep.engine import Grep
from prove.kusto.engine import Asim, AzureMonitor, Defender
from prove.logpoint.engine import LogpointJudge
from prove.logscale.engine import FalconJudge, LogScaleJudge
from prove.loki.engine import LokiJudge
from prove.netwitness.engine import NetWitnessJudge
from prove.panther.engine import Panther
from prove.powershell.engine import PowerShellJudge
from prove.qradar.engine import QRadarJudge
from prove.quickwit.engine import QuickwitJudge
from prove.secops.engine import UDMJudge
from prove.sentinelone.engine import DeepVisibilityJudge, PowerQueryJudge
from prove.splunk.engine import DataModelSearch, SavedSplunkSearch, SplunkJudge
from prove.sql.datafusion import Parseable
from prove.sql.duckdb import DuckDB
from prove.sql.spark import Spark
from prove.sql.sqlite import SQLite
from prove.sumologic.engine import CloudSiemJudge
from prove.tanium.engine import SignalsJudge
from prove.victorialogs.engine import VictoriaLogsJudge

Runner = Engine | Parser

RUNNERS: Mapping[str, tuple[Callable[[], Runner], ...]] = MappingProxyType(
    {
        "powershell": (PowerShellJudge,),
        "es-qs": (ElasticIndex,),
        "xpack-watcher": (Watch,),
        "graylog": (GraylogIndex,),
        "elastic-ecs": (EcsIndex,),
        "eql": (EqlParser, EqlJudge),
        "esql": (EsqlJudge,),
        "kibana-ndjson": (SavedSearch,),
        "elastalert": (ElastAlert,),
        "opensearch": (OpenSearchIndex,),
        "quickwit": (QuickwitJudge,),
        "opensearch-ppl": (PplJudge,),
        "opensearch-monitor": (Monitor,),
        "splunk": (SplunkJudge,),
        "logpoint": (LogpointJudge,),
        "grep": (Grep,),
        "splunk-data-model": (DataModelSearch,),
        "splunk-savedsearches": (SavedSplunkSearch,),
        "defender-xdr": (Defender,),
        "sentinel-asim": (Asim,),
        "azure-monitor": (AzureMonitor,),
        "crowdstrike-falcon": (FalconJudge,),
        "loki": (LokiJudge,),
        "logscale": (LogScaleJudge,),
        "sqlite": (SQLite,),
        "duckdb": (DuckDB,),
        "databricks": (Spark,),
        "parseable": (Parseable,),
        "victorialogs": (VictoriaLogsJudge,),
        "qradar-aql": (QRadarJudge,),
        "google-secops": (UDMJudge,),
        "netwitness": (NetWitnessJudge,),
        "sumologic": (CloudSiemJudge,),
        "carbonblack": (CarbonBlackJudge,),
        "cortex-xdr": (CortexJudge,),
        "sentinelone": (DeepVisibilityJudge,),
        "sentinelone-pq": (PowerQueryJudge,),
        "tanium-signals": (SignalsJudge,),
        "panther": (Panther,),
        "golangexpr": (Expr,),
    }
)


def runners_of(target: str) -> tuple[Runner, ...]:
    """New engines of a target. Raises Missing if one is not installed, KeyError for no target."""
    return tuple(runner() for runner in RUNNERS[target])
