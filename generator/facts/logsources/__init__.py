"""Sigma log sources resolved to platform, channel, provider and event ids.

Sources: Sysmon's documentation of its event ids, Microsoft's documentation of the Windows event
channels, the Sigma specification's taxonomy appendix. `category` decides the event, `service`
decides the log.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from generator.facts.logsources import others, windows
from generator.facts.logsources.naming import EVENT_NAMES, UNNAMED_VALUES, renamed
from generator.facts.logsources.source import EventSource
from generator.facts.logsources.windows import EVENTS_OF_TYPE, SYSMON

__all__ = [
    "EVENTS_OF_TYPE",
    "EVENT_NAMES",
    "SOURCES",
    "SYSMON",
    "UNNAMED_VALUES",
    "EventSource",
    "LogSourceKey",
    "event_names",
    "event_sources",
    "named_as_events",
]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class LogSourceKey:
    """The three parts that identify a Sigma log source; empty if the rule omits one."""

    product: str = ""
    category: str = ""
    service: str = ""


NO_NAMES: Mapping[str, str] = MappingProxyType({})

SOURCES: Mapping[LogSourceKey, tuple[EventSource, ...]] = MappingProxyType(
    {
        **{
            LogSourceKey(product="windows", category=category): sources
            for category, sources in windows.CATEGORIES.items()
        },
        **{
            LogSourceKey(product="windows", service=service): (source,)
            for service, source in windows.SERVICES.items()
        },
        **{
            LogSourceKey(product=product, category=category, service=service): sources
            for (product, category, service), sources in others.OTHERS.items()
        },
    }
)


@functools.lru_cache(maxsize=4096)  # Every step of every pipeline calls it.
def event_sources(
    product: str | None, category: str | None, service: str | None
) -> tuple[EventSource, ...]:
    """The logs that carry a log source's events; queries are scoped to the first one.

    A category takes precedence over a service (`category: process_creation, service: sysmon`). A
    product with an unknown category or service resolves to nothing: a wrong event is worse than
    none.
    """
    exact = LogSourceKey(
        product=(product or "").lower(),
        category=(category or "").lower(),
        service=(service or "").lower(),
    )
    by_category = LogSourceKey(product=exact.product, category=exact.category)
    by_service = LogSourceKey(product=exact.product, service=exact.service)
    for key in (exact, by_category if exact.category else exact, by_service):
        if key in SOURCES:
            return SOURCES[key]
    return ()


def event_names(document: Mapping[str, Any]) -> Mapping[str, str]:
    """Maps the field names that rules use for this log source to those of its events, where they
    differ."""
    logsource = document.get("logsource")
    if not isinstance(logsource, Mapping):
        return NO_NAMES
    parts = (logsource.get(name) for name in ("product", "category", "service"))
    sources = event_sources(*(part if isinstance(part, str) else None for part in parts))
    return EVENT_NAMES.get(sources[0].channels[0], NO_NAMES) if sources else NO_NAMES


def named_as_events(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document of a rule or filter, with the field names that the events use.

    Returns the same object if no name differs, as in nearly every rule.
    """
    names = event_names(document)
    return renamed(document, names) if names else document
