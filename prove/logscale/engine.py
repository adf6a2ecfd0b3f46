"""LogScale and Falcon, judged by the documentation of LogScale's query language."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Any

from generator.logic.evaluate import scope_event
from prove.engine import Engine, Event, Question
from prove.logscale.judge import LogScaleQuery
from prove.shared import re2
from prove.shared.events import RAW, flat
from prove.shared.sensors import Unrecorded, file_name
from prove.shared.values import text_of

_query = functools.lru_cache(maxsize=64)(LogScaleQuery)


class LogScaleJudge(Engine):
    """A repository whose parser keeps the names of the event's fields."""

    def __init__(self) -> None:
        re2.require()

    @property
    def name(self) -> str:
        return "a judge of LogScale's documented query language"

    def events(self, question: Question, generated: Event) -> Iterator[Event]:
        """Values of an array would be separate fields, so events with arrays are left out."""
        event = {**scope_event(question.rule), **generated}
        if not any(isinstance(value, (list, tuple)) for _, value in flat(event)):
            yield event

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        query = _query(question.query)
        return [query.finds(stored(event)) for event in events]


def stored(event: Event) -> dict[str, str]:
    """The fields of an event as texts, nested ones by dotted names, nulls left out."""
    return {
        "@rawstring" if name == RAW else name: text
        for name, value in flat(event)
        if (text := text_of(value)) is not None
    }


class FalconJudge(LogScaleJudge):
    """Events of the Falcon sensor: a device instead of the drive, users without domain, file names
    of parents."""

    def events(self, question: Question, generated: Event) -> Iterator[Event]:
        """Events whose message the sensor does not report are left out."""
        lost = "Message" in generated and "Message" not in question.names
        if lost or any(isinstance(value, (list, dict)) for value in generated.values()):
            return
        category = question.rule["logsource"].get("category")
        event = (
            {"Initiated": "true", **generated}
            if category == "network_connection"
            else dict(generated)
        )
        try:
            sensed(question, event)
        except Unrecorded:
            return
        yield event

    def equivalents(self, question: Question, event: Event) -> Iterator[Event]:
        """The same on another drive, and of a user of any domain."""
        yield from super().equivalents(question, event)
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
        query = _query(question.query)
        return [query.finds(stored(sensed(question, event))) for event in events]


def sensed(question: Question, event: Event) -> dict[str, Any]:
    """What the sensor reports of an event. Raises Unrecorded."""
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
    initiated = str(text_of(value)).lower()
    if initiated not in ("true", "false"):
        raise Unrecorded("neither outbound nor inbound")
    return "NetworkConnectIP4" if initiated == "true" else "NetworkReceiveAcceptIP4"


def _reported(name: str, value: Any) -> Any:
    if name.endswith("BaseFileName"):
        return file_name(value)
    if name == "UserName":
        return str(text_of(value)).rpartition("\\")[2]
    if name == "IntegrityLevel":
        text = str(text_of(value))
        number = LEVELS.get(text, text.removeprefix("S-1-16-"))
        if number not in LEVELS.values():
            raise Unrecorded("not an integrity level")
        return number
    if name in ("ImageFileName", "TargetImageFileName"):
        path = re.sub(r"^[A-Za-z]:", lambda _: r"\Device\HarddiskVolume3", str(text_of(value)))
        if ":" in path:
            raise Unrecorded("not a path")
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
