"""PowerShell commands, run by an interpreter over the real grammar's parse tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from typing import Any

from generator.facts.logsources import EventSource, event_sources
from generator.logic.evaluate import fires, scope_event
from prove.engine import Engine, Event, Question
from prove.powershell.judge import Command
from prove.powershell.records import RPC_FIREWALL, Record, record_of
from prove.shared.events import RAW

DEFENDER = "Microsoft-Windows-Windows Defender/Operational"
SYSTEM_FIELDS = frozenset(
    """eventid provider_name computer level task opcode keywords version userid
    eventrecordid""".split()
)


class PowerShellJudge(Engine):
    """`Get-WinEvent` over the records of the log that a rule is about."""

    @property
    def name(self) -> str:
        version = metadata.version("tree-sitter-powershell")
        return f"an interpreter over the parse tree of tree-sitter-powershell {version}"

    def events(self, question: Question, generated: Event) -> Iterator[Event]:
        event = {**scope_event(question.rule), **generated}
        event.setdefault("EventID", 65_000)
        if "Channel" not in generated:
            event = {name: value for name, value in event.items() if name != "Channel"}
        if self._record(question, event) is not None:
            yield {**event, RAW: raw_message(event)}

    def expected(self, question: Question, event: Event) -> bool:
        scoped = {**scope_event(question.rule), **event}
        return fires(question.rule, scoped) and in_scope(source_of(question.rule), scoped)

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        command = Command(question.query)
        return [bool(command.hits([self._record(question, event)])) for event in events]

    def _record(self, question: Question, event: Event) -> Record | None:
        log = scope_event(question.rule)["Channel"]
        data = {name: value for name, value in event.items() if name != RAW}
        if log == RPC_FIREWALL:  # Its rules test the log itself by `Channel`, not a value.
            log = data.pop("Channel", log)
            if not isinstance(log, str):
                return None
        blanks = DEFENDER in source_of(question.rule).channels
        return record_of(data, log=log, blanks=blanks)


def source_of(rule: Mapping[str, Any]) -> EventSource:
    """The log and the events that a rule is about."""
    logsource = rule["logsource"]
    parts = [logsource.get(name) for name in ("product", "category", "service")]
    return event_sources(*parts)[0]


def raw_message(event: Mapping[str, Any]) -> list[Any]:
    """The rendered message and the values of the event's data."""
    return [value for name, value in event.items() if name.lower() not in SYSTEM_FIELDS]


def in_scope(source: EventSource, event: Mapping[str, Any]) -> bool:
    """Whether an event of the right log belongs to the rule's log source."""
    wanted = dict(source.values)
    if source.event_ids:
        wanted["EventID"] = tuple(map(str, source.event_ids))
    return all(
        {text.lower() for text in _texts(event.get(name))} & {value.lower() for value in values}
        for name, values in wanted.items()
    )


def _texts(value: object) -> set[str]:
    return set(map(str, value)) if isinstance(value, list) else {str(value)}
