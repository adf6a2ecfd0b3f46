"""LogsQL over logs as VictoriaLogs holds them."""

from __future__ import annotations

from prove.shared.expressions import Condition
from prove.shared.products import Product
from prove.victorialogs.judge import LogsQL


class VictoriaLogsJudge(Product):
    """Every value is a text, and a field that is empty is one that is missing."""

    message = "_msg"
    by_channel = True

    @property
    def name(self) -> str:
        return "a judge of documented LogsQL, with RE2's regular expressions"

    def condition(self, query: str) -> Condition:
        return LogsQL(query).condition()
