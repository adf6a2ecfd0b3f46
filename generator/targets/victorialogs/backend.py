"""LogsQL for VictoriaLogs, without regard to case and with parts of values.

The published back end (pysigma-backend-victorialogs) compares case by case and takes phrases,
which are whole words, for parts of values.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import ClassVar

from sigma.backends.victorialogs.victorialogs import VictoriaLogsBackend
from sigma.types import (
    SigmaCompareExpression,
    SigmaFieldReference,
    SigmaNumber,
    SigmaRegularExpression,
)

from generator.targets.shared.expressions import ExpressionBackend, operator_of
from generator.targets.shared.re2 import re2_of
from generator.targets.shared.re2_values import go_literal, network_text, value_text
from generator.targets.shared.required_texts import Shape, Wanted, refused


class LogsQLBackend(ExpressionBackend, VictoriaLogsBackend):
    """Texts that have letters become regular expressions (`(?i)`), the only filter of LogsQL that
    finds a part or a whole value in any case; others are compared as they are."""

    product: ClassVar[str] = "VictoriaLogs"

    def text(self, field: str, value: Wanted) -> str:
        if value.shape is Shape.ANYTHING:
            return self.exists(field)
        if value.cased or not value.has_case:
            if value.shape is Shape.WHOLE:
                return f"{field}:={go_literal(value.text)}"
            if value.shape is Shape.START:
                return f"{field}:={go_literal(value.text)}*"
        return f"{field}:~{go_literal(value_text(value))}"

    def expression(self, field: str, value: SigmaRegularExpression) -> str:
        return f"{field}:~{go_literal(re2_of(value))}"

    def number(self, field: str, value: SigmaNumber) -> str:
        return f"{field}:={go_literal(str(value))}"

    def exists(self, field: str) -> str:
        return f"{field}:*"

    def missing(self, field: str) -> str:
        return f'{field}:""'

    def network(self, field: str, network: IPv4Network | IPv6Network) -> str:
        if isinstance(network, IPv4Network):
            return f'{field}:ipv4_range("{network}")'
        return f"{field}:~{go_literal(network_text(network))}"

    def compared(self, field: str, value: SigmaCompareExpression) -> str:
        number = str(value.number)
        ranges = {
            "<": f"range(-inf, {number})",
            "<=": f"range(-inf, {number}]",
            ">": f"range({number}, inf)",
            ">=": f"range[{number}, inf)",
        }
        return f"{field}:{ranges[operator_of(value)]}"

    def equal(self, field: str, other: str, value: SigmaFieldReference) -> str:
        raise refused(
            "The modifier fieldref compares two fields without regard to case; LogsQL's `eq_field`"
            " regards it."
        )

    def keyword(self, value: Wanted) -> str:
        return f"_msg:~{go_literal(value_text(value))}"

    def keyword_expression(self, value: SigmaRegularExpression) -> str:
        return self.expression("_msg", value)
