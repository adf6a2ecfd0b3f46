"""Products that gather events in a model of their own, and their query languages."""

from __future__ import annotations

import re

from prove.engines.products import Product
from prove.judges import aql
from prove.judges.cse import CloudSiem, expression_of
from prove.judges.expressions import Condition
from prove.judges.netwitness import NetWitness
from prove.judges.udm import UDM


class QRadarJudge(Product):
    scope_pattern = re.compile(r"(?P<name>devicetype)(?:=| IN\()'?(?P<value>\d+)")

    @property
    def name(self) -> str:
        return "a judge of documented AQL"

    def condition(self, query: str) -> Condition:
        return aql.condition(query)


class UDMJudge(Product):
    scope_pattern = re.compile(r'(?P<name>metadata\.event_type) = "(?P<value>\w+)"')

    @property
    def name(self) -> str:
        return "a judge of documented UDM search, with RE2's regular expressions"

    def condition(self, query: str) -> Condition:
        return UDM(query).condition()


class NetWitnessJudge(Product):
    scope_pattern = re.compile(r"(?P<name>device\.type|reference\.id) = '(?P<value>\w+)'")

    @property
    def name(self) -> str:
        return "a judge of the documented query language"

    def condition(self, query: str) -> Condition:
        return NetWitness(query).condition()


class CloudSiemJudge(Product):
    @property
    def name(self) -> str:
        return "a judge of the documented rule expressions"

    def condition(self, query: str) -> Condition:
        return CloudSiem(expression_of(query)).condition()
