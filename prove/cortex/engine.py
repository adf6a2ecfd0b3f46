"""XQL of Cortex XDR over events of its agent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from prove.cortex.judge import condition_of
from prove.engine import Event, Question
from prove.shared.expressions import Condition
from prove.shared.product_judge import ProductJudge
from prove.shared.values import Row, Value

INTEGRITY = {"low": 4096, "medium": 8192, "high": 12288, "system": 16384}
INTEGRITY |= {f"s-1-16-{number}": number for number in INTEGRITY.values()}
"""Integrity levels by name and by SID."""


class CortexJudge(ProductJudge):
    """An integrity level is a number; events with an unknown one are left out."""

    scope_pattern = re.compile(
        r"(?P<name>event_type|event_sub_type|agent_os_type) (?:= |in \()(?P<value>ENUM\.\w+)"
    )

    @property
    def name(self) -> str:
        return "a judge of documented XQL, with RE2's regular expressions"

    def stored(self, question: Question, event: Event) -> dict[str, Value] | None:
        level = event.get("IntegrityLevel")
        if level is not None and str(level).lower() not in INTEGRITY:
            return None
        return super().stored(question, event)

    def value(self, name: str, value: Any) -> Value:
        if name == "IntegrityLevel":
            return INTEGRITY[str(value).lower()]
        return super().value(name, value)

    def equivalents(self, question: Question, event: Event) -> Iterator[Event]:
        """A level may be written by its name or by its SID."""
        yield from super().equivalents(question, event)
        level = str(event.get("IntegrityLevel", "")).lower()
        for other, number in INTEGRITY.items():
            if INTEGRITY.get(level) == number:
                yield {**event, "IntegrityLevel": other}

    def condition(self, query: str) -> Condition[Row]:
        return condition_of(query)
