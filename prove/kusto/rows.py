r"""Events as rows of Microsoft's tables: what a product records of what Sysmon would have written.

Written from Microsoft's reference of the tables, not from the pipelines: Defender separates user and
domain, writes out the names of hives, and has a column for the name of a registry value. An event
for which a product has no row is `Unrecorded`.
"""

from __future__ import annotations

import re
from typing import Any

from prove.engine import Event
from prove.shared.sensors import Unrecorded, single_text

Row = dict[str, Any]

HIVES = {
    "HKLM": "HKEY_LOCAL_MACHINE",
    "HKU": "HKEY_USERS",
    "HKCU": "HKEY_CURRENT_USER",
    "HKCR": "HKEY_CLASSES_ROOT",
}
CHANGES = {
    "CreateKey": "RegistryKeyCreated",
    "DeleteKey": "RegistryKeyDeleted",
    "DeleteValue": "RegistryValueDeleted",
    "SetValue": "RegistryValueSet",
    "RenameKey": "RegistryKeyRenamed",
}
OF_CATEGORY = {
    "file_event": "FileCreated",
    "file_delete": "FileDeleted",
    "file_rename": "FileRenamed",
    "file_access": "FileAccessed",
    "registry_add": "RegistryKeyCreated",
    "registry_delete": "RegistryKeyDeleted",
    "registry_set": "RegistryValueSet",
    "registry_rename": "RegistryKeyRenamed",
    "registry_event": "RegistryValueSet",
    "driver_load": "DriverLoad",
    "process_creation": "ProcessCreated",
    "image_load": "ImageLoaded",
}
"""The action, in the words of the tables, where the event itself does not name it."""


def split_user(value: Any, domain: str, user: str) -> Row:
    r"""`DOMAIN\user` in two columns; a name without a domain has none."""
    text = single_text(value)
    before, backslash, after = text.partition("\\")
    if not backslash:
        return {domain: "", user: text}
    if not before:
        raise Unrecorded("no domain before the backslash")
    return {domain: before, user: after}


def registry_path(value: Any, key: str, name: str, *, whole: bool, under_user: str) -> Row:
    r"""`HKLM\…\Key\Name` in the columns of key and value name.

    `under_user` replaces `HKU` in front of a user's SID.
    """
    text = single_text(value)
    hive, backslash, rest = text.partition("\\")
    if hive.upper().startswith("HKEY_"):
        raise Unrecorded("Sysmon abbreviates hives")
    if hive in HIVES:
        long = under_user if hive == "HKU" and rest.upper().startswith("S-1-") else HIVES[hive]
        text = long + backslash + rest
    elif hive.upper() in HIVES:
        raise Unrecorded("Sysmon writes hives in capitals")
    if re.search(r"\\ControlSet\d{3}\\", text, re.IGNORECASE):
        raise Unrecorded("Sysmon writes CurrentControlSet")
    begin = re.compile(r"^(HKEY_LOCAL_MACHINE\\System\\)CurrentControlSet\\", re.IGNORECASE)
    text = begin.sub(r"\g<1>ControlSet001\\", text)
    if whole or "\\" not in text:
        return {key: text, name: ""}
    above, _, last = text.rpartition("\\")
    if not last:
        raise Unrecorded("a path that ends in a backslash")
    return {key: above, name: last}


def registry_data(value: Any) -> Row:
    """Sysmon's Details as type and data of a registry value."""
    text = single_text(value)
    number = re.fullmatch(r"DWORD \(0x([0-9a-f]{8})\)", text)
    if number:
        return {"RegistryValueType": "Dword", "RegistryValueData": str(int(number[1], 16))}
    if re.match(r"DWORD \(0x[0-9a-f]{8}\)$|QWORD \(", text, re.IGNORECASE):
        raise Unrecorded("not a number as Sysmon writes it")
    if text == "Binary Data":
        return {"RegistryValueType": "Binary", "RegistryValueData": "00 01"}
    if text == "(Empty)":
        return {"RegistryValueType": "String", "RegistryValueData": ""}
    if text == "":
        raise Unrecorded("Sysmon writes (Empty)")
    return {"RegistryValueType": "String", "RegistryValueData": text}


def hashes(value: Any, algorithms: tuple[str, ...], prefix: str) -> Row:
    """`MD5=…,SHA1=…` in a column for each; an algorithm without a column is not recorded."""
    row: Row = {f"{prefix}{algorithm}": "" for algorithm in algorithms}
    for part in single_text(value).split(","):
        algorithm, sign, digest = part.partition("=")
        if not sign or algorithm not in algorithms:
            raise Unrecorded("not a hash that the table has")
        row[f"{prefix}{algorithm}"] = digest
    return row


def sysmon_hashes(value: Any, algorithms: tuple[str, ...]) -> str:
    """The hashes as Sysmon would list all of them."""
    found = hashes(value, algorithms, "")
    return ",".join(f"{algorithm}={found[algorithm]}" for algorithm in algorithms)


def hexadecimal(value: Any) -> int:
    """A number that Sysmon writes as `0x3e7`."""
    text = single_text(value)
    if not re.fullmatch(r"0x(0|[1-9a-f][0-9a-f]{0,14})", text):
        raise Unrecorded("not a number as Sysmon writes it")
    return int(text, 16)


def stored(value: Any, kind: str) -> Any:
    """A value in a column of a type; null for what is missing."""
    text = single_text(value)
    if kind == "string":
        return text
    if text == "":
        return None
    if kind in ("int", "long"):
        if not re.fullmatch(r"-?(0|[1-9]\d{0,17})", text, re.ASCII):
            raise Unrecorded(f"{text!r} in a column of numbers")
        if kind == "int" and not -(2**31) <= int(text) < 2**31:
            raise Unrecorded(f"{text!r} in a column of numbers")
        return int(text)
    if kind == "bool":
        if text not in ("true", "false"):
            raise Unrecorded(f"{text!r} in a column of truth values")
        return text == "true"
    raise Unrecorded(f"a column of the type {kind}")


def present(event: Event, field: str) -> bool:
    """Whether an event has a value in a field."""
    return event.get(field) not in (None, "", [])


def registry(category: str, event: Event, name: str, under_user: str) -> Row:
    """The columns of the key and, under `name`, of the value that an event is about."""
    if not present(event, "TargetObject"):
        return {}
    whole = category in ("registry_add", "registry_rename")
    path = event["TargetObject"]
    return registry_path(path, "RegistryKey", name, whole=whole, under_user=under_user)


def what_changed(category: str, event: Event) -> str:
    """The change of the registry, in the words of the tables. Raises Unrecorded."""
    if not present(event, "EventType"):
        return OF_CATEGORY[category]
    change = CHANGES.get(str(event["EventType"]))
    allowed = {
        "registry_event": set(CHANGES.values()),
        "registry_delete": {"RegistryKeyDeleted", "RegistryValueDeleted"},
    }
    if change is None or change not in allowed.get(category, {OF_CATEGORY[category]}):
        raise Unrecorded("not a change of this log source")
    return change


def with_change(category: str, event: dict[str, Any]) -> None:
    """Adds the change of the registry, which every event of it names."""
    if category.startswith("registry_") and not present(event, "EventType"):
        named = {change: sysmon for sysmon, change in CHANGES.items()}
        event["EventType"] = named[OF_CATEGORY[category]]


def direction(event: Event, *, outbound: str, inbound: str) -> str:
    """The word for the direction of a connection. Raises Unrecorded."""
    initiated = event.get("Initiated")
    text = str(initiated).lower() if isinstance(initiated, bool) else initiated
    if text not in ("true", "false"):
        raise Unrecorded("neither outbound nor inbound")
    return outbound if text == "true" else inbound
