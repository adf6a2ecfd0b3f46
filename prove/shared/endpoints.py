"""Products that watch endpoints, and their query languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from prove.carbonblack.judge import CarbonBlack
from prove.cortex import judge as xql
from prove.engine import Event, Question
from prove.sentinelone.judge import DeepVisibility, PowerQuery
from prove.shared.expressions import Condition, Value
from prove.shared.products import Product
from prove.tanium.judge import Signals


class CarbonBlackJudge(Product):
    whole_addresses = True
    scope_pattern = re.compile(r"(?P<name>device_os):(?P<value>\w+)")

    @property
    def name(self) -> str:
        return "a judge of the documented search syntax, fields cut into words"

    def condition(self, query: str) -> Condition:
        return CarbonBlack(query).condition()


INTEGRITY = {"low": 4096, "medium": 8192, "high": 12288, "system": 16384}
INTEGRITY |= {f"s-1-16-{number}": number for number in INTEGRITY.values()}


class CortexJudge(Product):
    """A level of integrity is a number, and an event without a known one is not asked about."""

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

    def readings(self, question: Question, event: Event) -> Iterator[Event]:
        """A level may be written by its name or by its SID."""
        yield from super().readings(question, event)
        level = str(event.get("IntegrityLevel", "")).lower()
        for other, number in INTEGRITY.items():
            if INTEGRITY.get(level) == number:
                yield {**event, "IntegrityLevel": other}

    def condition(self, query: str) -> Condition:
        return xql.condition(query)


class DeepVisibilityJudge(Product):
    whole_addresses = True
    scope_pattern = re.compile(
        r'(?P<name>EventType|ObjectType|EndpointOS) (?:= |In (?:AnyCase )?\()"(?P<value>[^"]*)"'
    )

    @property
    def name(self) -> str:
        return "a judge of the query language 1.0, as far as it is known"

    def condition(self, query: str) -> Condition:
        return DeepVisibility(query).condition()


class PowerQueryJudge(Product):
    scope_pattern = re.compile(
        r'(?P<name>event\.type|event\.category|endpoint\.os)(?: ?= ?| in(?::anycase)? \()"(?P<value>[^"]*)"'
    )

    @property
    def name(self) -> str:
        return "a judge of documented PowerQuery expressions"

    def condition(self, query: str) -> Condition:
        return PowerQuery(query).condition()


class SignalsJudge(Product):
    whole_addresses = True

    @property
    def name(self) -> str:
        return "a judge of the documented signals"

    def condition(self, query: str) -> Condition:
        return Signals(query).condition()
