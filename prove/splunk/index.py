"""Events as they lie in Splunk: what the add-ons make of the fields that Sigma names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.logic.evaluate import scope_event
from prove.elastic.index import is_windows
from prove.engine import Event, Question

RPC_FIREWALL = "RPCFW"
WINDOWS_NAMES = {"EventID": "EventCode", "Provider_Name": "Name"}


def indexed(
    rule: Mapping[str, Any], event: Mapping[str, Any], *, encoded: bool = False
) -> dict[str, Any]:
    """The event under the names of the Splunk Add-on for Microsoft Windows.

    Null values are not there; nested maps have dotted names. `encoded` leaves texts as they stand
    in the XML of a Windows event, which is what the add-on's search-time extraction gives.
    """
    windows = is_windows(rule)
    fields = {name: value for name, value in _flat("", event) if value is not None}
    stored: dict[str, Any] = {}
    for name, value in fields.items():
        if windows and encoded and isinstance(value, str):
            value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        stored[WINDOWS_NAMES.get(name, name) if windows else name] = value
    channel = scope_event(rule).get("Channel")
    if channel == RPC_FIREWALL:
        # Collected as text, from which the names of its values are taken; the log is the source's.
        logs = stored.pop("Channel", [])
        logs = logs if isinstance(logs, list) else [logs]
        stored["source"] = [f"WinEventLog:{log}" for log in logs]
    elif channel is not None:
        stored["source"] = f"XmlWinEventLog:{channel}"
    return stored


ACTIONS = {
    "file_event": "created",
    "file_delete": "deleted",
    "registry_add": "created",
    "registry_delete": "deleted",
    "registry_set": "modified",
    "registry_event": "modified",
}
"""Values of `action` that the Common Information Model expects of such an event."""


def dataset_row(question: Question, event: Event, *, encoded: bool = False) -> dict[str, Any]:
    """The event in the fields of its dataset; empty texts are not extracted."""
    logsource = question.rule.get("logsource", {})
    row: dict[str, Any] = {}
    for field, value in event.items():
        for name in question.names.get(field, ()):
            if value in (None, ""):
                continue
            text = str(value).lower() if isinstance(value, bool) else str(value)
            if encoded and is_windows(question.rule):
                text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            row[name] = text
    action = ACTIONS.get(str(logsource.get("category")))
    if action is not None:
        dataset = "Registry" if str(logsource["category"]).startswith("registry") else "Filesystem"
        row[f"{dataset}.action"] = action
    return row


def with_message(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event with its text in `_raw`, in which both the rule and the query look, and without
    nulls, which no event in Splunk can hold."""
    kept = {name: value for name, value in event.items() if value is not None}
    return {"_raw": "\n".join(str(value) for value in _scalars(kept)), **kept}


def _flat(prefix: str, event: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in event.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}{name}.", value)
        else:
            yield prefix + name, value


def _scalars(event: Mapping[str, Any]) -> Iterator[Any]:
    for _, value in _flat("", event):
        yield from value if isinstance(value, list) else [value]
