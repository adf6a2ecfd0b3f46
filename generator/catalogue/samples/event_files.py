"""Event files: JSON, several JSON texts in sequence, and EVTX."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.catalogue.samples.windows import flattened

LARGEST_FILE = 32 * 1024 * 1024
"""Maximum bytes of an event file. SigmaHQ's files have 69 kB each, the minimum size of an EVTX
file.
"""
MOST_EVENTS = 10_000
EVTX_MAGIC = b"ElfFile\0"

Events = tuple[Mapping[str, Any], ...]


class EventFileError(Exception):
    """An unreadable event file. Line and column count from 1; 0 where unknown."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line, self.column = line, column


class EvtxNotInstalledError(EventFileError):
    """A Windows event log file without the optional package that reads it."""


def read_events(file: Path) -> Events:
    """The events of a file, with Sigma's field names. Raises EventFileError.

    The first bytes identify an EVTX file. Anything else is JSON: one event, a list of events, or
    several of these separated by white space, one per line or across lines.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError as problem:
        raise EventFileError(f"cannot be read: {problem.strerror}") from problem
    if len(content) > LARGEST_FILE:
        raise EventFileError(f"has more than {LARGEST_FILE:,} bytes; keep only the events needed")
    if content.startswith(EVTX_MAGIC) or file.suffix.lower() == ".evtx":
        events = _evtx(file)
    else:
        events = _json(content)
    if not events:
        raise EventFileError("holds no event")
    if len(events) > MOST_EVENTS:
        raise EventFileError(f"has more than {MOST_EVENTS:,} events; keep only those needed")
    return tuple(map(flattened, events))


def _json(content: bytes) -> list[Mapping[str, Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise EventFileError("is not UTF-8 text; save it as UTF-8", line, 1) from problem
    decoder = json.JSONDecoder()
    events: list[Mapping[str, Any]] = []
    place = _after_white_space(text, 0)
    while place < len(text):
        try:
            value, end = decoder.raw_decode(text, place)
        except json.JSONDecodeError as problem:
            message = f"is no JSON: {problem.msg}"
            raise EventFileError(message, problem.lineno, problem.colno) from problem
        except (RecursionError, ValueError) as problem:
            raise EventFileError("nests too deeply, or has a number too long to read") from problem
        for event in value if isinstance(value, list) else [value]:
            if not isinstance(event, dict):
                line = text.count("\n", 0, place) + 1
                raise EventFileError("holds something that is no object; an event is one", line, 1)
            events.append(event)
        place = _after_white_space(text, end)
    return events


def _after_white_space(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n":
        place += 1
    return place


def _evtx(file: Path) -> list[Mapping[str, Any]]:
    try:
        import evtx  # optional: a compiled package that only readers of EVTX need
    except ImportError as problem:
        raise EvtxNotInstalledError(
            "is an EVTX file, for which the package evtx is needed; "
            "install it with `pip install 'detection-catalogue[evtx]'`"
        ) from problem
    events: list[Mapping[str, Any]] = []
    try:
        for record in evtx.PyEvtxParser(str(file)).records_json():
            events.append(json.loads(record["data"]))
            if len(events) > MOST_EVENTS:
                break
    except (OSError, RuntimeError, ValueError) as problem:
        raise EventFileError(f"is no sound EVTX file: {problem}") from problem
    return events
