"""Signals of Tanium Threat Response over events of its client."""

from __future__ import annotations

from prove.shared.expressions import Condition
from prove.shared.product_judge import ProductJudge
from prove.shared.values import Row
from prove.tanium.judge import Signals


class SignalsJudge(ProductJudge):
    """Properties that are compared with a network hold addresses only."""

    whole_addresses = True

    @property
    def name(self) -> str:
        return "a judge of the documented signals"

    def condition(self, query: str) -> Condition[Row]:
        return Signals(query).condition()
