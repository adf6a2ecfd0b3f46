"""LogQL: Grafana's own parser, and a judge over its tree; events are lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from generator.logic.evaluate import scope_event
from prove.engine import Engine, Event, Question, fields_of
from prove.loki.judge import LogQuery
from prove.node import Script, version_of
from prove.problems import Rejected
from prove.shared import re2
from prove.shared.events import RAW

PACKAGE = "@grafana/lezer-logql"
STREAM = {"job": "windows"}


class LokiJudge(Engine):
    """Lines of JSON in a stream; arrays have no labels, and an empty label is a missing one."""

    def __init__(self) -> None:
        re2.require()
        self.script = Script("logql.mjs", PACKAGE, "@lezer/lr", "@lezer/common")
        self._last: tuple[str, LogQuery | None] = ("", None)

    @property
    def name(self) -> str:
        return f"{PACKAGE} {version_of(PACKAGE)}, and a judge of the documented language"

    def query(self, text: str) -> LogQuery:
        """A query; the last one is cached. Raises Rejected and NotUnderstood."""
        last, query = self._last
        if query is None or last != text:
            answer = self.script.ask({"query": text})
            if "error" in answer:
                raise Rejected(answer["error"])
            query = LogQuery(answer["tree"])
            self._last = (text, query)
        return query

    def events(self, question: Question, generated: Event) -> Iterator[Event]:
        event = {**scope_event(question.rule), **generated}
        if not _has_array(event) and _is_text(event):
            yield event

    def equivalents(self, question: Question, event: Event) -> Iterator[Event]:
        """Empty and missing are the same; a keyword is found anywhere in the line."""
        tested = fields_of(question.rule)
        empty = sorted(field for field in tested if event.get(field) in (None, "", []))
        filled = {name: value for name, value in event.items() if name not in empty}
        for chosen in islice(product((False, True), repeat=len(empty)), 64):
            texts = {name: "" for name, there in zip(empty, chosen, strict=True) if there}
            yield {**filled, **texts}
        yield {**event, RAW: line_of(event)}

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        query = self.query(question.query)
        return [query.finds(line_of(event), STREAM) for event in events]


def line_of(event: Event) -> str:
    """The line of an event: its text where it has one, else JSON."""
    if RAW in event:
        return str(event[RAW])
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def _has_array(event: Mapping[str, Any]) -> bool:
    return any(
        isinstance(value, (list, tuple)) or (isinstance(value, Mapping) and _has_array(value))
        for value in event.values()
    )


def _is_text(event: Event) -> bool:
    """Whether a line can hold it: a lone surrogate is not a character."""
    try:
        line_of(event).encode()
    except UnicodeEncodeError:
        return False
    return True
