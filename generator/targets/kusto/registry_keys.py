"""The registry as Microsoft's tables record it, told as Sysmon tells it.

Sysmon abbreviates hives and writes key and value name as one path, `HKLM\\…\\Run\\Name`; the tables
have whole names of hives, in the key's column, and the value's name in another one.
"""

from __future__ import annotations

from collections.abc import Mapping

EVENT_TYPES: Mapping[str, str] = {
    "RegistryKeyCreated": "CreateKey",
    "RegistryKeyDeleted": "DeleteKey",
    "RegistryValueDeleted": "DeleteValue",
    "RegistryValueSet": "SetValue",
    "RegistryKeyRenamed": "RenameKey",
}
"""What Sysmon calls a change, by what the tables call it."""

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "registry_add": ("RegistryKeyCreated",),
    "registry_delete": ("RegistryKeyDeleted", "RegistryValueDeleted"),
    "registry_set": ("RegistryValueSet",),
    "registry_rename": ("RegistryKeyRenamed",),
    "registry_event": (),
}
"""The changes that a category of Sigma means; all where none is named."""


def condition(column: str, values: tuple[str, ...]) -> str:
    """That a column has one of some values; nothing where there are none."""
    if len(values) == 1:
        return f'{column} == "{values[0]}"'
    listed = ", ".join(f'"{value}"' for value in values)
    return f"{column} in ({listed})" if values else ""


def target_object(value_name: str) -> tuple[str, ...]:
    """Sysmon's TargetObject from the key and the column of the value's name.

    In the text that `replace_regex` puts in, a backslash is written twice.
    """
    return (
        rf'strcat(RegistryKey, iff(isempty({value_name}), "", @"\"), {value_name})',
        'replace_regex(TargetObject, "(?i)^HKEY_LOCAL_MACHINE", "HKLM")',
        r'replace_regex(TargetObject, @"(?i)^HKEY_CURRENT_USER\\S-1-", @"HKU\\S-1-")',
        'replace_regex(TargetObject, "(?i)^HKEY_USERS", "HKU")',
        'replace_regex(TargetObject, "(?i)^HKEY_CURRENT_USER", "HKCU")',
        'replace_regex(TargetObject, "(?i)^HKEY_CLASSES_ROOT", "HKCR")',
        r'replace_regex(TargetObject, @"(?i)\\ControlSet[0-9]{3}\\", @"\\CurrentControlSet\\")',
    )


def event_type(column: str) -> tuple[str, ...]:
    """Sysmon's EventType from the column that names the change."""
    cases = ", ".join(f'{column} == "{name}", "{sysmon}"' for name, sysmon in EVENT_TYPES.items())
    return (f"case({cases}, {column})",)
