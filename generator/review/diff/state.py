"""One side of a comparison: its rules, with everything that a reviewer compares.

A side is built from content (`live`) or read from the JSON API of a built site (`built`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.content.model import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class TechniqueName:
    """A technique as counted for coverage: the successor if the tagged one was revoked."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleState:
    """A rule on one side. `path` is its file, `page` its page on the site, `number` its position
    among the documents of the file."""

    id: str
    title: str
    kind: str
    path: str
    number: int
    page: str
    level: str
    status: str
    logsource: Mapping[str, str]
    tags: tuple[str, ...]
    description: str
    techniques: tuple[TechniqueName, ...]
    data_needed: tuple[str, ...]
    renamed_from: tuple[str, ...]
    definition: Mapping[str, Any]
    queries: Mapping[str, Query] | None
    """By target; None if they are known to equal those of the other side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleResult:
    """The result of a sample event: whether the rule behaved as the sample expects."""

    rule: str
    name: str
    fired: int
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueState:
    """A catalogue on one side. `name` is what the user called it.

    `versions` are those of everything that produced the queries. `samples` is None for a side
    without sample results (a built site).
    """

    name: str
    rules: Mapping[str, RuleState]
    data_needed: frozenset[str]
    targets: tuple[str, ...]
    versions: Mapping[str, str] = field(default_factory=dict)
    samples: Mapping[tuple[str, str], SampleResult] | None = None
