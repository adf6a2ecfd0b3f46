"""Queries of Lucene's classic parser over events as Elasticsearch, OpenSearch and Graylog index
them: run by a real Lucene if available, else judged over luqum's parse tree.

The environment variable `LUCENE_JAR` names a jar with Lucene, its query parser and Jackson; `make
prove` fetches one from PyPI's pyserini. It needs a Java compiler.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import yaml

from generator.targets.trust import Level
from prove.elastic.ecs_index import ecs, without_blanks
from prove.elastic.index import Stored, elastic, graylog, is_unchanged
from prove.elastic.lucene_judge import LuceneQuery
from prove.engine import Engine, Event, Question
from prove.problems import Missing, Rejected

HEAP_CLAUSES = 64 * 512 // 7
"""Lucene's limit of clauses as Elasticsearch sets it: 64 for each megabyte of its heap, divided by
the search threads. This is the limit with a heap of 512 MB and the seven threads of four processors.
"""
FIXED_CLAUSES = 1024
"""The same in OpenSearch, which has a setting for it (`indices.query.bool.max_clause_count`)."""

FLAGS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""For a process with small requests."""


class Lucene:
    """A real Lucene in a separate process, which runs one query at a time."""

    def __init__(self, jar: Path) -> None:
        # An attribute, because the folder is removed with the object.
        self.classes = tempfile.TemporaryDirectory(prefix="lucene-judge-")
        source = Path(__file__).with_name("LuceneJudge.java")
        compiler = ["javac", "-nowarn", "-Xlint:-deprecation", "-cp", str(jar)]
        try:
            subprocess.run(
                [*compiler, "-d", self.classes.name, str(source)], check=True, capture_output=True
            )
        except (OSError, subprocess.CalledProcessError) as problem:
            raise Missing(f"a Java compiler and a jar of Lucene 9 ({problem})") from problem
        self.process = subprocess.Popen(
            ["java", *FLAGS, "-cp", f"{jar}:{self.classes.name}", "LuceneJudge"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        self.version = str(self._answer()["version"])

    def hits(
        self, query: str, documents: Sequence[Stored], *, clauses: int, stock: bool = False
    ) -> set[int]:
        """The numbers of the documents that a query finds. Raises Rejected.

        `clauses` is the limit of clauses in a query. `stock` is for an index whose keywords have no
        normalizer: every field respects case.
        """
        assert self.process.stdin is not None
        request = {"query": query, "docs": documents, "clauses": clauses, "stock": stock}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = self._answer()
        if "error" in answer:
            complaint = str(answer["error"])
            raise Rejected(complaint.rpartition("': ")[2])  # after the query that it quotes
        return set(answer["hits"])

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@functools.cache
def lucene_of(jar: Path) -> Lucene:
    """The one process for a jar. Raises Missing."""
    return Lucene(jar)


class LuceneEngine(Engine):
    """Documents of an index whose text fields are keywords with a lowercase normalizer and a
    sub-field `.cased`, as in the mapping that we ship.

    With `stock`, keyword fields have the default mapping: they respect case, and have no sub-field
    `.cased`.
    """

    clauses: ClassVar[int] = HEAP_CLAUSES

    def __init__(self, *, stock: bool = False) -> None:
        self.is_stock = stock
        jar = os.environ.get("LUCENE_JAR", "")
        self.jar = Path(jar) if jar else None
        if self.jar:
            if not self.jar.is_file():
                raise Missing(f"a jar of Lucene 9 where LUCENE_JAR says, at {self.jar.name}")
            self.level = Level.PROVEN  # type: ignore[misc]

    @property
    def name(self) -> str:
        if self.jar is None:
            engine = "a judge of Lucene's query syntax over luqum's parse tree"
        else:
            engine = f"Apache Lucene {lucene_of(self.jar).version}"
        return f"{engine}, keyword fields without a normalizer" if self.is_stock else engine

    def stored(self, rule: Mapping[str, Any], event: Event) -> Stored:
        """The event in the index."""
        return elastic(rule, event)

    def text(self, query: str) -> str:
        """The query in what a target prints. Raises Rejected where there is none."""
        return query

    def documents(self, question: Question, events: Sequence[Event]) -> list[Stored]:
        """The events in this index."""
        stored = [self.stored(question.rule, event) for event in events]
        return [_without_cased(one) for one in stored] if self.is_stock else stored

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        documents, text = self.documents(question, events), self.text(question.query)
        if self.jar is None:
            return self.judged(text, documents)
        hits = lucene_of(self.jar).hits(text, documents, clauses=self.clauses, stock=self.is_stock)
        return [number in hits for number in range(len(events))]

    def judged(self, text: str, documents: Sequence[Stored]) -> list[bool]:
        """The answers of the judge, without a real Lucene. Raises NotUnderstood."""
        query = LuceneQuery(text, stock=self.is_stock)
        return [query.finds(document) for document in documents]

    def stock(self) -> Engine | None:
        return None if self.is_stock else type(self)(stock=True)


def _without_cased(document: Stored) -> Stored:
    return {name: values for name, values in document.items() if not name.endswith(".cased")}


class ElasticIndex(LuceneEngine):
    """Elasticsearch, Windows events as winlogbeat sends them."""


class OpenSearchIndex(ElasticIndex):
    """The same in OpenSearch."""

    clauses = FIXED_CLAUSES


class EcsIndex(LuceneEngine):
    """Elasticsearch, Windows events as the ingest pipelines of winlogbeat leave them.

    Stock has no copies of fields either, which one of our processors makes.
    """

    def stored(self, rule: Mapping[str, Any], event: Event) -> Stored:
        return ecs(rule, event, copies=not self.is_stock)

    def equivalents(self, question: Question, event: Event) -> Iterator[Event]:
        yield from super().equivalents(question, event)
        yield from without_blanks(event)


class Watch(ElasticIndex):
    """The query in a watch."""

    def text(self, query: str) -> str:
        body = query.partition("<<'EOF'\n")[2].rpartition("\n")[0]
        search = json.loads(body)["input"]["search"]["request"]["body"]["query"]
        (condition,) = (c for c in search["bool"]["filter"] if "query_string" in c)
        return _untouched_by_mustache(condition)


class SavedSearch(ElasticIndex):
    """The query in a saved search of Kibana, which is JSON in JSON."""

    def text(self, query: str) -> str:
        attributes = json.loads(query)["attributes"]
        source = json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])
        return str(source["query"]["query_string"]["query"])


class ElastAlert(ElasticIndex):
    """The query in a rule of ElastAlert."""

    def text(self, query: str) -> str:
        (condition,) = yaml.safe_load(query)["filter"]
        return str(condition["query"]["query_string"]["query"])


class Monitor(OpenSearchIndex):
    """The query in a monitor of OpenSearch."""

    def text(self, query: str) -> str:
        (source,) = json.loads(query)["inputs"]
        (condition,) = source["search"]["query"]["query"]["bool"]["must"]
        return _untouched_by_mustache(condition)


def _untouched_by_mustache(condition: Mapping[str, Any]) -> str:
    """The query of a search that is a Mustache template to the product that runs it."""
    query = str(condition["query_string"]["query"])
    if "{{" in query:
        raise Rejected("two braces begin a tag of the Mustache template that contains the query")
    return query


class GraylogIndex(LuceneEngine):
    """Graylog over the same index, of OpenSearch: `_` for dots, no spaces at the ends, no empty
    values."""

    clauses = FIXED_CLAUSES

    def stored(self, rule: Mapping[str, Any], event: Event) -> Stored:
        return graylog(rule, event)

    def events(self, question: Question, generated: Event) -> Iterator[Event]:
        for event in super().events(question, generated):
            if is_unchanged(event):
                yield event
