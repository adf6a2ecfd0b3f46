"""ES|QL over events of an index whose strings are keywords, as they are mapped by default."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib import metadata

from prove.elastic.ecs_index import without_blanks
from prove.elastic.eql import KeywordIndex, keywords, one_message
from prove.engine import Event, Missing, NotUnderstood, Question, Rejected


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

    def readings(self, question: Question, event: Event) -> Iterator[Event]:
        yield from super().readings(question, event)
        yield from without_blanks(event)
        yield {name: _as_address(value) for name, value in event.items()}

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        from prove.elastic.esql_judge import EsqlError, EsqlQuery, EsqlSyntaxError

        try:
            query = EsqlQuery(question.query)
            return [query.finds(one_message(keywords(question.rule, event))) for event in events]
        except EsqlSyntaxError as problem:
            raise Rejected(str(problem)) from problem
        except EsqlError as problem:
            raise NotUnderstood(str(problem)) from problem


def _as_address(value: object) -> object:
    """An IPv4 address written as IPv6 is the same address to Elasticsearch."""
    return re.sub(r"^::ffff:(?=\d+\.)", "", value) if isinstance(value, str) else value
