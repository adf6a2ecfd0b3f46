"""Sample events of rules: what a project keeps under `regression_data/`, and what comes of it.

    samples = collect(catalogue, config)
    for verdict in verdicts(catalogue, samples): …

The forms of the files are described in `docs/testing.md`.
"""

from __future__ import annotations

from generator.samples.collecting import FOLDER, collect, folders_of
from generator.samples.judging import EventVerdict, Judge, Verdict, belongs_to_logs, verdicts
from generator.samples.passed import FILE_NAME as RECORD
from generator.samples.passed import Passed, read_passed, today, with_new, write_passed
from generator.samples.report import FORMATS, Outcome, sentence, summary
from generator.samples.sample import CODES, Sample, Samples
from generator.samples.windows import flattened

__all__ = [
    "CODES",
    "FOLDER",
    "FORMATS",
    "RECORD",
    "EventVerdict",
    "Judge",
    "Outcome",
    "Passed",
    "Sample",
    "Samples",
    "Verdict",
    "belongs_to_logs",
    "collect",
    "flattened",
    "folders_of",
    "read_passed",
    "sentence",
    "summary",
    "today",
    "verdicts",
    "with_new",
    "write_passed",
]
