"""PPL over events in an index of OpenSearch, whose strings are keywords."""

from __future__ import annotations

from collections.abc import Sequence

from prove.elastic.index import elastic
from prove.elastic.keyword_index import KeywordIndex, keywords, one_message
from prove.elastic.ppl_judge import PplQuery
from prove.engine import Event, Question


class PplJudge(KeywordIndex):
    """A judge of the language; its parser is not published as a package."""

    @property
    def name(self) -> str:
        return "a judge of PPL by OpenSearch's documentation"

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        query = PplQuery(question.query)
        return [
            query.finds(one_message(keywords(question.rule, event, index=elastic)))
            for event in events
        ]
