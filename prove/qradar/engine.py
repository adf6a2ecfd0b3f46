"""QRadar's Ariel Query Language over normalized events."""

from __future__ import annotations

import re

from prove.engine import Event, Question
from prove.qradar.judge import condition_of
from prove.shared.expressions import Condition
from prove.shared.product_judge import ProductJudge
from prove.shared.values import Row, Value

HASH = re.compile(r"(MD5|SHA1|SHA256|IMPHASH)=([0-9a-f]+)", re.IGNORECASE)
HASH_PROPERTIES = {
    "MD5": "MD5 Hash",
    "SHA1": "SHA1 Hash",
    "SHA256": "SHA256 Hash",
    "IMPHASH": "IMP Hash",
}


class QRadarJudge(ProductJudge):
    """Each kind of hash that Sysmon writes has a property."""

    scope_pattern = re.compile(r"(?P<name>devicetype)(?:=| IN\()'?(?P<value>\d+)")

    @property
    def name(self) -> str:
        return "a judge of documented AQL"

    def stored(self, question: Question, event: Event) -> dict[str, Value] | None:
        held = super().stored(question, event)
        text = event.get("Hashes")
        if held is None or text is None:
            return held
        found = [HASH.fullmatch(part) for part in str(text).split(",")]
        kinds = [match[1].upper() for match in found if match]
        if len(kinds) < len(found) or len(set(kinds)) < len(kinds):
            return None
        hashes = {
            HASH_PROPERTIES[match[1].upper()]: match[2]
            for match in found
            if match and _is_whole(match[1], match[2])
        }
        return {**held, **hashes} if len(hashes) == len(found) else None

    def condition(self, query: str) -> Condition[Row]:
        return condition_of(query)


def _is_whole(kind: str, digits: str) -> bool:
    return len(digits) == {"SHA1": 40, "SHA256": 64}.get(kind.upper(), 32)
