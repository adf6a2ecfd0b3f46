"""LogsQL over logs as VictoriaLogs holds them."""

from __future__ import annotations

from prove.shared.expressions import Condition
from prove.shared.product_judge import ProductJudge
from prove.shared.values import Row
from prove.victorialogs.judge import LogsQL


class VictoriaLogsJudge(ProductJudge):
    """Every value is a text, and an empty field is a missing one."""

    message = "_msg"
    by_channel = True

    @property
    def name(self) -> str:
        return "a judge of documented LogsQL, with RE2's regular expressions"

    def condition(self, query: str) -> Condition[Row]:
        return LogsQL(query).condition()
