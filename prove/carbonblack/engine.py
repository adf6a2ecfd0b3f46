"""Searches of Carbon Black Cloud over events of its sensor."""

from __future__ import annotations

import re

from prove.carbonblack.judge import CarbonBlack
from prove.shared.expressions import Condition
from prove.shared.product_judge import ProductJudge
from prove.shared.values import Row


class CarbonBlackJudge(ProductJudge):
    """Fields that are compared with a network hold addresses only."""

    whole_addresses = True
    scope_pattern = re.compile(r"(?P<name>device_os):(?P<value>\w+)")

    @property
    def name(self) -> str:
        return "a judge of the documented search syntax, fields cut into words"

    def condition(self, query: str) -> Condition[Row]:
        return CarbonBlack(query).condition()
