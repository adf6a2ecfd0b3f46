"""What rules rest on: data, the policies that log it, what adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


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
