"""A sample: events, and how often a rule must fire on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.base.diagnostics import Diagnostic, error, warning
from generator.catalogue.link import RuleKey

BAD_SAMPLE = error("bad-sample", "A file of samples is not as it must be")
MISSING_SAMPLE = error("missing-sample", "Samples that are named are not there")
UNREADABLE_SAMPLE = error("unreadable-sample", "A file of events cannot be read")
EVTX_NOT_INSTALLED = warning("evtx-not-installed", "Nothing is installed that reads EVTX")

CODES = (BAD_SAMPLE, MISSING_SAMPLE, UNREADABLE_SAMPLE, EVTX_NOT_INSTALLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Events for one rule, which must fire on at least `at_least` of them.

    `at_most` is the highest correct number, None where there is no limit. For a correlation the
    events are a series, and both numbers count its hits. `path` and `line` locate the sample; `why`
    says what it shows.
    """

    path: str
    line: int
    why: str
    events: tuple[Mapping[str, Any], ...]
    at_least: int
    at_most: int | None

    @property
    def must_match(self) -> bool:
        return self.at_least > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """All samples by rule, the files whose rule is unknown, and the diagnostics of files."""

    by_rule: Mapping[RuleKey, tuple[Sample, ...]]
    without_rule: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
