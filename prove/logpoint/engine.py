"""Logpoint's search language, judged by its documentation, over normalised events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from ipaddress import ip_address
from typing import Any

from generator.logic.evaluate import scope_event
from prove.engine import Engine, Event, NotUnderstood, Question
from prove.logpoint.events import exchanged, has_whole_hashes, normalised
from prove.logpoint.judge import LogpointSyntaxError, parse


class LogpointJudge(Engine):
    """Only asked about what Logpoint's normalisers can make: whole hashes, addresses where a rule
    asks for a network."""

    @property
    def name(self) -> str:
        return "a judge of the documented search language"

    def events(self, question: Question, made: Event) -> Iterator[Event]:
        rule = question.rule
        networks = set(_fields(rule, lambda name, _: "|cidr" in name))
        event = {**scope_event(rule), **made}
        for one in (event, *exchanged(rule, event)):
            if has_whole_hashes(one) and all(_is_address(one[n]) for n in networks & one.keys()):
                yield one

    def readings(self, question: Question, event: Event) -> Iterator[Event]:
        """Logpoint does not keep a `-`, and so cannot tell it from a field that is missing."""
        yield from super().readings(question, event)
        dashes = set(_fields(question.rule, lambda _, value: value == "-"))
        yield from _without_dash(event, dashes)

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        try:
            query = parse(question.query)
            return [query.matches(normalised(question.rule, event)) for event in events]
        except LogpointSyntaxError as problem:
            raise NotUnderstood(str(problem)) from problem


def _fields(detection: Any, wanted: Callable[[str, Any], bool]) -> Iterator[str]:
    """The fields of a detection with a test of some kind."""
    if isinstance(detection, list):
        for part in detection:
            yield from _fields(part, wanted)
    elif isinstance(detection, Mapping):
        for name, value in detection.items():
            values = value if isinstance(value, list) else [value]
            if any(wanted(str(name), one) for one in values):
                yield str(name).split("|")[0]
            yield from _fields(value, wanted)


def _is_address(value: Any) -> bool:
    """Whether a field can hold this where Logpoint's normaliser expects an address."""
    try:
        ip_address(str(value))
    except ValueError:
        return value in (None, "", "-")
    return True


def _without_dash(event: Event, dashes: set[str]) -> Iterator[dict[str, Any]]:
    """Events that Logpoint cannot tell from this one."""
    yield {
        name: [one for one in value if one != "-"] if isinstance(value, list) else value
        for name, value in event.items()
        if value != "-"
    }
    yield {**event, **{name: "-" for name in dashes if event.get(name) is None}}
