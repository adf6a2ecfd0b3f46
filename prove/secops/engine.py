"""UDM search of Google SecOps over events of the Unified Data Model."""

from __future__ import annotations

import re
from typing import Any

from prove.secops.judge import UDM
from prove.shared.expressions import Condition
from prove.shared.product_judge import ProductJudge
from prove.shared.values import Row, Value


class UDMJudge(ProductJudge):
    """The direction of a connection says who began it."""

    scope_pattern = re.compile(r'(?P<name>metadata\.event_type) = "(?P<value>\w+)"')

    @property
    def name(self) -> str:
        return "a judge of documented UDM search, with RE2's regular expressions"

    def value(self, name: str, value: Any) -> Value:
        if name == "Initiated":
            return {"true": "OUTBOUND", "false": "INBOUND"}.get(str(value).lower(), str(value))
        return super().value(name, value)

    def condition(self, query: str) -> Condition[Row]:
        return UDM(query).condition()
