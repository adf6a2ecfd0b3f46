"""Presets for Splunk, Elasticsearch and OpenSearch beside the targets that are on by default."""

from __future__ import annotations

from generator.convert.target import Target

SCOPE = "generator.backends.scope:scope_pipeline"
OWN_CHANNEL = "generator.backends.cleared_log:own_channel_pipeline"
ONE_TYPE = "generator.backends.elastic_types:one_type_pipeline"
EXPANSIONS = "generator.convert.published:expansions"
WINLOGBEAT = "generator.backends.winlogbeat:winlogbeat_pipeline"

ECS = "generator.backends.ecs:ecs_pipeline"

ECS_NAMES = (
    "Windows events are named by the Elastic Common Schema, as winlogbeat's own pipelines do it; "
    "what those take apart is copied to `sigma.X` before (see `winlogbeat-ecs.yml`)."
)

ELASTIC = ("pysigma", "pysigma-backend-elasticsearch")
OPENSEARCH = (*ELASTIC, "pysigma-backend-opensearch")

LOWERCASE = (
    "string fields are mapped as `keyword` with a lowercase normalizer and a sub-field `.cased` "
    "without one, as for the target `es-qs`."
)

SEARCH: tuple[Target, ...] = (
    Target(
        id="splunk-savedsearches",
        title="Splunk saved search",
        product="Splunk",
        backend="generator.backends.splunk:SplunkSearchBackend",
        pipelines=("generator.backends.splunk_pipeline:splunk_pipeline",),
        format="savedsearches",
        suffix="conf",
        assumes="The stanza goes into `savedsearches.conf` of an app; the search in it assumes what "
        "that of the target `splunk` does.",
        manual="https://docs.splunk.com/Documentation/Splunk/latest/Admin/Savedsearchesconf",
        bundle="conf",
        correlations=True,
        packages=("pysigma", "pysigma-backend-splunk"),
    ),
    Target(
        id="splunk-data-model",
        title="Splunk data model search",
        product="Splunk",
        backend="generator.backends.splunk:SplunkSearchBackend",
        pipelines=("generator.backends.splunk_data_model:data_model_pipeline",),
        format="data_model",
        suffix="spl",
        assumes="Events are normalised to the Endpoint, Web and Network Resolution data models of "
        "the Common Information Model, which need not be accelerated (`summariesonly=false`).",
        manual="https://docs.splunk.com/Documentation/Splunk/latest/SearchReference/Tstats",
        taxonomy=True,
        packages=("pysigma", "pysigma-backend-splunk"),
    ),
    Target(
        id="elastic-ecs",
        title="Elasticsearch query string (ECS)",
        product="Elasticsearch",
        backend="generator.backends.lucene:LuceneQueryBackend",
        pipelines=(SCOPE, ECS),
        assumes=f"{ECS_NAMES} String fields are mapped as `keyword` with a lowercase normalizer "
        "and a sub-field `.cased` without one, as for the target `es-qs`.",
        manual="https://www.elastic.co/guide/en/elasticsearch/reference/current/query-dsl-query-string-query.html",
        taxonomy=True,
        packages=ELASTIC,
    ),
    Target(
        id="kibana-ndjson",
        title="Kibana saved search",
        product="Kibana",
        backend="generator.backends.lucene:LuceneQueryBackend",
        pipelines=(SCOPE, WINLOGBEAT),
        format="kibana_ndjson",
        language="json",
        suffix="ndjson",
        assumes="The file is imported under Saved Objects, where the data view `beats-*` is; field "
        f"names are those of winlogbeat, and {LOWERCASE}",
        manual="https://www.elastic.co/guide/en/kibana/current/managing-saved-objects.html",
        bundle="lines",
        packages=ELASTIC,
    ),
    Target(
        id="eql",
        title="Elastic EQL",
        product="Elasticsearch",
        backend="generator.backends.eql:EqlQueryBackend",
        pipelines=(EXPANSIONS, ONE_TYPE, SCOPE, ECS),
        suffix="eql",
        assumes=f"{ECS_NAMES} Strings are mapped as `keyword`, fields that a rule compares with a "
        "number as numbers; keywords are looked for in the sub-fields of `message` that "
        "`elasticsearch-message-template.json` gives it.",
        manual="https://www.elastic.co/guide/en/elasticsearch/reference/current/eql-syntax.html",
        taxonomy=True,
        packages=ELASTIC,
    ),
    Target(
        id="esql",
        title="Elastic ES|QL",
        product="Elasticsearch",
        backend="generator.backends.esql:EsqlQueryBackend",
        pipelines=(EXPANSIONS, ONE_TYPE, SCOPE, ECS),
        suffix="esql",
        assumes=f"{ECS_NAMES} Every field that the query names is mapped, strings as `keyword`, "
        "fields that a rule compares with a number as numbers; keywords are looked for in "
        "`message`.",
        manual="https://www.elastic.co/guide/en/elasticsearch/reference/current/esql-syntax.html",
        taxonomy=True,
        packages=ELASTIC,
    ),
    Target(
        id="elastalert",
        title="ElastAlert rule",
        product="ElastAlert",
        backend="generator.backends.elastalert:ElastalertQueryBackend",
        pipelines=(SCOPE, WINLOGBEAT),
        language="yaml",
        suffix="yml",
        assumes="The rule needs an `alert` and the index that it is for in the place of `*`; field "
        f"names are those of winlogbeat, and {LOWERCASE}",
        manual="https://elastalert2.readthedocs.io/en/latest/ruletypes.html",
        packages=ELASTIC,
    ),
    Target(
        id="opensearch",
        title="OpenSearch query string",
        product="OpenSearch",
        backend="generator.backends.lucene:LuceneQueryBackend",
        pipelines=(SCOPE, WINLOGBEAT),
        assumes=f"Field names are those of winlogbeat, and {LOWERCASE}",
        manual="https://docs.opensearch.org/latest/query-dsl/full-text/query-string/",
        packages=ELASTIC,
    ),
    Target(
        id="opensearch-monitor",
        title="OpenSearch monitor",
        product="OpenSearch",
        backend="generator.backends.opensearch:OpenSearchQueryBackend",
        pipelines=(SCOPE, WINLOGBEAT),
        format="monitor_rule",
        language="json",
        suffix="json",
        assumes="The monitor is for the indices `beats-*` and has no action yet; field names are "
        f"those of winlogbeat, and {LOWERCASE}",
        manual="https://docs.opensearch.org/latest/observing-your-data/alerting/monitors/",
        packages=OPENSEARCH,
    ),
    Target(
        id="opensearch-ppl",
        title="OpenSearch PPL",
        product="OpenSearch",
        backend="generator.backends.ppl:PplQueryBackend",
        pipelines=(EXPANSIONS, ONE_TYPE, SCOPE, WINLOGBEAT),
        suffix="ppl",
        assumes="Field names are those of winlogbeat, and the index is named after the log source; "
        "strings are mapped as `keyword`, fields that a rule compares with a number as numbers. "
        "The query uses `regexp_match`, `coalesce` and `tonumber`, which OpenSearch 3 has.",
        manual="https://docs.opensearch.org/latest/search-plugins/sql/ppl/index/",
        packages=OPENSEARCH,
    ),
)
