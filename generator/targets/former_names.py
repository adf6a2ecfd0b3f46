"""Former names of back ends and pipelines that a `catalogue.yml` may still have, and their present ones."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FORMER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "generator.backends.cleared_log:own_channel_pipeline": "generator.targets.shared.cleared_log:own_channel_pipeline",
        "generator.backends.cortex:XQLBackend": "generator.targets.cortex.backend:XQLBackend",
        "generator.backends.ecs:ecs_pipeline": "generator.targets.elastic.ecs:ecs_pipeline",
        "generator.backends.elastalert:ElastalertQueryBackend": "generator.targets.elastic.elastalert:ElastalertQueryBackend",
        "generator.backends.elastic_types:one_type_pipeline": "generator.targets.elastic.field_types:one_type_pipeline",
        "generator.backends.eql:EqlQueryBackend": "generator.targets.elastic.eql:EqlQueryBackend",
        "generator.backends.esql:EsqlQueryBackend": "generator.targets.elastic.esql:EsqlQueryBackend",
        "generator.backends.expr_language:ExprBackend": "generator.targets.expr.backend:ExprBackend",
        "generator.backends.falcon:falcon_pipeline": "generator.targets.logscale.falcon:falcon_pipeline",
        "generator.backends.graylog:GraylogBackend": "generator.targets.elastic.graylog:GraylogBackend",
        "generator.backends.graylog:graylog_pipeline": "generator.targets.elastic.graylog:graylog_pipeline",
        "generator.backends.grep:GrepBackend": "generator.targets.grep.backend:GrepBackend",
        "generator.backends.kusto:KustoQueryBackend": "generator.targets.kusto.backend:KustoQueryBackend",
        "generator.backends.kusto_asim:asim_pipeline": "generator.targets.kusto.asim:asim_pipeline",
        "generator.backends.kusto_azure:azure_pipeline": "generator.targets.kusto.azure:azure_pipeline",
        "generator.backends.kusto_defender:defender_pipeline": "generator.targets.kusto.defender:defender_pipeline",
        "generator.backends.logpoint:LogpointBackend": "generator.targets.logpoint.backend:LogpointBackend",
        "generator.backends.logpoint_pipeline:logpoint_pipeline": "generator.targets.logpoint.pipeline:logpoint_pipeline",
        "generator.backends.logql:LogQLQueryBackend": "generator.targets.loki.backend:LogQLQueryBackend",
        "generator.backends.logscale:LogScaleQueryBackend": "generator.targets.logscale.backend:LogScaleQueryBackend",
        "generator.backends.lucene:LuceneQueryBackend": "generator.targets.elastic.lucene.backend:LuceneQueryBackend",
        "generator.backends.netwitness:NetWitnessQueryBackend": "generator.targets.netwitness.backend:NetWitnessQueryBackend",
        "generator.backends.opensearch:OpenSearchQueryBackend": "generator.targets.elastic.opensearch:OpenSearchQueryBackend",
        "generator.backends.panther:PantherRuleBackend": "generator.targets.panther.backend:PantherRuleBackend",
        "generator.backends.powershell:PowerShellBackend": "generator.targets.powershell.backend:PowerShellBackend",
        "generator.backends.ppl:PplQueryBackend": "generator.targets.elastic.ppl:PplQueryBackend",
        "generator.backends.qradar:AQLBackend": "generator.targets.qradar.backend:AQLBackend",
        "generator.backends.qradar:qradar_fields": "generator.targets.qradar.backend:qradar_fields",
        "generator.backends.scope:scope_pipeline": "generator.targets.shared.scope:scope_pipeline",
        "generator.backends.secops:UDMBackend": "generator.targets.secops.backend:UDMBackend",
        "generator.backends.sentinelone:DeepVisibilityBackend": "generator.targets.sentinelone.deep_visibility:DeepVisibilityBackend",
        "generator.backends.sentinelone:PowerQueryBackend": "generator.targets.sentinelone.power_query:PowerQueryBackend",
        "generator.backends.signals:TaniumSignalsBackend": "generator.targets.tanium.backend:TaniumSignalsBackend",
        "generator.backends.splunk:SplunkSearchBackend": "generator.targets.splunk.backend:SplunkSearchBackend",
        "generator.backends.splunk_data_model:data_model_pipeline": "generator.targets.splunk.data_model:data_model_pipeline",
        "generator.backends.splunk_pipeline:splunk_pipeline": "generator.targets.splunk.pipeline:splunk_pipeline",
        "generator.backends.sql_databricks:DatabricksBackend": "generator.targets.sql.databricks:DatabricksBackend",
        "generator.backends.sql_duckdb:DuckDBBackend": "generator.targets.sql.duckdb:DuckDBBackend",
        "generator.backends.sql_parseable:ParseableBackend": "generator.targets.sql.parseable:ParseableBackend",
        "generator.backends.sql_parseable:parseable_references": "generator.targets.sql.parseable:parseable_references",
        "generator.backends.sql_sqlite:SQLiteBackend": "generator.targets.sql.sqlite:SQLiteBackend",
        "generator.backends.sumologic:CloudSiemBackend": "generator.targets.sumologic.backend:CloudSiemBackend",
        "generator.backends.victorialogs:LogsQLBackend": "generator.targets.victorialogs.backend:LogsQLBackend",
        "generator.backends.winlogbeat:winlogbeat_pipeline": "generator.targets.shared.winlogbeat:winlogbeat_pipeline",
        "generator.convert.published:expansions": "generator.targets.shared.expansions:expansions",
        "generator.convert.published:parseable_windows": "generator.targets.sql.parseable_fields:parseable_windows",
        "generator.convert.published:victorialogs_windows": "generator.targets.victorialogs.pipeline:victorialogs_windows",
    }
)
