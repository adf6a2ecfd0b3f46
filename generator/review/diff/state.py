"""One side of a comparison of catalogues: its rules, in what a reviewer wants to know of each.

A side may be made of content (`live`) or read back from the JSON API of a built site (`built`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.content.model import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class TechniqueName:
    """A technique as coverage counts it: the successor where the tag's own one was revoked."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleState:
    """A rule on one side. `path` is its file, `page` its page in the site, `number` its place
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
    """By target; None where they are known to be those of the other side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleResult:
    """What became of a sample event: whether the rule did on it what the sample says."""

    rule: str
    name: str
    fired: int
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueState:
    """A catalogue on one side. `name` is what the user called it.

    `versions` are those of all that made the queries; `samples` is None where a side does not
    have them (a built site).
    """

    name: str
    rules: Mapping[str, RuleState]
    data_needed: frozenset[str]
    targets: tuple[str, ...]
    versions: Mapping[str, str] = field(default_factory=dict)
    samples: Mapping[tuple[str, str], SampleResult] | None = None
