"""Logpoint's search language, judged by its documentation, over normalised events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from generator.logic.evaluate import scope_event
from prove.engine import Engine, Event, Question
from prove.logpoint.events import exchanged, has_whole_hashes, normalised
from prove.logpoint.judge import parse
from prove.shared.values import is_address


class LogpointJudge(Engine):
    """Over events that Logpoint's normalisers can produce: with whole hashes, and with addresses
    where a rule tests a network."""

    @property
    def name(self) -> str:
        return "a judge of the documented search language"

    def events(self, question: Question, generated: Event) -> Iterator[Event]:
        rule = question.rule
        networks = set(_fields(rule, lambda name, _: "|cidr" in name))
        event = {**scope_event(rule), **generated}
        for one in (event, *exchanged(rule, event)):
            if has_whole_hashes(one) and _has_addresses(one, networks):
                yield one

    def equivalents(self, question: Question, event: Event) -> Iterator[Event]:
        """Logpoint does not keep a `-`, and so cannot tell it from a missing field."""
        yield from super().equivalents(question, event)
        dashes = set(_fields(question.rule, lambda _, value: value == "-"))
        yield from _without_dash(event, dashes)

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        query = parse(question.query)
        return [query.matches(normalised(question.rule, event)) for event in events]


def _fields(detection: Any, wanted: Callable[[str, Any], bool]) -> Iterator[str]:
    """The fields of a detection with a wanted test."""
    if isinstance(detection, list):
        for part in detection:
            yield from _fields(part, wanted)
    elif isinstance(detection, Mapping):
        for name, value in detection.items():
            values = value if isinstance(value, list) else [value]
            if any(wanted(str(name), one) for one in values):
                yield str(name).split("|")[0]
            yield from _fields(value, wanted)


def _has_addresses(event: Event, fields: set[str]) -> bool:
    """Whether some fields hold what Logpoint's normaliser takes where it expects an address."""
    values = [event[name] for name in fields if name in event]
    return all(value in (None, "", "-") or is_address(value) for value in values)


def _without_dash(event: Event, dashes: set[str]) -> Iterator[dict[str, Any]]:
    """Events that Logpoint cannot tell from this one."""
    yield {
        name: [one for one in value if one != "-"] if isinstance(value, list) else value
        for name, value in event.items()
        if value != "-"
    }
    yield {**event, **{name: "-" for name in dashes if event.get(name) is None}}
