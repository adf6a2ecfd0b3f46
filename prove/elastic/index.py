"""Events as an index holds them: what winlogbeat, Elasticsearch and Graylog make of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from prove.shared.events import RAW, is_windows

Stored = dict[str, list[str]]

SYSTEM = {
    "Channel": "winlog.channel",
    "EventID": "winlog.event_id",
    "Provider_Name": "winlog.provider_name",
    "Computer": "winlog.computer_name",
    "ComputerName": "winlog.computer_name",
    "Level": "log.level",
    "Keywords": "winlog.keywords",
}
NAMED = {
    "Level": {
        str(number): name
        for number, name in enumerate(
            ("information", "critical", "error", "warning", "information")
        )
    },
    "Keywords": {"0x8010000000000000": "Audit Failure", "0x8020000000000000": "Audit Success"},
}
USER_DATA = {"applocker", "iis-configuration", "smbclient-security", "wmi", "capi2"} | {
    "terminalservices-localsessionmanager",
    "printservice-admin",
    "printservice-operational",
    "driver-framework",
    "certificateservicesclient-lifecycle-system",
}


def elastic(rule: Mapping[str, Any], event: Mapping[str, Any]) -> Stored:
    """A Windows event as winlogbeat sends it, any other unchanged; with the mapping that we ship."""
    stored: Stored = {}
    for name, value in _named(rule, event):
        stored.setdefault(name, []).extend(_texts(value))
    return _with_message(rule, event, stored)


def graylog(rule: Mapping[str, Any], event: Mapping[str, Any]) -> Stored:
    """The same through Graylog: `_` for dots, no spaces at the ends, no empty values."""
    prefix = "winlogbeat_" if is_windows(rule) else ""
    stored: Stored = {}
    for name, value in _named(rule, event):
        texts = [text.strip() for text in _texts(value)]
        stored.setdefault(prefix + name.replace(".", "_"), []).extend(filter(None, texts))
    return _with_message(rule, event, stored)


INDEXES: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Stored]] = {
    "es-qs": elastic,
    "graylog": graylog,
}


def is_unchanged(event: Mapping[str, Any]) -> bool:
    """Whether Graylog stores all values unchanged: none is empty or has spaces at its ends."""
    texts = [text for _, value in flat_fields(event) for text in _texts(value)]
    return all(text and text == text.strip() for text in texts)


RPC_CALL = {"InterfaceUuid": "param7", "OpNum": "param8"}
"""Unnamed values of an event of the RPC Firewall, by their numbers."""


def _named(rule: Mapping[str, Any], event: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    service = rule.get("logsource", {}).get("service")
    data = "winlog.user_data." if service in USER_DATA else "winlog.event_data."
    of_rpc = rule.get("logsource", {}).get("product") == "rpc_firewall"
    for name, value in flat_fields(event):
        if name == RAW or (name == "Message" and is_windows(rule)):
            continue
        if not is_windows(rule):
            yield name, value
        elif of_rpc and name in RPC_CALL:
            yield data + RPC_CALL[name], value
        elif name == "Data":
            for number, one in enumerate(value if isinstance(value, list) else [value], 1):
                yield f"winlog.event_data.param{number}", one
        elif name in NAMED:
            yield SYSTEM[name], [NAMED[name].get(text.lower(), text) for text in _texts(value)]
        elif name == "Channel" and service == "system" and "'Channel'" in repr(rule["detection"]):
            yield SYSTEM[name], "System"
            yield "winlog.user_data.Channel", value
        else:
            yield SYSTEM.get(name, data + name), value


def _with_message(rule: Mapping[str, Any], event: Mapping[str, Any], stored: Stored) -> Stored:
    """The fields with their sub-field, and the message."""
    stored = {name: texts for name, texts in stored.items() if texts}
    stored.update({f"{name}.cased": texts for name, texts in stored.items()})
    return stored | message_fields(rule, event)


def message_text(rule: Mapping[str, Any], event: Mapping[str, Any]) -> list[str]:
    """The message of an event; all its values where keywords are looked for."""
    message = event.get(RAW)
    if message is None:
        tested = re.search(r"'Message[|']", repr(rule["detection"]))
        message = event.get("Message") if tested else [value for _, value in flat_fields(event)]
    return _texts(message)


def message_fields(rule: Mapping[str, Any], event: Mapping[str, Any]) -> Stored:
    """The sub-fields of the message in the mapping that we ship."""
    texts = message_text(rule, event)
    return {"message.lower": texts, "message.cased": texts} if texts else {}


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [] if value is None else [str(value)]


def flat_fields(event: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The fields of an event by dotted names, those in lists of maps too."""
    for name, value in event.items():
        if isinstance(value, Mapping):
            yield from flat_fields(value, f"{prefix}{name}.")
        elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
            for one in value:
                yield from flat_fields(one, f"{prefix}{name}.") if isinstance(one, Mapping) else ()
        else:
            yield prefix + name, value
