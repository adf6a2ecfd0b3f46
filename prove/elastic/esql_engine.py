"""ES|QL over events in an index whose strings are keywords, as they are mapped by default."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib import metadata

from prove.elastic.ecs_index import without_blanks
from prove.elastic.esql_judge import EsqlQuery
from prove.elastic.keyword_index import KeywordIndex, keywords, one_message
from prove.engine import Event, Question
from prove.problems import Missing


class EsqlJudge(KeywordIndex):
    """A judge of the language over the tree of Elastic's grammar."""

    def __init__(self) -> None:
        try:
            self.version = metadata.version("esql-parser")
        except metadata.PackageNotFoundError as problem:
            raise Missing("esql-parser, with `pip install detection-catalogue[prove]`") from problem

    @property
    def name(self) -> str:
        return f"a judge of ES|QL over the parse tree of esql-parser {self.version}"

    def equivalents(self, question: Question, event: Event) -> Iterator[Event]:
        yield from super().equivalents(question, event)
        yield from without_blanks(event)
        yield {name: _as_address(value) for name, value in event.items()}

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        query = EsqlQuery(question.query)
        return [query.finds(one_message(keywords(question.rule, event))) for event in events]


def _as_address(value: object) -> object:
    """An IPv4 address written as IPv6 is the same address to Elasticsearch."""
    return re.sub(r"^::ffff:(?=\d+\.)", "", value) if isinstance(value, str) else value
