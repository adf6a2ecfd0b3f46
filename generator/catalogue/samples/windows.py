"""Flattening of nested Windows events, as tools print them, to the field names of Sigma rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.facts.logsources import UNNAMED_VALUES

ATTRIBUTES, TEXT = "#attributes", "#text"
"""The keys for the attributes and the text of an XML element that has both."""

SYSTEM = {
    ("Provider", "Name"): "Provider_Name",
    ("Provider", "Guid"): "Provider_Guid",
    ("Provider", "EventSourceName"): "EventSourceName",
    ("TimeCreated", "SystemTime"): "TimeCreated",
    ("Execution", "ProcessID"): "Execution_ProcessID",
    ("Execution", "ThreadID"): "Execution_ThreadID",
    ("Security", "UserID"): "Security_UserID",
    ("Correlation", "ActivityID"): "Correlation_ActivityID",
}
"""Attributes of `System` elements, and their field names."""


def flattened(event: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an event: those of `System`, then those of `EventData` and `UserData`.

    An event without this nesting is returned unchanged. An element with both text and attributes
    (`EventID` with its `Qualifiers`) has its text as the value. Unnamed data become the list
    `Data`, and separate fields where rules have a name for their position.
    """
    inner = event.get("Event", event)
    if not isinstance(inner, Mapping) or not isinstance(inner.get("System"), Mapping):
        return dict(event)
    fields = dict(_system(inner["System"]))
    for part in ("EventData", "UserData"):
        body = inner.get(part)
        if not isinstance(body, Mapping):
            continue
        bodies = body.values() if part == "UserData" else (body,)
        for element in bodies:
            if isinstance(element, Mapping):
                fields.update(_data(element))
    return {**dict(_by_place(fields)), **fields}


def _by_place(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    values = fields.get("Data")
    for name, place in UNNAMED_VALUES.get(str(fields.get("Channel")), {}).items():
        if isinstance(values, list) and len(values) >= place:
            yield name, values[place - 1]


def _system(system: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in system.items():
        if not isinstance(value, Mapping):
            if value is not None:
                yield name, value
            continue
        if TEXT in value:
            yield name, value[TEXT]
        attributes = value.get(ATTRIBUTES)
        for attribute, held in (attributes if isinstance(attributes, Mapping) else {}).items():
            field = SYSTEM.get((name, attribute))
            if field is not None:
                yield field, held


def _data(element: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in element.items():
        if name == ATTRIBUTES or name.startswith("xmlns"):
            continue
        if name == "Data" and isinstance(value, list) and any(map(_name, value)):
            for item in value:
                yield _name(item) or name, _text(item)
        elif name == "Data" and _name(value):
            yield _name(value), _text(value)
        else:
            yield name, _text(value)


def _name(item: object) -> str:
    """The `Name` attribute of a `Data` element; empty where it has none."""
    attributes = item.get(ATTRIBUTES) if isinstance(item, Mapping) else None
    name = attributes.get("Name") if isinstance(attributes, Mapping) else None
    return name if isinstance(name, str) else ""


def _text(value: object) -> Any:
    if not isinstance(value, Mapping):
        return value
    if TEXT in value:
        return value[TEXT]
    rest = {name: inner for name, inner in value.items() if name != ATTRIBUTES}
    return rest or None
