"""Sample events of rules: what a project keeps under `regression_data/`, and what comes of it.

    samples = collect(catalogue, base, folders)
    for verdict in verdicts(catalogue, samples): …

The forms of the files are described in `docs/testing.md`.
"""

from __future__ import annotations

from generator.catalogue.samples.collecting import collect
from generator.catalogue.samples.judging import (
    EventVerdict,
    Judge,
    SampleVerdict,
    belongs_to_logs,
    verdicts,
)
from generator.catalogue.samples.report import FORMATS, Outcome, sentence, summary
from generator.catalogue.samples.sample import CODES, Sample, Samples
from generator.catalogue.samples.test_log import FILE_NAME as RECORD
from generator.catalogue.samples.test_log import (
    LastPass,
    read_passed,
    today,
    with_new,
    write_passed,
)
from generator.catalogue.samples.windows import flattened

__all__ = [
    "CODES",
    "FORMATS",
    "RECORD",
    "EventVerdict",
    "Judge",
    "LastPass",
    "Outcome",
    "Sample",
    "SampleVerdict",
    "Samples",
    "belongs_to_logs",
    "collect",
    "flattened",
    "read_passed",
    "sentence",
    "summary",
    "today",
    "verdicts",
    "with_new",
    "write_passed",
]
