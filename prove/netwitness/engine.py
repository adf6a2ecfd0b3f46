"""The query language of NetWitness over the meta of events."""

from __future__ import annotations

import re

from prove.netwitness.judge import NetWitness
from prove.shared.expressions import Condition
from prove.shared.product_judge import ProductJudge
from prove.shared.values import Row


class NetWitnessJudge(ProductJudge):
    """Meta keys that are compared with a network hold addresses only."""

    whole_addresses = True
    scope_pattern = re.compile(r"(?P<name>device\.type|reference\.id) = '(?P<value>\w+)'")

    @property
    def name(self) -> str:
        return "a judge of the documented query language"

    def condition(self, query: str) -> Condition[Row]:
        return NetWitness(query).condition()
