"""Tables of advanced hunting in Microsoft Defender XDR, for Sigma's log sources.

Types of columns are those that the published package lists; names are chosen anew, by Microsoft's
description of the tables ("Understand the advanced hunting schema").
"""

from __future__ import annotations

import functools

from sigma.pipelines.microsoftxdr.tables import MICROSOFT_XDR_TABLES
from sigma.processing.pipeline import ProcessingPipeline
from sigma.rule import SigmaLogSource

from generator.targets.kusto.registry_keys import CATEGORIES, condition, event_type, target_object
from generator.targets.shared.tables import Table, tables_pipeline, types_of

_HASHES = {"md5": "MD5", "sha1": "SHA1", "sha256": "SHA256"}
_INITIATING = {
    "Image": "InitiatingProcessFolderPath",
    "CommandLine": "InitiatingProcessCommandLine",
    "ProcessId": "InitiatingProcessId",
    "IntegrityLevel": "InitiatingProcessIntegrityLevel",
    "Computer": "DeviceName",
}
_INITIATING_PARENT = {"ParentImage": "InitiatingProcessParentFileName"}
_ALL_HASHES = ('strcat("SHA1=", SHA1, ",MD5=", MD5, ",SHA256=", SHA256)',)
_ACTIONS = {
    "file_event": "FileCreated",
    "file_delete": "FileDeleted",
    "file_rename": "FileRenamed",
}
_DETAILS = (
    'case(RegistryValueType =~ "Dword", '
    'strcat("DWORD (0x", tohex(tolong(RegistryValueData), 8), ")"), '
    'RegistryValueType =~ "Binary", "Binary Data", '
    'ActionType == "RegistryValueSet" and isempty(RegistryValueData), "(Empty)", '
    "RegistryValueData)",
)


def _account(prefix: str) -> tuple[str, ...]:
    """`DOMAIN\\user` from the two columns of an account."""
    user, domain = f"{prefix}AccountName", f"{prefix}AccountDomain"
    return (rf'strcat({domain}, iff(isempty({domain}), "", @"\"), {user})',)


def defender_pipeline() -> ProcessingPipeline:
    """Sigma's log sources and fields for advanced hunting."""
    return tables_pipeline("Microsoft Defender XDR", _table)


def _table(logsource: SigmaLogSource) -> Table | None:
    """The table of a category; its device may run any system."""
    if logsource.service is not None:
        return None
    return _of_category(logsource.category or "")


@functools.cache
def _of_category(category: str) -> Table | None:
    if category == "process_creation":
        return _processes()
    if category in _ACTIONS:
        return _files(_ACTIONS[category])
    if category in CATEGORIES:
        return _registry(CATEGORIES[category])
    if category == "network_connection":
        return _network()
    if category == "image_load":
        return _images("DeviceImageLoadEvents", "")
    if category == "driver_load":
        return _images("DeviceEvents", 'ActionType == "DriverLoad"')
    return None


def _types(name: str) -> dict[str, str]:
    return types_of(MICROSOFT_XDR_TABLES[name])


def _processes() -> Table:
    return Table(
        name="DeviceProcessEvents",
        columns={
            "Image": "FolderPath",
            "CommandLine": "ProcessCommandLine",
            "ProcessId": "ProcessId",
            "IntegrityLevel": "ProcessIntegrityLevel",
            "Description": "ProcessVersionInfoFileDescription",
            "Product": "ProcessVersionInfoProductName",
            "Company": "ProcessVersionInfoCompanyName",
            "OriginalFileName": "ProcessVersionInfoOriginalFileName",
            "ParentImage": "InitiatingProcessFolderPath",
            "ParentCommandLine": "InitiatingProcessCommandLine",
            "ParentProcessId": "InitiatingProcessId",
            "Computer": "DeviceName",
            **_HASHES,
        },
        types=_types("DeviceProcessEvents"),
        computed={
            "User": _account(""),
            "ParentUser": _account("InitiatingProcess"),
            "Hashes": _ALL_HASHES,
            "LogonId": ('iff(isnull(LogonId), "", strcat("0x", tohex(LogonId)))',),
        },
        file_names={"GrandParentImage": "InitiatingProcessParentFileName"},
    )


def _files(action: str) -> Table:
    return Table(
        name="DeviceFileEvents",
        columns={"TargetFilename": "FolderPath", **_INITIATING, **_HASHES},
        types=_types("DeviceFileEvents"),
        computed={"User": _account("InitiatingProcess"), "Hashes": _ALL_HASHES},
        file_names=_INITIATING_PARENT,
        where=condition("ActionType", (action,)),
    )


def _registry(actions: tuple[str, ...]) -> Table:
    return Table(
        name="DeviceRegistryEvents",
        columns=_INITIATING,
        types=_types("DeviceRegistryEvents"),
        computed={
            "User": _account("InitiatingProcess"),
            "TargetObject": target_object("RegistryValueName"),
            "Details": _DETAILS,
            "EventType": event_type("ActionType"),
        },
        file_names=_INITIATING_PARENT,
        where=condition("ActionType", actions),
    )


def _network() -> Table:
    return Table(
        name="DeviceNetworkEvents",
        columns={
            "DestinationIp": "RemoteIP",
            "DestinationPort": "RemotePort",
            "DestinationHostname": "RemoteUrl",
            "SourceIp": "LocalIP",
            "SourcePort": "LocalPort",
            "SourceHostname": "DeviceName",
            "Protocol": "Protocol",
            **_INITIATING,
        },
        types=_types("DeviceNetworkEvents"),
        computed={
            "User": _account("InitiatingProcess"),
            "Initiated": ('iff(ActionType == "InboundConnectionAccepted", "false", "true")',),
        },
        file_names=_INITIATING_PARENT,
    )


def _images(name: str, where: str) -> Table:
    return Table(
        name=name,
        columns={"ImageLoaded": "FolderPath", **_INITIATING, **_HASHES},
        types=_types(name),
        computed={"User": _account("InitiatingProcess"), "Hashes": _ALL_HASHES},
        file_names=_INITIATING_PARENT,
        where=where,
    )
