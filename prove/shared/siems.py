"""Products that gather events in a model of their own, and their query languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from prove.engine import Event, Question
from prove.netwitness.judge import NetWitness
from prove.qradar import judge as aql
from prove.secops.judge import UDM
from prove.shared.expressions import Condition, Value
from prove.shared.products import Product
from prove.sumologic.judge import CloudSiem, expression_of

HASH = re.compile(r"(MD5|SHA1|SHA256|IMPHASH)=([0-9a-f]+)", re.IGNORECASE)
HASHES = {
    "MD5": "MD5 Hash",
    "SHA1": "SHA1 Hash",
    "SHA256": "SHA256 Hash",
    "IMPHASH": "IMP Hash",
}


def _is_whole(kind: str, digits: str) -> bool:
    return len(digits) == {"SHA1": 40, "SHA256": 64}.get(kind.upper(), 32)


class QRadarJudge(Product):
    scope_pattern = re.compile(r"(?P<name>devicetype)(?:=| IN\()'?(?P<value>\d+)")

    @property
    def name(self) -> str:
        return "a judge of documented AQL"

    def stored(self, question: Question, event: Event) -> dict[str, Value] | None:
        """Sysmon's hashes lie in a property for each kind."""
        held = super().stored(question, event)
        text = event.get("Hashes")
        if held is None or text is None:
            return held
        found = [HASH.fullmatch(part) for part in str(text).split(",")]
        kinds = [match[1].upper() for match in found if match]
        if len(kinds) < len(found) or len(set(kinds)) < len(kinds):
            return None
        hashes = {HASHES[m[1].upper()]: m[2] for m in found if m and _is_whole(m[1], m[2])}
        return {**held, **hashes} if len(hashes) == len(found) else None

    def condition(self, query: str) -> Condition:
        return aql.condition(query)


class UDMJudge(Product):
    scope_pattern = re.compile(r'(?P<name>metadata\.event_type) = "(?P<value>\w+)"')

    @property
    def name(self) -> str:
        return "a judge of documented UDM search, with RE2's regular expressions"

    def value(self, name: str, value: Any) -> Value:
        """Who began a connection is said by its direction."""
        if name == "Initiated":
            return {"true": "OUTBOUND", "false": "INBOUND"}.get(str(value).lower(), str(value))
        return super().value(name, value)

    def condition(self, query: str) -> Condition:
        return UDM(query).condition()


class NetWitnessJudge(Product):
    whole_addresses = True
    scope_pattern = re.compile(r"(?P<name>device\.type|reference\.id) = '(?P<value>\w+)'")

    @property
    def name(self) -> str:
        return "a judge of the documented query language"

    def condition(self, query: str) -> Condition:
        return NetWitness(query).condition()


UNDERSCORED = ("Provider_Name", "Provider_Guid")


class CloudSiemJudge(Product):
    """Fields that are not of the schema lie in the record's `fields`; the id of a Windows event
    has the name of its log before it, which is taken from the query."""

    scope_pattern = re.compile(r'(?P<name>metadata_vendor|metadata_product)="(?P<value>[^"]*)"')

    def scope(self, question: Question) -> Mapping[str, Value]:
        return super().scope(replace(question, query=expression_of(question.query)))

    def stored(self, question: Question, event: Event) -> dict[str, Value] | None:
        held = super().stored(question, event)
        if held is None:
            return None
        log = re.search(r'metadata_deviceEventId="([^"]+)-\d+"', expression_of(question.query))
        if log and "metadata_deviceEventId" in held:
            held["metadata_deviceEventId"] = f"{log[1]}-{held['metadata_deviceEventId']}"
        inner = {
            f"fields['{prefix}{name.replace('_', '.') if name in UNDERSCORED else name}']": value
            for name, value in held.items()
            for prefix in ("", "EventData.")
        }
        return {**inner, **held}

    @property
    def name(self) -> str:
        return "a judge of the documented rule expressions"

    def condition(self, query: str) -> Condition:
        return CloudSiem(expression_of(query)).condition()
