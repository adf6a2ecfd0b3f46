"""SPL, judged by its documentation, over events as Splunk's add-ons extract them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from generator.catalogue.samples import belongs_to_logs
from generator.logic.evaluate import compile_rule, scope_event
from generator.logic.evaluate.correlation import time_of
from generator.logic.evaluate.tree import leaves
from prove.engine import Counting, Engine, Event, NotUnderstood, Question, Series
from prove.splunk.index import dataset_row, indexed, with_message
from prove.splunk.judge import SplError, SplQuery


class SplunkJudge(Engine, Counting):
    """A search; `encoded` gives Windows events with their texts as XML writes them, which is what
    the add-on's search-time extraction leaves."""

    def __init__(self, *, encoded: bool = False) -> None:
        self.encoded = encoded

    @property
    def name(self) -> str:
        if self.encoded:
            return "the same, values of Windows events encoded as in XML"
        return "a judge of the documented search language"

    def events(self, question: Question, made: Event) -> Iterator[Event]:
        yield with_message({**scope_event(question.rule), **made})

    def text(self, query: str) -> str:
        """The search in what a target prints."""
        return query

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        try:
            search = SplQuery(self.text(question.query))
            return [
                search.finds(indexed(question.rule, event, encoded=self.encoded))
                for event in events
            ]
        except SplError as problem:
            raise NotUnderstood(str(problem)) from problem

    def answers(self, series: Series) -> bool | None:
        rows = [
            {**indexed(_rule_of(event, series), with_message(event)), "_time": time_of(event)}
            for event in series.events
        ]
        newest_first = sorted(rows, key=lambda row: -row["_time"])  # As Splunk has them.
        try:
            found = {
                bool(SplQuery(self.text(series.query), closed=closed).run(newest_first))
                for closed in (False, True)
            }
        except SplError as problem:
            raise NotUnderstood(str(problem)) from problem
        return found.pop() if len(found) == 1 else None

    def stock(self) -> Engine | None:
        return None if self.encoded else type(self)(encoded=True)


def _rule_of(event: Event, series: Series) -> Mapping[str, Any]:
    """The rule whose log the event is of: that decides its source."""
    return next(
        (rule for rule in series.counted if belongs_to_logs(rule, event)), series.counted[0]
    )


class SavedSearch(SplunkJudge):
    """The search of a stanza of savedsearches.conf; a line that ends in `\\` goes on."""

    def text(self, query: str) -> str:
        found = re.search(r"^search = ((?:.*\\\n)*.*)$", query, re.MULTILINE)
        if found is None:
            raise NotUnderstood("no search in the stanza")
        return found[1].replace("\\\n", "\n")


class DataModelSearch(SplunkJudge):
    """`tstats` over a dataset of the Common Information Model, as the add-ons fill it."""

    def events(self, question: Question, made: Event) -> Iterator[Event]:
        """A dataset holds one value in a field, and what is empty is not extracted."""
        if not any(isinstance(value, (list, dict)) for value in made.values()):
            yield dict(made)

    def readings(self, question: Question, event: Event) -> Iterator[Event]:
        """A text that is empty, or that says null, for a missing one, and the other way round."""
        asked = {leaf.field for leaf in leaves(compile_rule(question.rule).root) if leaf.field}
        empty = sorted(field for field in asked if event.get(field) in (None, "", "null"))
        kept = {name: value for name, value in event.items() if name not in empty}
        for chosen in islice(product((None, "", "null"), repeat=len(empty)), 256):
            pairs = zip(empty, chosen, strict=True)
            yield {**kept, **{name: text for name, text in pairs if text is not None}}

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        try:
            search = SplQuery(question.query)
            rows = [dataset_row(question, event, encoded=self.encoded) for event in events]
            return [search.finds(row) for row in rows]
        except SplError as problem:
            raise NotUnderstood(str(problem)) from problem
