"""PPL over events of an index of OpenSearch, whose strings are keywords."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prove.engine import Engine, Event, NotUnderstood, Question
from prove.engines.elastic_index import elastic
from prove.engines.eql import Value, is_held, keywords
from prove.judges.ppl import PplError, PplQuery


class PplJudge(Engine):
    """A judge of the language; its parser is no package of its own."""

    @property
    def name(self) -> str:
        return "a judge of PPL by OpenSearch's documentation"

    def events(self, question: Question, made: Event) -> Iterator[Event]:
        for event in super().events(question, made):
            if is_held(question.rule, event):
                yield event

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        try:
            query = PplQuery(question.query)
            return [query.finds(_stored(question, event)) for event in events]
        except PplError as problem:
            raise NotUnderstood(str(problem)) from problem


def _stored(question: Question, event: Event) -> dict[str, Value]:
    stored = keywords(question.rule, event, index=elastic)
    message = stored.get("message.cased")
    return stored if message is None else {**stored, "message": message}
