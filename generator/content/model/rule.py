"""A rule and what it is made of."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from generator.base.diagnostics import Route
from generator.content.model.detection import DetectionItem, Selection, items_of
from generator.content.model.ids import RuleId


class Level(StrEnum):
    INFORMATIONAL = "informational"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Status(StrEnum):
    STABLE = "stable"
    TEST = "test"
    EXPERIMENTAL = "experimental"
    DEPRECATED = "deprecated"
    UNSUPPORTED = "unsupported"


RETIRED = frozenset((Status.DEPRECATED, Status.UNSUPPORTED))
"""The statuses of rules that are not in use any more."""


class RuleKind(StrEnum):
    DETECTION = "detection"
    CORRELATION = "correlation"
    FILTER = "filter"


class RelationType(StrEnum):
    DERIVED = "derived"
    OBSOLETE = "obsolete"
    MERGED = "merged"
    RENAMED = "renamed"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSource:
    product: str | None = None
    category: str | None = None
    service: str | None = None
    definition: str | None = None

    def __str__(self) -> str:
        named = {"product": self.product, "category": self.category, "service": self.service}
        return ", ".join(f"{name}: {value}" for name, value in named.items() if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    id: str
    type: RelationType


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """An atomic test that produces the event a rule looks for. `route` is its place in the file."""

    route: Route
    name: str
    technique: str
    atomic_guid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One kind of event that a detection asks for.

    `event_id` is None where it names none. `fields` stand in what must match, `filter_fields`
    only in what must not. `values` are the texts that fields which tell events apart must have.
    """

    event_id: int | None
    fields: tuple[str, ...]
    filter_fields: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One Sigma document: a detection, a correlation or a filter.

    `status_text` and `level_text` are what the file says where it is none of Sigma's words.
    `triage` is Markdown about what to look at next, `owner` who looks after the rule.
    `selections` are those of a detection, and `conditions` the texts of its conditions that parse;
    correlations and filters have none. `correlation_type` is empty but for correlations.
    `regression_tests_path` is where the samples of a rule are, as it says.
    `problem` says why no query can come of it. `document` is the document as written, as plain
    data and complete (the parts of an `action: global` document merged in): for the conversion
    engine, the evaluator and the API, and for what compares documents or their spelling.
    """

    kind: RuleKind
    id: RuleId
    id_is_given: bool
    title: str
    path: str
    number: int
    name: str | None
    description: str
    status: Status | None
    status_text: str
    level: Level | None
    level_text: str
    author: str
    date: datetime.date | None
    modified: datetime.date | None
    license: str
    references: tuple[str, ...]
    tags: tuple[str, ...]
    falsepositives: tuple[str, ...]
    triage: str
    owner: str
    related: tuple[Relation, ...]
    simulations: tuple[Simulation, ...]
    regression_tests_path: str
    logsource: LogSource | None
    fields: tuple[str, ...]
    demands: tuple[Demand, ...]
    selections: tuple[Selection, ...]
    conditions: tuple[str, ...]
    correlation_type: str
    refers_to: tuple[str, ...]
    data_needed: tuple[str, ...]
    enrichments: tuple[str, ...]
    problem: str | None
    document: Mapping[str, Any]

    @property
    def retired(self) -> bool:
        """Whether the rule is kept only for those who look for it: lists hide it, and it covers
        nothing."""
        return self.status in RETIRED

    def items(self) -> Iterator[DetectionItem]:
        """Every item of every selection, in the order of the file."""
        for selection in self.selections:
            yield from items_of(selection.part)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile:
    """A file of rules, which becomes one page. `stem` is its name without the suffix."""

    path: str
    stem: str
    text: str
    rules: tuple[Rule, ...]
