"""SPL, judged by its documentation, over events as Splunk's add-ons extract them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from generator.catalogue.samples import belongs_to_logs
from generator.logic.evaluate import scope_event
from generator.logic.evaluate.correlation import time_of
from prove.engine import CorrelationEngine, Engine, Event, Question, Series, fields_of
from prove.problems import NotUnderstood
from prove.shared.events import with_message
from prove.splunk.index import dataset_row, indexed
from prove.splunk.judge import SplQuery


class SplunkJudge(Engine, CorrelationEngine):
    """A search; `encoded` gives the texts of Windows events as XML writes them, which is what the
    add-on's search-time extraction leaves."""

    def __init__(self, *, encoded: bool = False) -> None:
        self.encoded = encoded

    @property
    def name(self) -> str:
        if self.encoded:
            return "the same, values of Windows events encoded as in XML"
        return "a judge of the documented search language"

    def events(self, question: Question, generated: Event) -> Iterator[Event]:
        yield with_message({**scope_event(question.rule), **generated})

    def text(self, query: str) -> str:
        """The search in what a target prints."""
        return query

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        search = SplQuery(self.text(question.query))
        return [
            search.finds(indexed(question.rule, event, encoded=self.encoded)) for event in events
        ]

    def answers(self, series: Series) -> bool | None:
        rows = [
            {**indexed(_rule_of(event, series), with_message(event)), "_time": time_of(event)}
            for event in series.events
        ]
        newest_first = sorted(rows, key=lambda row: -row["_time"])  # Splunk's order of results.
        found = {
            bool(SplQuery(self.text(series.query), closed=closed).run(newest_first))
            for closed in (False, True)
        }
        return found.pop() if len(found) == 1 else None

    def stock(self) -> Engine | None:
        return None if self.encoded else type(self)(encoded=True)


def _rule_of(event: Event, series: Series) -> Mapping[str, Any]:
    """The rule whose log the event belongs to, which decides its source."""
    return next(
        (rule for rule in series.counted if belongs_to_logs(rule, event)), series.counted[0]
    )


class SavedSplunkSearch(SplunkJudge):
    """The search in a stanza of savedsearches.conf; a line that ends in `\\` continues."""

    def text(self, query: str) -> str:
        found = re.search(r"^search = ((?:.*\\\n)*.*)$", query, re.MULTILINE)
        if found is None:
            raise NotUnderstood("no search in the stanza")
        return found[1].replace("\\\n", "\n")


class DataModelSearch(SplunkJudge):
    """`tstats` over a dataset of the Common Information Model, as the add-ons fill it."""

    def events(self, question: Question, generated: Event) -> Iterator[Event]:
        """A dataset holds one value per field, and empty values are not extracted."""
        if not any(isinstance(value, (list, dict)) for value in generated.values()):
            yield dict(generated)

    def equivalents(self, question: Question, event: Event) -> Iterator[Event]:
        """Empty, the text `null` and missing are the same."""
        tested = fields_of(question.rule)
        empty = sorted(field for field in tested if event.get(field) in (None, "", "null"))
        filled = {name: value for name, value in event.items() if name not in empty}
        for chosen in islice(product((None, "", "null"), repeat=len(empty)), 256):
            pairs = zip(empty, chosen, strict=True)
            yield {**filled, **{name: text for name, text in pairs if text is not None}}

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        search = SplQuery(question.query)
        rows = [dataset_row(question, event, encoded=self.encoded) for event in events]
        return [search.finds(row) for row in rows]
