"""PowerQuery, the newer query language of SentinelOne.

The published back end (pysigma-backend-sentinelone-pq) compares whole values case by case or as
parts, and its networks lack parentheses.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Any, ClassVar

from sigma.backends.sentinelone_pq.sentinelone_pq import SentinelOnePQBackend
from sigma.pipelines.sentinelone_pq.sentinelone_pq import sentinelonepq_pipeline
from sigma.types import SigmaCompareExpression, SigmaNumber, SigmaRegularExpression

from generator.targets.sentinelone.kinds import KINDS, check_fields
from generator.targets.shared.expressions import (
    ExpressionBackend,
    flags_of,
    operator_of,
    with_flags,
)
from generator.targets.shared.java_values import expression_text
from generator.targets.shared.range_patterns import network_regex
from generator.targets.shared.required_texts import Shape, Wanted, refused


class PowerQueryBackend(ExpressionBackend, SentinelOnePQBackend):
    """`contains` and `in:anycase` where they say it, `matches` where not; a literal is escaped
    once, and so the backslashes of an expression twice."""

    product: ClassVar[str] = "SentinelOne PowerQuery"
    negation: ClassVar[str] = "not ({condition})"
    own_names: ClassVar[bool] = True

    def convert_rule(self, rule: Any, *arguments: Any, **options: Any) -> Any:
        check_fields(rule)
        # The published pipeline remembers the rules before, in its reasons; so it is made anew.
        self.backend_processing_pipeline = sentinelonepq_pipeline()  # type: ignore[misc]
        return super().convert_rule(rule, *arguments, **options)

    def text(self, field: str, value: Wanted) -> str:
        if value.shape is Shape.ANYTHING:
            return self.exists(field)
        cased = value.cased or not value.has_case
        if value.shape is Shape.WHOLE:
            if cased or field in KINDS:
                return f"{field}={_literal(value.text)}"
            return f"{field} in:anycase ({_literal(value.text)})"
        if value.shape is Shape.PART:
            return f"{field} contains{':matchcase' if value.cased else ''} {_literal(value.text)}"
        flags = "s" if value.shape is Shape.PATTERN else ""
        pattern = with_flags(flags, value.regex())
        return f"{field} matches{':matchcase' if value.cased else ''} {_literal(pattern)}"

    def expression(self, field: str, value: SigmaRegularExpression) -> str:
        flags = flags_of(value)
        operator = "matches" if "i" in flags else "matches:matchcase"
        pattern = with_flags(flags.replace("i", ""), expression_text(value))
        return f"{field} {operator} {_literal(pattern)}"

    def number(self, field: str, value: SigmaNumber) -> str:
        return f"{field}={value}"

    def exists(self, field: str) -> str:
        return f"{field}=*"

    def network(self, field: str, network: IPv4Network | IPv6Network) -> str:
        return f"{field} matches {_literal(f'^(?:{network_regex(network)})$')}"

    def compared(self, field: str, value: SigmaCompareExpression) -> str:
        return f"{field} {operator_of(value)} {value.number}"


def _literal(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise refused("The rule has a line break in a value, which PowerQuery cannot say.")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
