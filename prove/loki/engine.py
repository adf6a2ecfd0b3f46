"""LogQL: Grafana's own parser, and a judge over its tree; events are lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from generator.logic.evaluate import compile_rule, scope_event
from generator.logic.evaluate.tree import leaves
from prove.engine import Engine, Event, Question, Rejected
from prove.loki.judge import LogQuery
from prove.node import Script, version_of
from prove.shared import re2

PACKAGE = "@grafana/lezer-logql"
STREAM = {"job": "windows"}


class LokiJudge(Engine):
    """Lines of JSON in a stream; arrays make no labels, and an empty label is a missing one."""

    def __init__(self) -> None:
        re2.installed()
        self.script = Script("logql.mjs", PACKAGE, "@lezer/lr", "@lezer/common")
        self._parsed: tuple[str, LogQuery | None] = ("", None)

    @property
    def name(self) -> str:
        return f"{PACKAGE} {version_of(PACKAGE)}, and a judge of the documented language"

    def query(self, text: str) -> LogQuery:
        """A query, the last one kept. Raises Rejected and NotUnderstood."""
        kept, query = self._parsed
        if query is None or kept != text:
            answer = self.script.ask({"query": text})
            if "error" in answer:
                raise Rejected(answer["error"])
            query = LogQuery(answer["tree"])
            self._parsed = (text, query)
        return query

    def events(self, question: Question, made: Event) -> Iterator[Event]:
        event = {**scope_event(question.rule), **made}
        if not _has_array(event) and _is_text(event):
            yield event

    def readings(self, question: Question, event: Event) -> Iterator[Event]:
        """A keyword in the text of the line, and an empty text for a missing one."""
        asked = {leaf.field for leaf in leaves(compile_rule(question.rule).root) if leaf.field}
        empty = sorted(field for field in asked if event.get(field) in (None, "", []))
        kept = {name: value for name, value in event.items() if name not in empty}
        for chosen in islice(product((False, True), repeat=len(empty)), 64):
            texts = {name: "" for name, there in zip(empty, chosen, strict=True) if there}
            yield {**kept, **texts}
        yield {**event, "_raw": line_of(event)}

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        query = self.query(question.query)
        return [query.finds(line_of(event), STREAM) for event in events]


def line_of(event: Event) -> str:
    """The line of an event: its own text where it has one, else JSON."""
    if "_raw" in event:
        return str(event["_raw"])
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def _has_array(event: Mapping[str, Any]) -> bool:
    return any(
        isinstance(value, (list, tuple)) or (isinstance(value, Mapping) and _has_array(value))
        for value in event.values()
    )


def _is_text(event: Event) -> bool:
    """Whether a line can hold it: a lone half of a pair of surrogates is no character."""
    try:
        line_of(event).encode()
    except UnicodeEncodeError:
        return False
    return True
