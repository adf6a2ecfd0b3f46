"""LogScale and Falcon, judged by the documentation of LogScale's query language."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.evaluate import scope_event
from prove.engine import Engine, Event, Question
from prove.judges import re2
from prove.judges.logscale import LogScaleQuery


@functools.lru_cache(maxsize=64)
def parsed(query: str) -> LogScaleQuery:
    """A query. Raises NotUnderstood and Rejected."""
    return LogScaleQuery(query)


class LogScaleJudge(Engine):
    """A repository whose parser keeps the names of the event's own fields."""

    def __init__(self) -> None:
        re2.installed()

    @property
    def name(self) -> str:
        return "a judge of LogScale's documented query language"

    def events(self, question: Question, made: Event) -> Iterator[Event]:
        """Values of an array are fields of their own, so an event with one is not held."""
        event = {**scope_event(question.rule), **made}
        if not any(isinstance(value, (list, tuple)) for value in _flat("", event).values()):
            yield event

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        query = parsed(question.query)
        return [query.finds(stored(event)) for event in events]


def stored(event: Event) -> dict[str, str]:
    """The fields of an event as texts, maps with dots in the names, nulls left out."""
    return {
        "@rawstring" if name == "_raw" else name: text_of(value)
        for name, value in _flat("", event).items()
        if value is not None
    }


def text_of(value: Any) -> str:
    """A value as LogScale holds it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _flat(prefix: str, event: Event) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in event.items():
        if isinstance(value, Mapping):
            fields |= _flat(f"{prefix}{name}.", value)
        else:
            fields[prefix + name] = value
    return fields
