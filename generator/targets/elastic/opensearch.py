"""Monitors and dashboards of OpenSearch around the mended Lucene queries."""

from __future__ import annotations

from typing import ClassVar

from sigma.backends.opensearch.opensearch import OpensearchLuceneBackend

from generator.targets.elastic.lucene.backend import LuceneQueryBackend


class OpenSearchQueryBackend(LuceneQueryBackend, OpensearchLuceneBackend):
    """Queries, and what the published back end makes of a query for OpenSearch."""

    name: ClassVar[str] = "OpenSearch query string"
    formats: ClassVar[dict[str, str]] = {
        "default": "Lucene query strings",
        "dashboards_ndjson": "OpenSearch Dashboards saved searches",
        "monitor_rule": "OpenSearch monitors",
        "dsl_lucene": "OpenSearch query DSL with the query string",
    }
