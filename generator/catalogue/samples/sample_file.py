"""The simple sample format: a file that names a rule, with events that must or must not match."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from generator.base.diagnostics import quoted
from generator.catalogue.samples.event_files import (
    EventFileError,
    Events,
    EvtxNotInstalledError,
    read_events,
)
from generator.catalogue.samples.sample import (
    BAD_SAMPLE,
    EVTX_NOT_INSTALLED,
    MISSING_SAMPLE,
    UNREADABLE_SAMPLE,
    Sample,
)
from generator.catalogue.samples.windows import flattened
from generator.content.kinds.mapping_reader import MappingReader, whole_number
from generator.content.yaml_text import with_text_keys
from generator.logic.evaluate.correlation import TIME_FIELDS

KEYS = ("rule", "event", "match", "no_match")
EVENT_KEYS = ("event", "with", "without")
ITEM_KEYS = ("why", *EVENT_KEYS, "events", "file")
STEP_KEYS = (*EVENT_KEYS, "at", "every", "repeat")
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""The start of a series whose events have only relative times."""
MOST_REPEATS = 10_000
NUMBER = "{n}"
"""Placeholder in texts of a repeated event for the number of the repetition, from 1."""
_DURATION = re.compile(r"([0-9]{1,9})([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

Locate = Callable[[tuple[str | int, ...]], int]
Allowed = Callable[[Path], bool]


def read_own_form(
    reader: MappingReader, folder: Path, allowed: Allowed, locate: Locate, *, series: bool
) -> list[Sample]:
    """The samples of a file; an invalid one is reported and skipped.

    `folder` is the base directory for paths of event files, and `allowed` says whether one may be
    read. `series` says that the rule is a correlation, whose samples are events with times.
    """
    reader.check_keys(KEYS)
    base = _whole(reader, "event")
    samples = []
    for key, must_match in (("match", True), ("no_match", False)):
        for item in reader.mappings(key):
            before = reader.reported
            item.check_keys(ITEM_KEYS)
            why = " ".join(item.text("why").split())
            if not must_match and not why:
                item.report(BAD_SAMPLE, "say with `why:` what this event must not be taken for")
            events = _events(item, base, folder, allowed)
            if reader.reported > before or not events:
                continue
            wanted = (1 if series else len(events)) if must_match else 0
            samples.append(
                Sample(
                    path=reader.path,
                    line=locate(item.route),
                    why=why or "an event that the rule is about",
                    events=events,
                    at_least=wanted,
                    at_most=None if must_match else 0,
                )
            )
    return samples


def _events(item: MappingReader, base: Mapping[str, Any], folder: Path, allowed: Allowed) -> Events:
    named = [key for key in ("events", "file") if item.has(key)]
    if len(named) > 1 or (named and any(item.has(key) for key in EVENT_KEYS)):
        item.report(BAD_SAMPLE, "a sample has an event of its own, `events:` or `file:`, only one")
        return ()
    if item.has("file"):
        return _of_file(item, folder, allowed)
    if item.has("events"):
        return _series(item, base)
    event = _changed(item, base)
    if not event:
        item.report(BAD_SAMPLE, "the sample has no event; add `event:`, `events:` or `file:`")
    return (event,) if event else ()


def _of_file(item: MappingReader, folder: Path, allowed: Allowed) -> Events:
    name = item.text("file")
    file = folder / name
    if "\0" in name or not allowed(file) or not file.is_file():
        message = f"{quoted(name)} is no file here; it is looked for from the folder of this file"
        item.report(MISSING_SAMPLE, message, "file")
        return ()
    try:
        return read_events(file)
    except EventFileError as problem:
        missing = isinstance(problem, EvtxNotInstalledError)
        place = f", line {problem.line}, column {problem.column}" if problem.line else ""
        code = EVTX_NOT_INSTALLED if missing else UNREADABLE_SAMPLE
        item.report(code, f"{quoted(name)}{place} {problem}", "file")
        return ()


def _series(item: MappingReader, base: Mapping[str, Any]) -> Events:
    """Events with times: `at` after the start of the series, else right after the previous one."""
    events: list[Mapping[str, Any]] = []
    offset = 0.0
    for step in item.mappings("events"):
        step.check_keys(STEP_KEYS)
        event = _changed(step, base)
        repeat = whole_number(step.data.get("repeat", 1))
        if repeat is None or not 1 <= repeat <= MOST_REPEATS:
            step.report(BAD_SAMPLE, f"repeat must be a number from 1 to {MOST_REPEATS}", "repeat")
            continue
        offset = _duration(step, "at", offset)
        every = _duration(step, "every", 0.0)
        for number in range(1, repeat + 1):
            one = _numbered(event, number) if step.has("repeat") else event
            if not any(name in one for name in TIME_FIELDS):
                moment = START + timedelta(seconds=offset)
                one = {**one, TIME_FIELDS[0]: moment.isoformat().replace("+00:00", "Z")}
            events.append(one)
            offset += every
    return tuple(events)


def _duration(step: MappingReader, key: str, default: float) -> float:
    if not step.has(key):
        return default
    found = _DURATION.fullmatch(step.scalar(key).strip())
    if found is None:
        step.report(BAD_SAMPLE, f"{key} must be a number and one of s, m, h, d, like 90s", key)
        return default
    return int(found[1]) * _SECONDS[found[2]]


def _numbered(value: Any, number: int) -> Any:
    if isinstance(value, str):
        return value.replace(NUMBER, str(number))
    if isinstance(value, Mapping):
        return {key: _numbered(inner, number) for key, inner in value.items()}
    if isinstance(value, list):
        return [_numbered(inner, number) for inner in value]
    return value


def _whole(reader: MappingReader, key: str) -> dict[str, Any]:
    reader.mapping(key)
    value = reader.data.get(key)
    return flattened(with_text_keys(value)) if isinstance(value, Mapping) else {}


def _changed(item: MappingReader, base: Mapping[str, Any]) -> dict[str, Any]:
    """The event of an item: its own or the file's, with fields added and removed."""
    event: dict[str, Any] = deepcopy(_whole(item, "event") if item.has("event") else dict(base))
    fields = item.mapping("with")
    for name, value in (fields.data if fields else {}).items():
        _holder(event, name)[0][_holder(event, name)[1]] = with_text_keys(value)
    for name in item.texts("without"):
        holder, last = _holder(event, name)
        if holder.pop(last, item) is item:
            item.report(BAD_SAMPLE, f"the event has no field {quoted(name)}", "without")
    return event


def _holder(event: dict[str, Any], name: str) -> tuple[dict[str, Any], str]:
    """The map that holds a field, and its key in it: `a.b` is in `a` where that is a map."""
    dot = name.find(".")
    while name not in event and dot > 0:
        inner = event.get(name[:dot])
        if isinstance(inner, dict):
            return _holder(inner, name[dot + 1 :])
        dot = name.find(".", dot + 1)
    return event, name
