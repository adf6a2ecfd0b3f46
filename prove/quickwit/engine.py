"""Quickwit's query language over events of an index in the mode `dynamic`."""

from __future__ import annotations

from collections.abc import Sequence

from prove.elastic.index import elastic
from prove.engine import Engine, Event, NotUnderstood, Question
from prove.quickwit.judge import QuickwitError, QuickwitQuery


class QuickwitJudge(Engine):
    """A judge of the documented language; there is no parser to be had."""

    @property
    def name(self) -> str:
        return "a judge of Quickwit's query language by its documentation"

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        try:
            query = QuickwitQuery(question.query)
            return [query.finds(elastic(question.rule, event)) for event in events]
        except QuickwitError as problem:
            raise NotUnderstood(str(problem)) from problem
