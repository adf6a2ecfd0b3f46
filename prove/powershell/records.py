"""Events as Windows holds them: the record that Get-WinEvent returns, with its XML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from prove.shared.events import RAW

LEVELS = {"critical": 1, "error": 2, "warning": 3, "information": 4, "verbose": 5}
NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"

# Properties of the record by the name of the field; their XML is not read.
PROPERTIES = {
    "eventid": "Id",
    "provider_name": "ProviderName",
    "computer": "MachineName",
    "eventrecordid": "RecordId",
    "message": "Message",
    "level": "Level",
    "task": "Task",
    "opcode": "Opcode",
    "keywords": "Keywords",
    "version": "Version",
    "userid": "UserId",
}

RPC_FIREWALL = "RPCFW"
RPC_VALUES = 11
"""The number of unnamed values that the RPC Firewall writes for a call."""
RPC_PLACES = {"InterfaceUuid": 7, "OpNum": 8}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """`System.Diagnostics.Eventing.Reader.EventLogRecord`, as far as the commands read it."""

    properties: Mapping[str, Any]
    xml: str

    def __getattr__(self, name: str) -> Any:
        return self.properties.get(name.lower())


def written(value: Any) -> str:
    """A value as an event has it."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def record_of(
    event: Mapping[str, Any], *, log: str, user_data: bool = False, blanks: bool = False
) -> Record | None:
    """The record of an event that is given by field names; None if Windows cannot have it.

    `user_data` puts each value into an element with its name; `blanks` separates the words of a
    name, as Windows Defender does.
    """
    properties: dict[str, Any] = {"logname": log}
    values: list[tuple[str, str]] = []
    for name, value in event.items():
        if name == RAW or value is None:
            continue
        if name.lower() in PROPERTIES:
            key = PROPERTIES[name.lower()].lower()
            if isinstance(value, (list, dict)):
                return None
            properties[key] = _property(key, value)
        else:
            if log == RPC_FIREWALL and isinstance(value, list):
                return None
            values += [
                (name, written(one)) for one in (value if isinstance(value, list) else [value])
            ]
    if any(_impossible(text) for _, text in values) or not isinstance(properties.get("id"), int):
        return None
    if log == RPC_FIREWALL:
        values = _rpc_call(dict(values))
    body = "".join(_element(name, text, user_data, blanks) for name, text in values)
    part = f"<UserData><Any xmlns='urn:any'>{body}</Any></UserData>" if user_data else ""
    part = part or f"<EventData>{body}</EventData>"
    system = (
        f"<Provider Name={quoteattr(str(properties.get('providername', 'Any')))}/>"
        f"<EventID Qualifiers='0'>{properties['id']}</EventID>"
    )
    xml = f"<Event xmlns='{NAMESPACE}'><System>{system}</System>{part}</Event>"
    return Record(properties=properties, xml=xml)


def _rpc_call(values: dict[str, str]) -> list[tuple[str, str]]:
    """The values of a call as the RPC Firewall writes them, of which a few have names in Sigma."""
    by_place = {RPC_PLACES.get(name): text for name, text in values.items()}
    named = [(name, text) for name, text in values.items() if name not in RPC_PLACES]
    return [*(("Data", by_place.get(place, "")) for place in range(1, RPC_VALUES + 1)), *named]


def _property(key: str, value: Any) -> Any:
    text = written(value)
    if key == "level":
        return LEVELS.get(text.lower(), text)
    if key == "id":
        return int(text) if re.fullmatch("0|[1-9][0-9]{0,4}", text) else text
    if key == "keywords" and re.fullmatch("0x[0-9a-f]{1,16}", text.lower()):
        return int(text, 16)
    return text


def _impossible(text: str) -> bool:
    """What XML cannot hold, or reads as a different text."""
    controls = re.search(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", text)
    return controls is not None or (text != "" and not text.strip(" \t\n"))


def _element(name: str, text: str, user_data: bool, blanks: bool) -> str:
    if user_data and re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
        return f"<{name}>{escape(text)}</{name}>"
    if name == "Data":
        return f"<Data>{escape(text)}</Data>"
    if blanks:
        name = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name)
    return f"<Data Name={quoteattr(name)}>{escape(text)}</Data>"
