"""The products that are queried in the Kusto Query Language, and what they record."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from prove.engine import Event
from prove.kusto import rows
from prove.kusto.kql import KustoEngine, Tables, types_of
from prove.kusto.rows import Row
from prove.shared.sensors import Unrecorded, file_name

_AZURE_TABLES = (
    "SecurityEvent",
    "SigninLogs",
    "AuditLogs",
    "AzureActivity",
    "AADUserRiskEvents",
)


@functools.cache
def _defender_tables() -> Tables:
    from sigma.pipelines.microsoftxdr.tables import MICROSOFT_XDR_TABLES

    return {name: types_of(table) for name, table in MICROSOFT_XDR_TABLES.items()}


@functools.cache
def _asim_tables() -> Tables:
    from sigma.pipelines.sentinelasim.tables import SENTINEL_ASIM_TABLES

    return {
        name: {**types_of(table), "DvcHostname": "string"}
        for name, table in SENTINEL_ASIM_TABLES.items()
    }


@functools.cache
def _azure_tables() -> Tables:
    from sigma.pipelines.azuremonitor.tables import AZURE_MONITOR_TABLES

    return {name: types_of(AZURE_MONITOR_TABLES[name]) for name in _AZURE_TABLES}


def _category(rule: Mapping[str, Any]) -> str:
    return str(rule.get("logsource", {}).get("category", ""))


class Defender(KustoEngine):
    """Advanced hunting in Microsoft Defender XDR."""

    algorithms: ClassVar[tuple[str, ...]] = ("SHA1", "MD5", "SHA256")

    def tables(self) -> Tables:
        return _defender_tables()

    def computed(self, rule: Mapping[str, Any]) -> frozenset[str]:
        return frozenset(
            "User ParentUser Hashes LogonId TargetObject Details EventType Initiated "
            "GrandParentImage".split()
        ) | ({"ParentImage"} if _category(rule) != "process_creation" else set())

    def sensed(self, rule: Mapping[str, Any], event: Event) -> dict[str, Any]:
        written = dict(event)
        if rows.present(written, "Hashes"):
            written["Hashes"] = rows.sysmon_hashes(written["Hashes"], self.algorithms)
        rows.with_change(_category(rule), written)
        if written.get("EventType") == "SetValue" and _category(rule).startswith("registry_"):
            written.setdefault("Details", "(Empty)")
            written["Details"] = written["Details"] or "(Empty)"
        if _category(rule) == "network_connection" and not rows.present(written, "Initiated"):
            written["Initiated"] = "true"
        return written

    def row(self, rule: Mapping[str, Any], event: Event) -> Row:
        category = _category(rule)
        process = category == "process_creation"
        row: Row = {"ActionType": rows.OF_CATEGORY.get(category, "")}
        initiating = "InitiatingProcess"
        own = "" if process else initiating
        row |= rows.split_user(event.get("User"), f"{own}AccountDomain", f"{own}AccountName")
        if process:
            row |= rows.split_user(
                event.get("ParentUser"), f"{initiating}AccountDomain", f"{initiating}AccountName"
            )
        if rows.present(event, "Hashes"):
            row |= rows.hashes(event["Hashes"], self.algorithms, "")
        if rows.present(event, "LogonId"):
            row["LogonId"] = rows.hexadecimal(event["LogonId"])
        parent = "GrandParentImage" if process else "ParentImage"
        if rows.present(event, parent):
            row["InitiatingProcessParentFileName"] = file_name(event[parent])
        if category.startswith("registry_"):
            row |= rows.registry(category, event, "RegistryValueName", "HKEY_CURRENT_USER")
            if rows.present(event, "Details"):
                row |= rows.registry_data(event["Details"])
            row["ActionType"] = rows.what_changed(category, event)
        if category == "network_connection":
            row["ActionType"] = rows.direction(
                event, outbound="ConnectionSuccess", inbound="InboundConnectionAccepted"
            )
        return row


class Asim(KustoEngine):
    """Parsers of the Advanced Security Information Model in Microsoft Sentinel."""

    algorithms: ClassVar[tuple[str, ...]] = ("MD5", "SHA1", "SHA256", "IMPHASH")

    def tables(self) -> Tables:
        return _asim_tables()

    def computed(self, rule: Mapping[str, Any]) -> frozenset[str]:
        fields = {"Hashes", "TargetObject", "EventType", "Initiated"}
        fields |= {f"{side}-uri{part}" for side in ("c", "cs") for part in ("", "-query", "-stem")}
        if _category(rule) == "network_connection":
            fields |= {"Image", "User", "ProcessId", "ProcessGuid"}
        return frozenset(fields)

    def _algorithms(self, rule: Mapping[str, Any]) -> tuple[str, ...]:
        process = _category(rule) == "process_creation"
        return self.algorithms if process else self.algorithms[:3]

    def sensed(self, rule: Mapping[str, Any], event: Event) -> dict[str, Any]:
        written = dict(event)
        if rows.present(written, "Hashes"):
            written["Hashes"] = rows.sysmon_hashes(written["Hashes"], self._algorithms(rule))
        if _category(rule) == "network_connection" and not rows.present(written, "Initiated"):
            written["Initiated"] = "true"
        rows.with_change(_category(rule), written)
        return written

    def row(self, rule: Mapping[str, Any], event: Event) -> Row:
        category = _category(rule)
        row: Row = {"EventType": rows.OF_CATEGORY.get(category, "")}
        if rows.present(event, "Hashes"):
            prefix = "TargetProcess" if category == "process_creation" else "TargetFile"
            row |= rows.hashes(event["Hashes"], self._algorithms(rule), prefix)
        if category.startswith("registry_"):
            row |= rows.registry(category, event, "RegistryValue", "HKEY_USERS")
            row["EventType"] = rows.what_changed(category, event)
        if category == "network_connection":
            row["NetworkDirection"] = rows.direction(event, outbound="Outbound", inbound="Inbound")
            side = "Src" if row["NetworkDirection"] == "Outbound" else "Dst"
            sides = {"Image": "ProcessName", "User": "Username"}
            for field in ("Image", "User", "ProcessId", "ProcessGuid"):
                column = f"{side}{sides.get(field, field)}"
                row[column] = rows.stored(event.get(field), "string")
        if category in ("proxy", "webserver"):
            row["Url"] = _url(event)
        return row


def _url(event: Event) -> str:
    """The URL of a web session, from the parts that a log has."""
    whole = _one(event, "c-uri", "cs-uri")
    query = _one(event, "c-uri-query", "cs-uri-query")
    stem = _one(event, "c-uri-stem", "cs-uri-stem")
    if stem is not None and ("?" in stem or "://" in stem):
        raise Unrecorded("not a path")
    if whole is None:
        return (stem or "") + ("" if query is None else f"?{query}")
    before, _, after = whole.partition("?")
    path = re.sub(r"^[a-z][a-z0-9+.-]*://[^/?#]*", "", before, flags=re.IGNORECASE)
    if query not in (None, after) or stem not in (None, path):
        raise Unrecorded("parts that differ from those of the address")
    return whole


def _one(event: Event, *fields: str) -> str | None:
    """The value of fields that mean the same; None where all are missing."""
    texts = {str(rows.stored(event[field], "string")) for field in fields if field in event}
    if len(texts) > 1:
        raise Unrecorded("two values of one field")
    return texts.pop() if texts else None


class AzureMonitor(KustoEngine):
    """Tables of a Log Analytics workspace."""

    levels: ClassVar[Mapping[str, str]] = {
        "System": "S-1-16-16384",
        "High": "S-1-16-12288",
        "Medium": "S-1-16-8192",
        "Low": "S-1-16-4096",
    }

    def tables(self) -> Tables:
        return _azure_tables()

    def computed(self, rule: Mapping[str, Any]) -> frozenset[str]:
        process = _category(rule) == "process_creation"
        return frozenset({"User", "IntegrityLevel"} if process else ())

    def columns(self, types: Mapping[str, str], names: Iterable[str]) -> Iterable[str]:
        """Fields without a column are only in the XML of the event's data."""
        return (name for name in names if name in types)

    def _event_data(self, event: Event) -> str:
        columns = self.tables()["SecurityEvent"]
        parts = [
            f'<Data Name="{field}">{_as_xml(rows.stored(value, "string"))}</Data>'
            for field, value in event.items()
            if field not in columns and value is not None
        ]
        return f"<EventData>{''.join(parts)}</EventData>"

    def sensed(self, rule: Mapping[str, Any], event: Event) -> dict[str, Any]:
        """Windows writes an integrity level as a SID, which has one name."""
        written = dict(event)
        named = {label: level for level, label in self.levels.items()}
        level = written.get("IntegrityLevel")
        if isinstance(level, str):
            written["IntegrityLevel"] = named.get(level, level)
        return written

    def row(self, rule: Mapping[str, Any], event: Event) -> Row:
        if rule["logsource"].get("service") == "security":
            return {"EventData": self._event_data(event)}
        if _category(rule) != "process_creation":
            return {}
        row: Row = {"EventID": 4688}
        row |= rows.split_user(event.get("User"), "SubjectDomainName", "SubjectUserName")
        level = rows.stored(event.get("IntegrityLevel"), "string")
        row["MandatoryLabel"] = self.levels.get(level, level)
        return row


def _as_xml(text: str) -> str:
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", text):
        raise Unrecorded("a character that XML cannot hold")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
