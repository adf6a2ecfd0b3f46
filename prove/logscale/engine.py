"""LogScale and Falcon, judged by the documentation of LogScale's query language."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.logic.evaluate import scope_event
from prove.engine import Engine, Event, Question
from prove.kusto.rows import Unheld, file_name
from prove.logscale.judge import LogScaleQuery
from prove.shared import re2


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


class FalconJudge(LogScaleJudge):
    """Events of the Falcon sensor: a device for the drive, no domain of a user, file names of
    parents."""

    def events(self, question: Question, made: Event) -> Iterator[Event]:
        """What stands in a message that the sensor does not report is not held either."""
        lost = "Message" in made and "Message" not in question.names
        if lost or any(isinstance(value, (list, dict)) for value in made.values()):
            return
        category = question.rule["logsource"].get("category")
        event = {"Initiated": "true", **made} if category == "network_connection" else dict(made)
        try:
            sensed(question, event)
        except Unheld:
            return
        yield event

    def readings(self, question: Question, event: Event) -> Iterator[Event]:
        """The same on another drive, and of a user of any domain."""
        yield from super().readings(question, event)
        drives = {
            field: value
            for field, value in event.items()
            if isinstance(value, str) and re.match(r"[A-Za-z]:", value)
        }
        for letter in "CDEZ" if drives else ():
            yield {**event, **{field: letter + value[1:] for field, value in drives.items()}}
        user = event.get("User")
        if isinstance(user, str):
            name = user.rpartition("\\")[2]
            yield from ({**event, "User": other} for other in (name, f"X\\{name}"))

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        query = parsed(question.query)
        return [query.finds(stored(sensed(question, event))) for event in events]


def sensed(question: Question, event: Event) -> dict[str, Any]:
    """What the sensor reports of an event. Raises Unheld."""
    logsource = question.rule["logsource"]
    category = str(logsource.get("category"))
    row: dict[str, Any] = {"event_platform": PLATFORMS[logsource["product"]]}
    row["#event_simpleName"] = SENSED[category]
    for field, value in event.items():
        if field == "Initiated":
            row["#event_simpleName"] = _opened(value)
            continue
        for name in question.names.get(field, ()):
            row[name] = value if value in (None, "") else _reported(name, value)
    return row


def _opened(value: Any) -> str:
    said = text_of(value).lower()
    if said not in ("true", "false"):
        raise Unheld("neither out nor in")
    return "NetworkConnectIP4" if said == "true" else "NetworkReceiveAcceptIP4"


def _reported(name: str, value: Any) -> Any:
    if name.endswith("BaseFileName"):
        return file_name(value)
    if name == "UserName":
        return text_of(value).rpartition("\\")[2]
    if name == "IntegrityLevel":
        text = text_of(value)
        number = LEVELS.get(text, text.removeprefix("S-1-16-"))
        if number not in LEVELS.values():
            raise Unheld("no level of integrity")
        return number
    if name in ("ImageFileName", "TargetImageFileName"):
        path = re.sub(r"^[A-Za-z]:", lambda _: r"\Device\HarddiskVolume3", text_of(value))
        if ":" in path:
            raise Unheld("no path")
        return path
    return value


PLATFORMS = {"windows": "Win", "linux": "Lin", "macos": "Mac"}
SENSED = {
    "process_creation": "ProcessRollup2",
    "network_connection": "NetworkConnectIP4",
    "dns_query": "DnsRequest",
    "image_load": "ClassifiedModuleLoad",
    "driver_load": "DriverLoad",
    "ps_script": "ScriptControlScanTelemetry",
}
LEVELS = {
    "Untrusted": "0",
    "Low": "4096",
    "Medium": "8192",
    "High": "12288",
    "System": "16384",
}
