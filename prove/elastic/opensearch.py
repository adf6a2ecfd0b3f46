"""PPL over events of an index of OpenSearch, whose strings are keywords."""

from __future__ import annotations

from collections.abc import Sequence

from prove.elastic.eql import KeywordIndex, keywords, one_message
from prove.elastic.index import elastic
from prove.elastic.ppl_judge import PplError, PplQuery
from prove.engine import Event, NotUnderstood, Question


class PplJudge(KeywordIndex):
    """A judge of the language; its parser is no package of its own."""

    @property
    def name(self) -> str:
        return "a judge of PPL by OpenSearch's documentation"

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        try:
            query = PplQuery(question.query)
            return [
                query.finds(one_message(keywords(question.rule, event, index=elastic)))
                for event in events
            ]
        except PplError as problem:
            raise NotUnderstood(str(problem)) from problem
