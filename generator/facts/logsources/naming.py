"""Field names in rules that differ from the events', or that the events lack.

Both concern the RPC Firewall. Its rules use `EventLog` for the name of the log, which no event
contains: the log of an event is its `Channel`. Its events are written with ReportEvent, whose
values have positions but no names; the interface and operation that rules name are identified by
position. Source: zeronetworks/rpcfirewall, `rpcMessages/rpcMessages.cpp` and `Messages.mc`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

RPC_FIREWALL = "RPCFW"
"""The log of the RPC Firewall."""

EVENT_NAMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {RPC_FIREWALL: MappingProxyType({"EventLog": "Channel"})}
)
"""By log: the event field that a rule's name refers to."""

UNNAMED_VALUES: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {RPC_FIREWALL: MappingProxyType({"InterfaceUuid": 7, "OpNum": 8})}
)
"""By log: the position of an unnamed value that rules name, counted from 1."""

DETECTIONS = ("detection", "filter")
"""Keys of a document that hold selections."""

MAX_DEPTH = 30
"""Maximum depth of nested selections, because a cyclic YAML alias is infinitely deep."""


def renamed(document: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The document of a rule or filter with some fields renamed.

    A selection that uses both names of a field is left unchanged.
    """
    changed = dict(document)
    for key in DETECTIONS:
        body = document.get(key)
        if isinstance(body, Mapping):
            changed[key] = {
                name: part if name in ("condition", "timeframe", "rules") else _part(part, names, 0)
                for name, part in body.items()
            }
    listed = document.get("fields")
    if isinstance(listed, list):
        changed["fields"] = [
            names.get(name, name) if isinstance(name, str) else name for name in listed
        ]
    return changed


def _part(part: Any, names: Mapping[str, str], depth: int) -> Any:
    if depth > MAX_DEPTH:
        return part
    if isinstance(part, list):
        return [_part(one, names, depth + 1) for one in part]
    if not isinstance(part, Mapping):
        return part
    keys = [_key(str(key), names) for key in part]
    if len(set(keys)) < len(keys):
        return part
    return {
        key: _referred(value, names) if "fieldref" in key.split("|")[1:] else value
        for key, value in zip(keys, part.values(), strict=True)
    }


def _key(key: str, names: Mapping[str, str]) -> str:
    name, bar, modifiers = key.partition("|")
    return names.get(name, name) + bar + modifiers


def _referred(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_referred(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value
