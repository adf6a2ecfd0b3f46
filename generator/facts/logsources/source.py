"""A log that carries the events of a log source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSource:
    """One log that carries the events of a log source.

    `event_ids` is empty if any event of the channel may be meant. `values` are additional fields
    that identify an event of the log source (registry_add and registry_delete share Sysmon's event
    12 and differ in EventType). `log` is false for a source that is not a native log of its
    platform, such as an ETW provider that must be recorded separately.
    """

    platform: str
    channels: tuple[str, ...]
    provider: str | None = None
    event_ids: tuple[int, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    log: bool = True
