"""EQL: Elastic's own parser, and a judge over its tree."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from importlib import metadata

from prove.elastic.ecs_index import without_blanks
from prove.elastic.keyword_index import KeywordIndex, keywords
from prove.engine import Event, Parser, Question
from prove.problems import Missing, Rejected


class EqlParser(Parser):
    """Elastic's own parser, which also checks the types of functions and literals."""

    def __init__(self) -> None:
        _require_eql()

    @property
    def name(self) -> str:
        return f"the parser of eql {metadata.version('eql')}"

    def accepts(self, query: str) -> None:
        from eql.errors import EqlError as ParserError
        from eql.parser import elasticsearch_syntax, parse_query
        from eql.parser import elasticsearch_validate_optional_fields as optional

        with contextlib.ExitStack() as stack:
            stack.enter_context(elasticsearch_syntax)
            stack.enter_context(optional)
            try:
                parse_query(query)
            except ParserError as problem:
                raise Rejected(str(problem)) from problem


class EqlJudge(KeywordIndex):
    """A judge of the language over that parser's tree."""

    def __init__(self) -> None:
        _require_eql()

    @property
    def name(self) -> str:
        return f"a judge of EQL over the parse tree of eql {metadata.version('eql')}"

    def equivalents(self, question: Question, event: Event) -> Iterator[Event]:
        yield from super().equivalents(question, event)
        yield from without_blanks(event)

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        from prove.elastic.eql_judge import EqlQuery

        query = EqlQuery(question.query)
        return [query.finds(keywords(question.rule, event)) for event in events]


def _require_eql() -> None:
    try:
        metadata.version("eql")
    except metadata.PackageNotFoundError as problem:
        raise Missing("eql, with `pip install detection-catalogue[prove]`") from problem
