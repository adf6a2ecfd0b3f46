r"""Events as rows of Microsoft's tables: what a product records of what Sysmon would have written.

What is known here of the products is from Microsoft's reference of their tables, not from the
pipelines: Defender keeps user and domain apart, whole names of hives, and the name of a registry
value in a column of its own. An event that a product has no row for is `Unheld`.
"""

from __future__ import annotations

import re
from typing import Any

from prove.engine import Event

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
"""What happened, in the words of the tables, where the event itself does not say it."""


class Unheld(Exception):
    """The product has no row for this event."""


def split_user(value: Any, domain: str, user: str) -> Row:
    r"""`DOMAIN\user` in two columns; a name without a domain has none."""
    text = _text(value)
    before, backslash, after = text.partition("\\")
    if not backslash:
        return {domain: "", user: text}
    if not before:
        raise Unheld("no domain before the backslash")
    return {domain: before, user: after}


def registry_path(value: Any, key: str, name: str, *, whole: bool, under_user: str) -> Row:
    r"""`HKLM\…\Key\Name` in the columns of key and value name.

    `under_user` is what stands for `HKU` before a user's identifier.
    """
    text = _text(value)
    hive, backslash, rest = text.partition("\\")
    if hive.upper().startswith("HKEY_"):
        raise Unheld("Sysmon abbreviates hives")
    if hive in HIVES:
        long = under_user if hive == "HKU" and rest.upper().startswith("S-1-") else HIVES[hive]
        text = long + backslash + rest
    elif hive.upper() in HIVES:
        raise Unheld("Sysmon writes hives in capitals")
    if re.search(r"\\ControlSet\d{3}\\", text, re.IGNORECASE):
        raise Unheld("Sysmon writes CurrentControlSet")
    begin = re.compile(r"^(HKEY_LOCAL_MACHINE\\System\\)CurrentControlSet\\", re.IGNORECASE)
    text = begin.sub(r"\g<1>ControlSet001\\", text)
    if whole or "\\" not in text:
        return {key: text, name: ""}
    above, _, last = text.rpartition("\\")
    if not last:
        raise Unheld("a path that ends in a backslash")
    return {key: above, name: last}


def registry_data(value: Any) -> Row:
    """Sysmon's Details as type and data of a registry value."""
    text = _text(value)
    number = re.fullmatch(r"DWORD \(0x([0-9a-f]{8})\)", text)
    if number:
        return {"RegistryValueType": "Dword", "RegistryValueData": str(int(number[1], 16))}
    if re.match(r"DWORD \(0x[0-9a-f]{8}\)$|QWORD \(", text, re.IGNORECASE):
        raise Unheld("no number as Sysmon writes it")
    if text == "Binary Data":
        return {"RegistryValueType": "Binary", "RegistryValueData": "00 01"}
    if text == "(Empty)":
        return {"RegistryValueType": "String", "RegistryValueData": ""}
    if text == "":
        raise Unheld("Sysmon writes (Empty)")
    return {"RegistryValueType": "String", "RegistryValueData": text}


def hashes(value: Any, algorithms: tuple[str, ...], prefix: str) -> Row:
    """`MD5=…,SHA1=…` in a column for each; an algorithm that has none is not held."""
    row: Row = {f"{prefix}{algorithm}": "" for algorithm in algorithms}
    for part in _text(value).split(","):
        algorithm, sign, digest = part.partition("=")
        if not sign or algorithm not in algorithms:
            raise Unheld("no hash that the table has")
        row[f"{prefix}{algorithm}"] = digest
    return row


def sysmon_hashes(value: Any, algorithms: tuple[str, ...]) -> str:
    """The hashes as Sysmon would list all of them."""
    found = hashes(value, algorithms, "")
    return ",".join(f"{algorithm}={found[algorithm]}" for algorithm in algorithms)


def file_name(value: Any) -> str:
    """The last part of a path."""
    text = _text(value)
    last = re.split(r"[\\/]", text)[-1]
    if last == text or not last:
        raise Unheld("no path to a file")
    return last


def hexadecimal(value: Any) -> int:
    """A number that Sysmon writes as `0x3e7`."""
    text = _text(value)
    if not re.fullmatch(r"0x(0|[1-9a-f][0-9a-f]{0,14})", text):
        raise Unheld("no number as Sysmon writes it")
    return int(text, 16)


def _text(value: Any) -> str:
    if isinstance(value, (list, dict)):
        raise Unheld("several values in a column of texts")
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def stored(value: Any, kind: str) -> Any:
    """A value in a column of a type; null for what is missing."""
    text = _text(value)
    if kind == "string":
        return text
    if text == "":
        return None
    if kind in ("int", "long"):
        if not re.fullmatch(r"-?(0|[1-9]\d{0,17})", text, re.ASCII):
            raise Unheld(f"{text!r} in a column of numbers")
        if kind == "int" and not -(2**31) <= int(text) < 2**31:
            raise Unheld(f"{text!r} in a column of numbers")
        return int(text)
    if kind == "bool":
        if text not in ("true", "false"):
            raise Unheld(f"{text!r} in a column of truth values")
        return text == "true"
    raise Unheld(f"a column of the type {kind}")


def present(event: Event, field: str) -> bool:
    """Whether an event says something in a field."""
    return event.get(field) not in (None, "", [])


def registry(category: str, event: Event, name: str, under_user: str) -> Row:
    """The columns of the key and, called `name`, of the value that an event is about."""
    if not present(event, "TargetObject"):
        return {}
    whole = category in ("registry_add", "registry_rename")
    path = event["TargetObject"]
    return registry_path(path, "RegistryKey", name, whole=whole, under_user=under_user)


def what_changed(category: str, event: Event) -> str:
    """What happened to the registry, in the words of the tables. Raises Unheld."""
    if not present(event, "EventType"):
        return OF_CATEGORY[category]
    change = CHANGES.get(str(event["EventType"]))
    allowed = {
        "registry_event": set(CHANGES.values()),
        "registry_delete": {"RegistryKeyDeleted", "RegistryValueDeleted"},
    }
    if change is None or change not in allowed.get(category, {OF_CATEGORY[category]}):
        raise Unheld("no change that this log source has")
    return change


def with_change(category: str, event: dict[str, Any]) -> None:
    """Names what happened to the registry, which every event of it does."""
    if category.startswith("registry_") and not present(event, "EventType"):
        named = {change: sysmon for sysmon, change in CHANGES.items()}
        event["EventType"] = named[OF_CATEGORY[category]]


def direction(event: Event, *, outbound: str, inbound: str) -> str:
    """Which of two words is said of a connection, by who opened it. Raises Unheld."""
    said = event.get("Initiated")
    text = str(said).lower() if isinstance(said, bool) else said
    if text not in ("true", "false"):
        raise Unheld("neither out nor in")
    return outbound if text == "true" else inbound
