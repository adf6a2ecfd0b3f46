"""Events as Splunk holds them: what the add-ons make of the fields that Sigma names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.logic.evaluate import scope_event
from prove.engine import Event, Question
from prove.shared.events import flat, is_windows
from prove.shared.values import text_of

RPC_FIREWALL = "RPCFW"
WINDOWS_NAMES = {"EventID": "EventCode", "Provider_Name": "Name"}


def indexed(
    rule: Mapping[str, Any], event: Mapping[str, Any], *, encoded: bool = False
) -> dict[str, Any]:
    """The event under the names of the Splunk Add-on for Microsoft Windows.

    Null values are left out; nested maps have dotted names. `encoded` leaves texts as they are in
    the XML of a Windows event, which is what the add-on's search-time extraction gives.
    """
    windows = is_windows(rule)
    fields = {name: value for name, value in flat(event) if value is not None}
    stored: dict[str, Any] = {}
    for name, value in fields.items():
        if windows and encoded and isinstance(value, str):
            value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        stored[WINDOWS_NAMES.get(name, name) if windows else name] = value
    channel = scope_event(rule).get("Channel")
    if channel == RPC_FIREWALL:
        # Collected as text, which gives the names of its values; the log is that of the source.
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
            text = text_of(value) or ""
            if encoded and is_windows(question.rule):
                text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            row[name] = text
    action = ACTIONS.get(str(logsource.get("category")))
    if action is not None:
        dataset = "Registry" if str(logsource["category"]).startswith("registry") else "Filesystem"
        row[f"{dataset}.action"] = action
    return row
