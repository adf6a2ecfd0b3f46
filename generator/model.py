"""The entities of a catalogue, as they are once their files have been parsed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NewType

RuleId = NewType("RuleId", str)
TechniqueId = NewType("TechniqueId", str)
"""T1047 or T1003.001, in capitals."""


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
    """An atomic test that produces the event a rule looks for."""

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
    `triage` is Markdown about what to look at next.
    `definition` is the document as plain data, complete (the parts of an `action: global`
    document merged in), for the engines that convert and evaluate it. `problem` says why no
    query can come of it.
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
    related: tuple[Relation, ...]
    simulations: tuple[Simulation, ...]
    logsource: LogSource | None
    fields: tuple[str, ...]
    demands: tuple[Demand, ...]
    refers_to: tuple[str, ...]
    data_needed: tuple[str, ...]
    enrichments: tuple[str, ...]
    problem: str | None
    definition: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile:
    """A file of rules, which becomes one page. `stem` is its name without the suffix."""

    path: str
    stem: str
    text: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataNeeded:
    """One kind of event of one log. `event_id` is the number in its title, if there is one.

    `optional_fields` are those of `fields` that only some events carry, or that no part of a raw
    event is called, each with a reference; `aliases` are names that Sigma rules use for a field,
    with the name that the field has in the event.
    """

    title: str
    path: str
    number: int
    author: str
    description: str
    logging_policies: tuple[str, ...]
    names_none_as_policy: bool
    references: tuple[str, ...]
    category: str
    platform: str
    type: str
    channel: str
    provider: str
    event_id: int | None
    fields: tuple[str, ...]
    optional_fields: Mapping[str, str]
    aliases: Mapping[str, str]
    sample: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggingPolicy:
    """How a log is switched on."""

    title: str
    path: str
    number: int
    author: str
    description: str
    default: str
    volume: str
    event_ids: tuple[int, ...]
    references: tuple[str, ...]
    configuration: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrichment:
    """What adds fields to events after they were written."""

    title: str
    path: str
    number: int
    author: str
    description: str
    data_needed: tuple[str, ...]
    data_to_enrich: tuple[str, ...]
    requirements: tuple[str, ...]
    new_fields: tuple[str, ...]
    references: tuple[str, ...]
    config: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What somebody has: platforms, logs and targets in use.

    `data_needed` and `logging_policies` have the titles of what is in place by the platform below
    which they stand; under the empty text those of a plain list. `stem` is the file's name
    without the suffix.
    """

    title: str
    path: str
    number: int
    stem: str
    description: str
    platforms: tuple[str, ...]
    data_needed: Mapping[str, tuple[str, ...]]
    logging_policies: Mapping[str, tuple[str, ...]]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCaseStep:
    """Rules that belong together, by id or name, in the order in which they are put to work."""

    title: str
    description: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCase:
    """What a team wants to see, as steps of rules. `stem` is the file's name without suffix."""

    title: str
    path: str
    number: int
    stem: str
    description: str
    author: str
    references: tuple[str, ...]
    steps: tuple[UseCaseStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputArgument:
    name: str
    description: str
    type: str
    default: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    description: str
    prereq_command: str
    get_prereq_command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Executor:
    """How a test is run. A `manual` one has steps, the others commands."""

    name: str
    command: str
    cleanup_command: str
    steps: str
    elevation_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AtomicTest:
    name: str
    guid: str
    description: str
    platforms: tuple[str, ...]
    inputs: tuple[InputArgument, ...]
    dependency_executor: str
    dependencies: tuple[Dependency, ...]
    executor: Executor


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A technique file of Atomic Red Team."""

    technique: TechniqueId
    display_name: str
    path: str
    number: int
    tests: tuple[AtomicTest, ...]

    @property
    def title(self) -> str:
        return f"{self.technique}: {self.display_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tactic:
    id: str
    shortname: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique:
    id: TechniqueId
    name: str
    tactics: tuple[str, ...]
    platforms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a target made of a rule: the text of a query, or the reason why there is none.

    `names` has the fields that the target's pipeline knows, and what it calls them; a field that
    is not among them stands in the query as the rule names it.
    """

    text: str | None = None
    reason: str | None = None
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A file to be written. `path` is relative to the output folder, with forward slashes.

    `source` is the content file that a page was made of, for its "edit" link.
    """

    path: str
    content: str | bytes
    source: str | None = None
