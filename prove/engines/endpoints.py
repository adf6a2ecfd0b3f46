"""Products that watch endpoints, and their query languages."""

from __future__ import annotations

import re

from prove.engines.products import Product
from prove.judges import xql
from prove.judges.carbonblack import CarbonBlack
from prove.judges.expressions import Condition
from prove.judges.sentinelone import DeepVisibility, PowerQuery
from prove.judges.signals import Signals


class CarbonBlackJudge(Product):
    whole_addresses = True
    scope_pattern = re.compile(r"(?P<name>device_os):(?P<value>\w+)")

    @property
    def name(self) -> str:
        return "a judge of the documented search syntax, fields cut into words"

    def condition(self, query: str) -> Condition:
        return CarbonBlack(query).condition()


class CortexJudge(Product):
    scope_pattern = re.compile(
        r"(?P<name>event_type|event_sub_type|agent_os_type) (?:= |in \()(?P<value>ENUM\.\w+)"
    )

    @property
    def name(self) -> str:
        return "a judge of documented XQL, with RE2's regular expressions"

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
