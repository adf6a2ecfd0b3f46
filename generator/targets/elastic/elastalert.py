"""ElastAlert rules around the mended Lucene queries."""

from __future__ import annotations

from typing import ClassVar

from sigma.backends.elasticsearch.elasticsearch_elastalert import ElastalertBackend

from generator.targets.elastic.lucene.backend import LuceneQueryBackend


class ElastalertQueryBackend(LuceneQueryBackend, ElastalertBackend):
    """A rule file of ElastAlert, as the published back end frames it."""

    name: ClassVar[str] = "ElastAlert rule"
    formats: ClassVar[dict[str, str]] = {"default": "ElastAlert rules"}
