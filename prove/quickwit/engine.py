"""Quickwit's query language over events in an index with the mode `dynamic`."""

from __future__ import annotations

from collections.abc import Sequence

from prove.elastic.index import elastic
from prove.engine import Engine, Event, Question
from prove.quickwit.judge import QuickwitQuery


class QuickwitJudge(Engine):
    """A judge of the documented language; no parser is available."""

    @property
    def name(self) -> str:
        return "a judge of Quickwit's query language by its documentation"

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        query = QuickwitQuery(question.query)
        return [query.finds(elastic(question.rule, event)) for event in events]
