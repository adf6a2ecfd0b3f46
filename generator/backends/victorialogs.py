"""LogsQL for VictoriaLogs, without regard to case and with parts of values.

The published back end (pysigma-backend-victorialogs) compares case by case and takes phrases,
which are whole words, for parts of values.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import ClassVar

from sigma.backends.victorialogs import VictoriaLogsBackend
from sigma.types import (
    SigmaCompareExpression,
    SigmaFieldReference,
    SigmaNumber,
    SigmaRegularExpression,
)

from generator.backends.expressions import (
    ExpressionBackend,
    Shape,
    Wanted,
    flags_of,
    operator_of,
    refused,
    with_flags,
)
from generator.backends.lucene_ranges import network_regex


class LogsQLBackend(ExpressionBackend, VictoriaLogsBackend):
    """Texts that have letters become regular expressions (`(?i)`), the only filter of LogsQL that
    finds a part or a whole value in any case; others are compared as they are."""

    product: ClassVar[str] = "VictoriaLogs"

    def text(self, field: str, value: Wanted) -> str:
        if value.shape is Shape.ANYTHING:
            return self.exists(field)
        if value.cased or not value.has_case:
            if value.shape is Shape.WHOLE:
                return f"{field}:={_quoted(value.text)}"
            if value.shape is Shape.START:
                return f"{field}:={_quoted(value.text)}*"
        return f"{field}:~{_quoted(_regex(value))}"

    def expression(self, field: str, value: SigmaRegularExpression) -> str:
        return f"{field}:~{_quoted(with_flags(flags_of(value), value.regexp.to_plain_regex()))}"

    def number(self, field: str, value: SigmaNumber) -> str:
        return f"{field}:={_quoted(str(value))}"

    def exists(self, field: str) -> str:
        return f"{field}:*"

    def missing(self, field: str) -> str:
        return f'{field}:""'

    def network(self, field: str, network: IPv4Network | IPv6Network) -> str:
        if isinstance(network, IPv4Network):
            return f'{field}:ipv4_range("{network}")'
        return f"{field}:~{_quoted(f'(?i)^(?:{network_regex(network)})$')}"

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
        return f"_msg:~{_quoted(_regex(value))}"

    def keyword_expression(self, value: SigmaRegularExpression) -> str:
        return self.expression("_msg", value)


def _regex(value: Wanted) -> str:
    flags = "" if value.cased or not value.has_case else "i"
    flags += "s" if value.shape is Shape.PATTERN else ""
    return with_flags(flags, value.regex())


def _quoted(text: str) -> str:
    """A string literal of Go; a raw one where backslashes would have to be doubled."""
    if "\\" in text and "`" not in text and "\n" not in text and "\r" not in text:
        return f"`{text}`"
    body = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{body.replace(chr(10), chr(92) + "n").replace(chr(13), chr(92) + "r")}"'
