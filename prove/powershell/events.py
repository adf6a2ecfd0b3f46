"""Compares what a command returns with what the reference evaluator says of the same events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sigma.collection import SigmaCollection

from generator.facts.logsources import EventSource, event_sources
from generator.logic.evaluate import fires, scope_event
from generator.logic.evaluate.events import events_for
from generator.targets.powershell.backend import PowerShellBackend
from prove.powershell import Command, Record, record_of

DEFENDER = "Microsoft-Windows-Windows Defender/Operational"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One event: whether the rule fires on it, and whether the commands return it."""

    event: Mapping[str, Any]
    wanted: bool
    got: bool


def commands_for(rule: dict[str, Any]) -> list[str]:
    """The commands of a rule, one per condition."""
    commands: list[str] = PowerShellBackend().convert(SigmaCollection.from_dicts([rule]))
    return commands


def verdicts(rule: dict[str, Any], commands: list[str], *, limit: int = 60) -> Iterator[Verdict]:
    """The verdicts on the events that are made from a rule, as far as Windows can have them."""
    parsed = [Command(command) for command in commands]
    source = source_of(rule)
    for made in events_for(rule, limit=limit):
        event = {**scope_event(rule), **made}
        event.setdefault("EventID", 65_000)
        log = scope_event(rule)["Channel"]
        data = event if "Channel" in made else {k: v for k, v in event.items() if k != "Channel"}
        record = record_of(data, log=log, blanks=DEFENDER in source.channels)
        if record is None:
            continue
        event["_raw"] = raw_message(data)
        wanted = fires(rule, event) and in_scope(source, event)
        yield Verdict(event, wanted, any(command.hits([record]) for command in parsed))


def returned(command: str, *records: Record | None) -> list[bool]:
    """Which of the records a command returns."""
    parsed = Command(command)
    return [bool(parsed.hits([record])) for record in records]


def source_of(rule: Mapping[str, Any]) -> EventSource:
    logsource = rule["logsource"]
    parts = [logsource.get(name) for name in ("product", "category", "service")]
    return event_sources(*parts)[0]


def raw_message(event: Mapping[str, Any]) -> list[Any]:
    """The rendered message and the values of the event's data."""
    system = {"eventid", "provider_name", "computer", "level", "task", "opcode"}
    system |= {"keywords", "version", "userid", "eventrecordid"}
    return [value for name, value in event.items() if name.lower() not in system]


def in_scope(source: EventSource, event: Mapping[str, Any]) -> bool:
    """Whether the event, of the right log, is one of the rule's log source."""
    wanted = dict(source.values)
    if source.event_ids:
        wanted["EventID"] = tuple(map(str, source.event_ids))
    return all(
        {text.lower() for text in _texts(event.get(name))} & {value.lower() for value in values}
        for name, values in wanted.items()
    )


def _texts(value: object) -> set[str]:
    return set(map(str, value)) if isinstance(value, list) else {str(value)}
