"""The fields that tie an event to a log source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.facts.logsources import event_sources


def scope_event(rule: Mapping[str, Any]) -> dict[str, Any]:
    """`Channel`, `EventID` and what else an event needs to belong to a rule's log source.

    Empty where queries are not scoped (logs of other systems than Windows). A rule may ask for
    one of these fields itself: its own values go over these, `{**scope_event(rule), **event}`.
    """
    logsource = rule.get("logsource")
    if not isinstance(logsource, Mapping):
        return {}
    parts = (logsource.get(name) for name in ("product", "category", "service"))
    sources = event_sources(*(part if isinstance(part, str) else None for part in parts))
    if not sources or sources[0].platform != "Windows" or not sources[0].log:
        return {}
    source = sources[0]
    fields: dict[str, Any] = {"Channel": source.channels[0]}
    if source.event_ids:
        fields["EventID"] = source.event_ids[0]
    fields.update((name, values[0]) for name, values in source.values.items())
    return fields
