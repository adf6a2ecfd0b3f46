"""Queries of Lucene's classic parser over events as Elasticsearch, OpenSearch and Graylog index
them: run by a real Lucene where there is one, else judged over luqum's parse tree.

A real Lucene is taken from the jar that the environment variable `LUCENE_JAR` names, together with
its query parser and Jackson; `make prove` fetches one from PyPI's pyserini. It needs a Java
compiler.
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
from prove.elastic.index import Stored, elastic, graylog, kept_as_is
from prove.elastic.lucene_judge import LuceneError, LuceneQuery
from prove.engine import Engine, Event, Missing, NotUnderstood, Question, Rejected

HEAP_CLAUSES = 64 * 512 // 7
"""Lucene's limit of clauses as Elasticsearch sets it: 64 for each megabyte of its heap, divided by
the threads that search. This is that of a heap of 512 MB and the seven threads of four processors.
"""
FIXED_CLAUSES = 1024
"""The same in OpenSearch, which has a setting for it (`indices.query.bool.max_clause_count`)."""

FLAGS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""For a process that is asked small things."""


class Lucene:
    """A real Lucene in a process of its own; asked one query at a time."""

    def __init__(self, jar: Path) -> None:
        # Kept, for the folder goes with the object.
        self.classes = tempfile.TemporaryDirectory(prefix="lucene-judge-")
        source = Path(__file__).with_name("LuceneJudge.java")
        compiler = ["javac", "-nowarn", "-Xlint:-deprecation", "-cp", jar]
        try:
            subprocess.run(
                [*compiler, "-d", self.classes.name, source], check=True, capture_output=True
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

        `clauses` is how many a query may have. `stock` is for an index whose keywords have no
        normalizer: every field regards case.
        """
        assert self.process.stdin is not None
        asked = {"query": query, "docs": documents, "clauses": clauses, "stock": stock}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        answer = self._answer()
        if "error" in answer:
            complaint = str(answer["error"])
            raise Rejected(complaint.rpartition("': ")[2])  # behind the query that it quotes
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
    sub-field `.cased`, as the mapping that ships says.

    With `stock` keyword fields are mapped as they are by default: they regard case, and have no
    sub-field `.cased`.
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
        """The event as it lies in the index."""
        return elastic(rule, event)

    def text(self, query: str) -> str:
        """The query in what a target prints. Raises Rejected where there is none."""
        return query

    def documents(self, question: Question, events: Sequence[Event]) -> list[Stored]:
        """The events as this index has them."""
        stored = [self.stored(question.rule, event) for event in events]
        return [_without_cased(one) for one in stored] if self.is_stock else stored

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        documents, text = self.documents(question, events), self.text(question.query)
        if self.jar is None:
            return self.judged(text, documents)
        hits = lucene_of(self.jar).hits(text, documents, clauses=self.clauses, stock=self.is_stock)
        return [number in hits for number in range(len(events))]

    def judged(self, text: str, documents: Sequence[Stored]) -> list[bool]:
        """What the judge says without a real Lucene. Raises NotUnderstood."""
        try:
            query = LuceneQuery(text, stock=self.is_stock)
            return [query.finds(document) for document in documents]
        except LuceneError as problem:
            raise NotUnderstood(str(problem)) from problem

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

    Stock has no copies of fields either, which a processor of ours makes.
    """

    def stored(self, rule: Mapping[str, Any], event: Event) -> Stored:
        return ecs(rule, event, copies=not self.is_stock)

    def readings(self, question: Question, event: Event) -> Iterator[Event]:
        yield from super().readings(question, event)
        yield from without_blanks(event)


class Watch(ElasticIndex):
    """The query inside a watch."""

    def text(self, query: str) -> str:
        body = query.partition("<<'EOF'\n")[2].rpartition("\n")[0]
        search = json.loads(body)["input"]["search"]["request"]["body"]["query"]
        (condition,) = (c for c in search["bool"]["filter"] if "query_string" in c)
        return _untouched_by_mustache(condition)


class SavedSearch(ElasticIndex):
    """The query inside a saved search of Kibana, which is JSON inside of JSON."""

    def text(self, query: str) -> str:
        attributes = json.loads(query)["attributes"]
        source = json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])
        return str(source["query"]["query_string"]["query"])


class ElastAlert(ElasticIndex):
    """The query inside a rule of ElastAlert."""

    def text(self, query: str) -> str:
        (condition,) = yaml.safe_load(query)["filter"]
        return str(condition["query"]["query_string"]["query"])


class Monitor(OpenSearchIndex):
    """The query inside a monitor of OpenSearch."""

    def text(self, query: str) -> str:
        (source,) = json.loads(query)["inputs"]
        (condition,) = source["search"]["query"]["query"]["bool"]["must"]
        return _untouched_by_mustache(condition)


def _untouched_by_mustache(condition: Mapping[str, Any]) -> str:
    """The query of a search that is a Mustache template to the product that runs it."""
    query = str(condition["query_string"]["query"])
    if "{{" in query:
        raise Rejected("two braces begin a tag of the Mustache template that the query stands in")
    return query


class GraylogIndex(LuceneEngine):
    """Graylog over the same index, of OpenSearch: `_` for dots, no blanks at the ends, no empty
    values."""

    clauses = FIXED_CLAUSES

    def stored(self, rule: Mapping[str, Any], event: Event) -> Stored:
        return graylog(rule, event)

    def events(self, question: Question, made: Event) -> Iterator[Event]:
        for event in super().events(question, made):
            if kept_as_is(event):
                yield event
