"""Parsers of the Advanced Security Information Model in Microsoft Sentinel, for Sigma's log sources.

Types of columns are those that the published package lists; names are chosen anew, by Microsoft's
reference of the schemas ("Advanced Security Information Model (ASIM) schemas").
"""

from __future__ import annotations

import functools

from sigma.pipelines.sentinelasim.tables import SENTINEL_ASIM_TABLES
from sigma.processing.pipeline import ProcessingPipeline
from sigma.rule import SigmaLogSource

from generator.targets.kusto.registry_keys import CATEGORIES, condition, event_type, target_object
from generator.targets.shared.tables import Table, tables_pipeline, types_of

_ALGORITHMS = ("MD5", "SHA1", "SHA256")
_FILES = {
    "file_event": "FileCreated",
    "file_delete": "FileDeleted",
    "file_rename": "FileRenamed",
    "file_access": "FileAccessed",
}
_ACTING = {
    "Image": "ActingProcessName",
    "CommandLine": "ActingProcessCommandLine",
    "ProcessId": "ActingProcessId",
    "ProcessGuid": "ActingProcessGuid",
    "User": "ActorUsername",
    "Computer": "DvcHostname",
}


def asim_pipeline() -> ProcessingPipeline:
    """Sigma's log sources and fields for ASIM's parsers."""
    return tables_pipeline("The Advanced Security Information Model", _table)


def _table(logsource: SigmaLogSource) -> Table | None:
    if logsource.service is not None:
        return None
    return _of_category(logsource.category or "")


@functools.cache
def _of_category(category: str) -> Table | None:
    if category == "process_creation":
        return _processes()
    if category in _FILES:
        return _files(_FILES[category])
    if category in CATEGORIES:
        return _registry(CATEGORIES[category])
    if category == "network_connection":
        return _network()
    if category in ("proxy", "webserver"):
        return _web()
    return None


def _types(name: str) -> dict[str, str]:
    listed = types_of(SENTINEL_ASIM_TABLES[name])
    # The schema's headings stand among the columns, as "Dvc fields".
    columns = {column: kind for column, kind in listed.items() if " " not in column}
    return {**columns, "DvcHostname": "string"}


def _hashes(prefix: str, *algorithms: str) -> tuple[str, ...]:
    """Sysmon's Hashes, `MD5=…,SHA1=…`."""
    parts = ", ".join(
        f'"{"," if place else ""}{algorithm}=", {prefix}{algorithm}'
        for place, algorithm in enumerate(algorithms)
    )
    return (f"strcat({parts})",)


def _processes() -> Table:
    target = "TargetProcess"
    return Table(
        name="imProcessCreate",
        columns={
            "Image": f"{target}Name",
            "CommandLine": f"{target}CommandLine",
            "CurrentDirectory": f"{target}CurrentDirectory",
            "ProcessId": f"{target}Id",
            "ProcessGuid": f"{target}Guid",
            "IntegrityLevel": f"{target}IntegrityLevel",
            "Description": f"{target}FileDescription",
            "Product": f"{target}FileProduct",
            "Company": f"{target}FileCompany",
            "FileVersion": f"{target}FileVersion",
            "OriginalFileName": f"{target}FileOriginalName",
            "User": "TargetUsername",
            "LogonId": "TargetUserSessionId",
            "ParentImage": "ActingProcessName",
            "ParentCommandLine": "ActingProcessCommandLine",
            "ParentProcessId": "ActingProcessId",
            "ParentProcessGuid": "ActingProcessGuid",
            "ParentUser": "ActorUsername",
            "GrandParentImage": "ParentProcessName",
            "Imphash": f"{target}IMPHASH",
            "imphash": f"{target}IMPHASH",
            "md5": f"{target}MD5",
            "sha1": f"{target}SHA1",
            "sha256": f"{target}SHA256",
            "Computer": "DvcHostname",
        },
        types=_types("imProcessCreate"),
        computed={"Hashes": _hashes(target, *_ALGORITHMS, "IMPHASH")},
    )


def _files(event: str) -> Table:
    path = {"TargetFilename": "TargetFilePath"}
    if event == "FileAccessed":
        path["FileName"] = "TargetFilePath"
    return Table(
        name="imFileEvent",
        columns={**path, **_ACTING},
        types=_types("imFileEvent"),
        computed={"Hashes": _hashes("TargetFile", *_ALGORITHMS)},
        where=condition("EventType", (event,)),
    )


def _registry(events: tuple[str, ...]) -> Table:
    return Table(
        name="imRegistry",
        columns={**_ACTING, "Details": "RegistryValueData", "ParentImage": "ParentProcessName"},
        types=_types("imRegistry"),
        computed={
            "TargetObject": target_object("RegistryValue"),
            "EventType": event_type("EventType"),
        },
        where=condition("EventType", events),
    )


def _network() -> Table:
    def own(source: str) -> tuple[str, ...]:
        """A column about the device that reports, whichever end of the connection it is."""
        return (f'iff(NetworkDirection =~ "Inbound", Dst{source}, Src{source})',)

    return Table(
        name="imNetworkSession",
        columns={
            "DestinationIp": "DstIpAddr",
            "DestinationPort": "DstPortNumber",
            "DestinationHostname": "DstHostname",
            "SourceIp": "SrcIpAddr",
            "SourcePort": "SrcPortNumber",
            "SourceHostname": "SrcHostname",
            "Protocol": "NetworkProtocol",
            "Computer": "DvcHostname",
        },
        types=_types("imNetworkSession"),
        computed={
            "Image": own("ProcessName"),
            "User": own("Username"),
            "ProcessId": own("ProcessId"),
            "ProcessGuid": own("ProcessGuid"),
            "Initiated": ('iff(NetworkDirection =~ "Inbound", "false", "true")',),
        },
    )


def _web() -> Table:
    query = (r'extract(@"(?s)\?(.*)$", 1, Url)',)
    path = (r'extract(@"^(?:[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*)?([^?]*)", 1, Url)',)
    return Table(
        name="imWebSession",
        columns={
            "c-uri": "Url",
            "cs-uri": "Url",
            "c-useragent": "HttpUserAgent",
            "cs-user-agent": "HttpUserAgent",
            "cs-method": "HttpRequestMethod",
            "cs-version": "HttpVersion",
            "cs-host": "HttpHost",
            "cs-referer": "HttpReferrer",
            "cs-referrer": "HttpReferrer",
            "cs-content-type": "HttpContentType",
            "sc-status": "EventResultDetails",
        },
        types=_types("imWebSession"),
        computed={
            "c-uri-query": query,
            "cs-uri-query": query,
            "c-uri-stem": path,
            "cs-uri-stem": path,
        },
    )
