"""Kusto queries: Microsoft's own parser with the tables' columns, and a judge over its tree."""

from __future__ import annotations

import functools
import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any, ClassVar

from generator.evaluate import compile_rule
from generator.evaluate.tree import leaves
from prove.engine import Engine, Event, Question, Rejected
from prove.engines import kql_rows as rows
from prove.engines.kql_rows import Row, Unheld
from prove.judges import re2
from prove.judges.kql import keeps, table_of, understood
from prove.node import Script, version_of

PACKAGE = "@kusto/language-service-next"

Tables = Mapping[str, Mapping[str, str]]
"""Tables with the types of their columns."""

_TYPES = {
    "integer": "int",
    "int": "int",
    "long": "long",
    "bool": "bool",
    "boolean": "bool",
    "datetime": "datetime",
    "dynamic": "dynamic",
    "real": "real",
    "double": "real",
    "guid": "guid",
}


def types_of(described: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Columns with Kusto's types, of a table as a published package lists it."""
    return {
        name: _TYPES.get(column["data_type"].lower(), "string")
        for name, column in described.items()
        if " " not in name
    }


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


class KustoEngine(Engine):
    """A product that is asked in KQL. A string is never null: an empty one is a missing one."""

    def __init__(self) -> None:
        re2.installed()
        self.script = Script("kql.mjs", PACKAGE)
        self.script.tell({"tables": self.tables()})
        self._parsed: tuple[str, Mapping[str, Any]] = ("", {})

    @property
    def name(self) -> str:
        return f"{PACKAGE} {version_of(PACKAGE)}, and a judge of the documented language"

    @abstractmethod
    def tables(self) -> Tables:
        """The tables of the product."""

    @abstractmethod
    def sensed(self, rule: Mapping[str, Any], event: Event) -> dict[str, Any]:
        """The event as Sysmon would write it where the product knows of it. Raises Unheld."""

    @abstractmethod
    def row(self, rule: Mapping[str, Any], event: Event) -> Row:
        """The columns that the product fills otherwise than by name. Raises Unheld."""

    def computed(self, rule: Mapping[str, Any]) -> frozenset[str]:
        """Fields that `row` takes care of."""
        return frozenset()

    def columns(self, types: Mapping[str, str], names: Iterable[str]) -> Iterable[str]:
        """Of what the pipeline calls a field, what its table is to have."""
        return names

    def tree(self, query: str) -> Mapping[str, Any]:
        """The syntax tree of a query, the last one kept. Raises Rejected and NotUnderstood."""
        if self._parsed[0] == query:
            return self._parsed[1]
        answer = self.script.ask({"query": query})
        if "error" in answer:
            raise Rejected(answer["error"])
        found: Mapping[str, Any] = answer["tree"]
        understood(found)
        self._parsed = (query, found)
        return found

    def events(self, question: Question, made: Event) -> Iterator[Event]:
        tree = self.tree(question.query)
        try:
            event = self.sensed(question.rule, made)
            self._row(question, table_of(tree), event)
        except Unheld:
            return
        yield event

    def readings(self, question: Question, event: Event) -> Iterator[Event]:
        """An empty text for a missing one, and the other way round."""
        asked = {leaf.field for leaf in leaves(compile_rule(question.rule).root) if leaf.field}
        empty = sorted(field for field in asked if not rows.present(event, field))
        kept = {name: value for name, value in event.items() if name not in empty}
        for chosen in islice(product((False, True), repeat=len(empty)), 256):
            made = {name: "" for name, there in zip(empty, chosen, strict=True) if there}
            yield {**kept, **made}

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        tree = self.tree(question.query)
        name = table_of(tree)
        return [keeps(tree, self._row(question, name, event)) for event in events]

    def _row(self, question: Question, name: str, event: Event) -> Row:
        types = self.tables()[name]
        row = {column: "" if kind == "string" else None for column, kind in types.items()}
        computed = self.computed(question.rule)
        for field, value in event.items():
            if field not in computed:
                for column in self.columns(types, question.names.get(field, ())):
                    row[column] = rows.stored(value, types[column])
        row.update(self.row(question.rule, event))
        return row


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
        made = dict(event)
        if rows.present(made, "Hashes"):
            made["Hashes"] = rows.sysmon_hashes(made["Hashes"], self.algorithms)
        _with_change(rule, made)
        if made.get("EventType") == "SetValue" and _category(rule).startswith("registry_"):
            made.setdefault("Details", "(Empty)")
            made["Details"] = made["Details"] or "(Empty)"
        if _category(rule) == "network_connection" and not rows.present(made, "Initiated"):
            made["Initiated"] = "true"
        return made

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
            row["InitiatingProcessParentFileName"] = rows.file_name(event[parent])
        if category.startswith("registry_"):
            row |= _registry(category, event, "RegistryValueName", "HKEY_CURRENT_USER")
            if rows.present(event, "Details"):
                row |= rows.registry_data(event["Details"])
            row["ActionType"] = _change(category, event)
        if category == "network_connection":
            row["ActionType"] = _direction(
                event, outbound="ConnectionSuccess", inbound="InboundConnectionAccepted"
            )
        return row


def _registry(category: str, event: Event, name: str, under_user: str) -> Row:
    if not rows.present(event, "TargetObject"):
        return {}
    whole = category in ("registry_add", "registry_rename")
    path = event["TargetObject"]
    return rows.registry_path(path, "RegistryKey", name, whole=whole, under_user=under_user)


def _change(category: str, event: Event) -> str:
    if not rows.present(event, "EventType"):
        return rows.OF_CATEGORY[category]
    change = rows.CHANGES.get(str(event["EventType"]))
    allowed = {
        "registry_event": set(rows.CHANGES.values()),
        "registry_delete": {"RegistryKeyDeleted", "RegistryValueDeleted"},
    }
    if change is None or change not in allowed.get(category, {rows.OF_CATEGORY[category]}):
        raise Unheld("no change that this log source has")
    return change


def _with_change(rule: Mapping[str, Any], event: dict[str, Any]) -> None:
    """Names what happened to the registry, which every event of it does."""
    if _category(rule).startswith("registry_") and not rows.present(event, "EventType"):
        named = {change: sysmon for sysmon, change in rows.CHANGES.items()}
        event["EventType"] = named[rows.OF_CATEGORY[_category(rule)]]


def _direction(event: Event, *, outbound: str, inbound: str) -> str:
    said = event.get("Initiated")
    text = str(said).lower() if isinstance(said, bool) else said
    if text not in ("true", "false"):
        raise Unheld("neither out nor in")
    return outbound if text == "true" else inbound


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
        made = dict(event)
        if rows.present(made, "Hashes"):
            made["Hashes"] = rows.sysmon_hashes(made["Hashes"], self._algorithms(rule))
        if _category(rule) == "network_connection" and not rows.present(made, "Initiated"):
            made["Initiated"] = "true"
        _with_change(rule, made)
        return made

    def row(self, rule: Mapping[str, Any], event: Event) -> Row:
        category = _category(rule)
        row: Row = {"EventType": rows.OF_CATEGORY.get(category, "")}
        if rows.present(event, "Hashes"):
            prefix = "TargetProcess" if category == "process_creation" else "TargetFile"
            row |= rows.hashes(event["Hashes"], self._algorithms(rule), prefix)
        if category.startswith("registry_"):
            row |= _registry(category, event, "RegistryValue", "HKEY_USERS")
            row["EventType"] = _change(category, event)
        if category == "network_connection":
            row["NetworkDirection"] = _direction(event, outbound="Outbound", inbound="Inbound")
            side = "Src" if row["NetworkDirection"] == "Outbound" else "Dst"
            sides = {"Image": "ProcessName", "User": "Username"}
            for field in ("Image", "User", "ProcessId", "ProcessGuid"):
                column = f"{side}{sides.get(field, field)}"
                row[column] = rows.stored(event.get(field), "string")
        if category in ("proxy", "webserver"):
            row["Url"] = _url(event)
        return row


def _url(event: Event) -> str:
    """The address that a web session has, of the parts that a log has."""
    whole = _one(event, "c-uri", "cs-uri")
    query = _one(event, "c-uri-query", "cs-uri-query")
    stem = _one(event, "c-uri-stem", "cs-uri-stem")
    if stem is not None and ("?" in stem or "://" in stem):
        raise Unheld("no path")
    if whole is None:
        return (stem or "") + ("" if query is None else f"?{query}")
    before, _, after = whole.partition("?")
    path = re.sub(r"^[a-z][a-z0-9+.-]*://[^/?#]*", "", before, flags=re.IGNORECASE)
    if query not in (None, after) or stem not in (None, path):
        raise Unheld("other parts than those of the address")
    return whole


def _one(event: Event, *fields: str) -> str | None:
    """What one of some fields has, which mean the same; None where all are missing."""
    texts = {str(rows.stored(event[field], "string")) for field in fields if field in event}
    if len(texts) > 1:
        raise Unheld("two values of what is one")
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
        """Fields without a column stand in the XML of the event's data only."""
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
        """Windows writes the label of a level by its identifier, which has one name."""
        made = dict(event)
        named = {label: level for level, label in self.levels.items()}
        level = made.get("IntegrityLevel")
        if isinstance(level, str):
            made["IntegrityLevel"] = named.get(level, level)
        return made

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
        raise Unheld("a character that XML cannot hold")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
