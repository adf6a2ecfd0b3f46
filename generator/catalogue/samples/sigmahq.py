"""Samples in SigmaHQ's layout: an `info.yml` that a rule names, with event files next to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from generator.base.diagnostics import Diagnostic, quoted
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
from generator.catalogue.samples.sample_file import Locate
from generator.content.documents import shown_path
from generator.content.kinds.mapping_reader import MappingReader, whole_number

TYPES = ("evtx", "json", "ndjson", "jsonl")

Find = Callable[[str], Path | None]


def read_info(
    reader: MappingReader, find: Find, locate: Locate, base: Path, report: list[Diagnostic]
) -> list[Sample]:
    """The samples that an info.yml lists; unreadable ones are reported.

    `find` resolves a path in it to a file. `match_count` is the number of events that the rule must
    fire on: none for 0, otherwise at least that many; at least one where it is missing. Where EVTX
    cannot be read, the JSON file of the same name replaces it.
    """
    samples = []
    for test in reader.mappings("regression_tests_info"):
        kind = test.text("type").lower()
        if kind not in TYPES:
            message = f"the type {quoted(kind)} is none of {', '.join(TYPES)}"
            test.report(BAD_SAMPLE, message, "type")
            continue
        count = whole_number(test.data.get("match_count", 1))
        if count is None or count < 0:
            test.report(BAD_SAMPLE, "match_count must be a number from 0", "match_count")
            continue
        events = _events(test, find, base, report)
        if events:
            samples.append(
                Sample(
                    path=reader.path,
                    line=locate(test.route),
                    why=" ".join(test.text("name").split()) or "a sample without a name",
                    events=events,
                    at_least=count,
                    at_most=None if count else 0,
                )
            )
    return samples


def _events(test: MappingReader, find: Find, base: Path, report: list[Diagnostic]) -> Events:
    name = test.text("path")
    file = find(name)
    if file is None:
        test.report(MISSING_SAMPLE, f"the sample {quoted(name)} is not there", "path")
        return ()
    try:
        return read_events(file)
    except EvtxNotInstalledError as problem:
        beside = file.with_suffix(".json")
        if not beside.is_file():
            report.append(EVTX_NOT_INSTALLED.at(shown_path(file, base), (), str(problem)))
            return ()
        return _read(beside, base, report)
    except EventFileError as problem:
        report.append(_unreadable(file, base, problem))
        return ()


def _read(file: Path, base: Path, report: list[Diagnostic]) -> Events:
    try:
        return read_events(file)
    except EventFileError as problem:
        report.append(_unreadable(file, base, problem))
        return ()


def _unreadable(file: Path, base: Path, problem: EventFileError) -> Diagnostic:
    shown = shown_path(file, base)
    if problem.line:
        return UNREADABLE_SAMPLE.on_line(shown, problem.line, problem.column, str(problem))
    return UNREADABLE_SAMPLE.at(shown, (), str(problem))


def lists_samples(keys: Iterable[str]) -> bool:
    """Whether a YAML file is an info.yml, by its keys."""
    return "regression_tests_info" in keys
