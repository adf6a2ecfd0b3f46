"""Queries of NetWitness.

The published back end (pysigma-backend-netwitness) loses wildcards inside a value, doubles the
backslashes of expressions and forgets parentheses around the tests for null.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network
from typing import ClassVar

from sigma.backends.netwitness.netwitness import NetWitnessBackend
from sigma.types import SigmaCompareExpression, SigmaNumber, SigmaRegularExpression

from generator.targets.shared.expressions import (
    ExpressionBackend,
    flags_of,
    operator_of,
    with_flags,
)
from generator.targets.shared.java_values import expression_text
from generator.targets.shared.required_texts import Shape, Wanted, refused

_NUMERIC = re.compile(r"(?:port|\.dstport|\.srcport)$")
_META_KEY = re.compile(r"[A-Za-z][\w.]*")
_ADDRESS = re.compile(r"^(?:alias\.ip|ip\.|ipv6\.|device\.ip)")


class NetWitnessQueryBackend(ExpressionBackend, NetWitnessBackend):
    """Texts without regard to case; what has to regard it is refused."""

    product: ClassVar[str] = "NetWitness"
    negation: ClassVar[str] = "NOT ({condition})"
    own_names: ClassVar[bool] = True

    def field(self, name: str) -> str:
        if not _META_KEY.fullmatch(name):
            raise refused(f"The field `{name}` of the rule cannot be the name of a meta key.")
        return name

    def text(self, field: str, value: Wanted) -> str:
        if value.shape is Shape.ANYTHING:
            return self.exists(field)
        if value.cased and value.has_case:
            raise self._cannot("a text whose case counts")
        if value.shape is Shape.PATTERN:
            return f"{field} regex {_quoted(value.regex())}"
        if value.shape is Shape.WHOLE and _NUMERIC.search(field) and value.text.isdecimal():
            return f"{field} = {value.text}"
        if value.shape is Shape.WHOLE and _ADDRESS.match(field):
            return f"{field} = {value.text}"
        operator = {
            Shape.WHOLE: "=",
            Shape.START: "begins",
            Shape.END: "ends",
            Shape.PART: "contains",
        }[value.shape]
        return f"{field} {operator} {_quoted(value.text)}"

    def expression(self, field: str, value: SigmaRegularExpression) -> str:
        flags = flags_of(value)
        if "i" not in flags:
            raise self._cannot("a regular expression whose case counts")
        return (
            f"{field} regex {_quoted(with_flags(flags.replace('i', ''), expression_text(value)))}"
        )

    def number(self, field: str, value: SigmaNumber) -> str:
        return f"{field} = {value}" if _NUMERIC.search(field) else f"{field} = '{value}'"

    def exists(self, field: str) -> str:
        return f"{field} exists"

    def missing(self, field: str) -> str:
        return f"{field} !exists"

    def network(self, field: str, network: IPv4Network | IPv6Network) -> str:
        return f"{field} = {network}"

    def compared(self, field: str, value: SigmaCompareExpression) -> str:
        return f"{field} {operator_of(value)} {value.number}"


def _quoted(text: str) -> str:
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    raise refused(
        "The rule has quotation marks of both kinds in one value, which NetWitness has no way to"
        " write."
    )
