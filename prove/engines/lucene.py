"""Queries of Lucene's classic parser over events as Elasticsearch, OpenSearch and Graylog index
them: run by a real Lucene where there is one, else judged over luqum's parse tree.

A real Lucene is taken from the jar that the environment variable `LUCENE_JAR` names; `make prove`
fetches one from PyPI's pyserini. It needs a Java compiler.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from generator.trust import Level
from prove.engine import Engine, Event, Missing, NotUnderstood, Question, Rejected
from prove.engines.elastic_index import Stored, elastic, graylog, kept_as_is
from prove.judges.lucene import LuceneError, LuceneQuery

CLAUSES = 2048
"""Lucene's limit of clauses, which Elasticsearch derives from the heap: at least this."""


class Lucene:
    """A real Lucene in a process of its own; asked one query at a time."""

    def __init__(self, jar: Path) -> None:
        classes = tempfile.mkdtemp(prefix="lucene-judge-")
        source = Path(__file__).with_name("LuceneJudge.java")
        try:
            subprocess.run(["javac", "-nowarn", "-cp", jar, "-d", classes, source], check=True)
        except (OSError, subprocess.CalledProcessError) as problem:
            raise Missing(f"a Java compiler and a jar of Lucene 9 ({problem})") from problem
        self.process = subprocess.Popen(
            ["java", f"-Dclauses={CLAUSES}", "-cp", f"{jar}:{classes}", "LuceneJudge"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    def hits(self, query: str, documents: Sequence[Stored]) -> set[int]:
        """The numbers of the documents that a query finds. Raises Rejected."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"query": query, "docs": documents}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise Rejected(str(answer["error"]))
        return set(answer["hits"])


class LuceneEngine(Engine):
    """Documents of an index whose text fields are keywords with a lowercase normalizer and a
    sub-field `.cased`, as the mapping that ships says."""

    def __init__(self) -> None:
        jar = os.environ.get("LUCENE_JAR", "")
        self.jar = Path(jar) if jar else None
        if self.jar:
            self.level = Level.PROVEN  # type: ignore[misc]

    @cached_property
    def lucene(self) -> Lucene:
        assert self.jar is not None
        return Lucene(self.jar)

    @property
    def name(self) -> str:
        if self.jar is None:
            return "a judge of Lucene's query syntax over luqum's parse tree"
        version = re.search(r"lucene[-_]?(9[\d.]*\d)", self.jar.name)
        return f"Apache Lucene {version[1] if version else '9'}"

    def stored(self, rule: Mapping[str, Any], event: Event) -> Stored:
        """The event as it lies in the index."""
        return elastic(rule, event)

    def text(self, query: str) -> str:
        """The query in what a target prints."""
        return query

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        documents = [self.stored(question.rule, event) for event in events]
        text = self.text(question.query)
        if self.jar is not None:
            hits = self.lucene.hits(text, documents)
            return [number in hits for number in range(len(events))]
        query = _parsed(text)
        try:
            return [query.finds(document) for document in documents]
        except LuceneError as problem:
            raise NotUnderstood(str(problem)) from problem


class ElasticIndex(LuceneEngine):
    """Elasticsearch, Windows events as winlogbeat sends them."""

    def stock(self) -> Engine | None:
        return StockElastic()


class StockElastic(ElasticIndex):
    """The same with keyword fields as they are mapped by default: they regard case, and have no
    sub-field `.cased`."""

    @property
    def name(self) -> str:
        return "the judge of Lucene's query syntax, keyword fields without a normalizer"

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        query = _parsed(self.text(question.query), stock=True)
        documents = [self.stored(question.rule, event) for event in events]
        return [query.finds(_without_cased(document)) for document in documents]

    def stock(self) -> Engine | None:
        return None


def _without_cased(document: Stored) -> Stored:
    return {name: values for name, values in document.items() if not name.endswith(".cased")}


def _parsed(text: str, *, stock: bool = False) -> LuceneQuery:
    try:
        return LuceneQuery(text, stock=stock)
    except LuceneError as problem:
        raise NotUnderstood(str(problem)) from problem


class Watch(LuceneEngine):
    """The query inside a watch."""

    def text(self, query: str) -> str:
        body = query.partition("<<'EOF'\n")[2].rpartition("\n")[0]
        search = json.loads(body)["input"]["search"]["request"]["body"]["query"]
        (condition,) = (c for c in search["bool"]["filter"] if "query_string" in c)
        return str(condition["query_string"]["query"])


class GraylogIndex(LuceneEngine):
    """Graylog over the same index: `_` for dots, no blanks at the ends, no empty values."""

    def stored(self, rule: Mapping[str, Any], event: Event) -> Stored:
        return graylog(rule, event)

    def events(self, question: Question, made: Event) -> Iterator[Event]:
        for event in super().events(question, made):
            if kept_as_is(event):
                yield event
