"""Targets for Elasticsearch, and the products that share its query language: OpenSearch, Graylog, ElastAlert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.shared.loaders import expansions, scope, winlogbeat
from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend
    from sigma.processing.pipeline import ProcessingPipeline


def lucene_backend() -> type[Backend]:
    from generator.targets.elastic.lucene.backend import LuceneQueryBackend

    return LuceneQueryBackend


def graylog_backend() -> type[Backend]:
    from generator.targets.elastic.graylog import GraylogBackend

    return GraylogBackend


def graylog_fields() -> ProcessingPipeline:
    from generator.targets.elastic.graylog import graylog_pipeline

    return graylog_pipeline()


def eql_backend() -> type[Backend]:
    from generator.targets.elastic.eql import EqlQueryBackend

    return EqlQueryBackend


def esql_backend() -> type[Backend]:
    from generator.targets.elastic.esql import EsqlQueryBackend

    return EsqlQueryBackend


def elastalert_backend() -> type[Backend]:
    from generator.targets.elastic.elastalert import ElastalertQueryBackend

    return ElastalertQueryBackend


def opensearch_backend() -> type[Backend]:
    from generator.targets.elastic.opensearch import OpenSearchQueryBackend

    return OpenSearchQueryBackend


def ppl_backend() -> type[Backend]:
    from generator.targets.elastic.ppl import PplQueryBackend

    return PplQueryBackend


def ecs() -> ProcessingPipeline:
    from generator.targets.elastic.ecs import ecs_pipeline

    return ecs_pipeline()


def one_type() -> ProcessingPipeline:
    from generator.targets.elastic.field_types import one_type_pipeline

    return one_type_pipeline()


ECS_NAMES = (
    "Windows events are named by the Elastic Common Schema, as winlogbeat's own pipelines do it; "
    "what those take apart is copied to `sigma.X` before (see `winlogbeat-ecs.yml`)."
)

LOWERCASE = (
    "string fields are mapped as `keyword` with a lowercase normalizer and a sub-field `.cased` "
    "without one, as for the target `es-qs`."
)

TARGETS: tuple[Target, ...] = (
    Target(
        id="es-qs",
        title="Elasticsearch query string",
        product="Elasticsearch",
        backend=lucene_backend,
        pipelines=(
            scope,
            winlogbeat,
        ),
        assumes="Field names are those of winlogbeat; string fields are mapped as `keyword` with a "
        "lowercase normalizer and a sub-field `.cased` without one. Stock keyword fields are "
        "case-sensitive and miss what is written in another case.",
        manual="https://www.elastic.co/guide/en/elasticsearch/reference/current/query-dsl-query-string-query.html",
    ),
    Target(
        id="xpack-watcher",
        title="Elasticsearch Watcher",
        product="Elasticsearch",
        backend=lucene_backend,
        pipelines=(
            scope,
            winlogbeat,
        ),
        format="xpack_watcher",
        suffix="sh",
        assumes="The address is taken from `ES_URL`, a key from `ES_API_KEY`; the index is mapped "
        "as for es-qs.",
        manual="https://www.elastic.co/guide/en/elasticsearch/reference/current/watcher-api-put-watch.html",
        bundle="script",
    ),
    Target(
        id="graylog",
        title="Graylog search",
        product="Graylog",
        backend=graylog_backend,
        pipelines=(
            scope,
            graylog_fields,
        ),
        assumes="Leading wildcards are switched on (`allow_leading_wildcard_searches = true`), and "
        "string fields are mapped as `keyword` with a lowercase normalizer and a sub-field "
        "`.cased` without one.",
        manual="https://go2docs.graylog.org/current/making_sense_of_your_log_data/search_syntax_reference.htm",
    ),
    Target(
        id="elastic-ecs",
        title="Elasticsearch query string (ECS)",
        product="Elasticsearch",
        backend=lucene_backend,
        pipelines=(
            scope,
            ecs,
        ),
        assumes=f"{ECS_NAMES} String fields are mapped as `keyword` with a lowercase normalizer "
        "and a sub-field `.cased` without one, as for the target `es-qs`.",
        manual="https://www.elastic.co/guide/en/elasticsearch/reference/current/query-dsl-query-string-query.html",
        taxonomy=True,
    ),
    Target(
        id="kibana-ndjson",
        title="Kibana saved search",
        product="Kibana",
        backend=lucene_backend,
        pipelines=(
            scope,
            winlogbeat,
        ),
        format="kibana_ndjson",
        language="json",
        suffix="ndjson",
        assumes="The file is imported under Saved Objects, where the data view `beats-*` is; field "
        f"names are those of winlogbeat, and {LOWERCASE}",
        manual="https://www.elastic.co/guide/en/kibana/current/managing-saved-objects.html",
        bundle="lines",
    ),
    Target(
        id="eql",
        title="Elastic EQL",
        product="Elasticsearch",
        backend=eql_backend,
        pipelines=(
            expansions,
            one_type,
            scope,
            ecs,
        ),
        suffix="eql",
        assumes=f"{ECS_NAMES} Strings are mapped as `keyword`, fields that a rule compares with a "
        "number as numbers; keywords are looked for in the sub-fields of `message` that "
        "`elasticsearch-message-template.json` gives it.",
        manual="https://www.elastic.co/guide/en/elasticsearch/reference/current/eql-syntax.html",
        taxonomy=True,
    ),
    Target(
        id="esql",
        title="Elastic ES|QL",
        product="Elasticsearch",
        backend=esql_backend,
        pipelines=(
            expansions,
            one_type,
            scope,
            ecs,
        ),
        suffix="esql",
        assumes=f"{ECS_NAMES} Every field that the query names is mapped, strings as `keyword`, "
        "fields that a rule compares with a number as numbers; keywords are looked for in "
        "`message`.",
        manual="https://www.elastic.co/guide/en/elasticsearch/reference/current/esql-syntax.html",
        taxonomy=True,
    ),
    Target(
        id="elastalert",
        title="ElastAlert rule",
        product="ElastAlert",
        backend=elastalert_backend,
        pipelines=(
            scope,
            winlogbeat,
        ),
        language="yaml",
        suffix="yml",
        assumes="The rule needs an `alert` and the index that it is for in the place of `*`; field "
        f"names are those of winlogbeat, and {LOWERCASE}",
        manual="https://elastalert2.readthedocs.io/en/latest/ruletypes.html",
    ),
    Target(
        id="opensearch",
        title="OpenSearch query string",
        product="OpenSearch",
        backend=lucene_backend,
        pipelines=(
            scope,
            winlogbeat,
        ),
        assumes=f"Field names are those of winlogbeat, and {LOWERCASE}",
        manual="https://docs.opensearch.org/latest/query-dsl/full-text/query-string/",
    ),
    Target(
        id="opensearch-monitor",
        title="OpenSearch monitor",
        product="OpenSearch",
        backend=opensearch_backend,
        pipelines=(
            scope,
            winlogbeat,
        ),
        format="monitor_rule",
        language="json",
        suffix="json",
        assumes="The monitor is for the indices `beats-*` and has no action yet; field names are "
        f"those of winlogbeat, and {LOWERCASE}",
        manual="https://docs.opensearch.org/latest/observing-your-data/alerting/monitors/",
    ),
    Target(
        id="opensearch-ppl",
        title="OpenSearch PPL",
        product="OpenSearch",
        backend=ppl_backend,
        pipelines=(
            expansions,
            one_type,
            scope,
            winlogbeat,
        ),
        suffix="ppl",
        assumes="Field names are those of winlogbeat, and the index is named after the log source; "
        "strings are mapped as `keyword`, fields that a rule compares with a number as numbers. "
        "The query uses `regexp_match`, `coalesce` and `tonumber`, which OpenSearch 3 has.",
        manual="https://docs.opensearch.org/latest/search-plugins/sql/ppl/index/",
    ),
)
