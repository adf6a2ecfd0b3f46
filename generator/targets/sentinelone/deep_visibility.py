"""Deep Visibility (1.0), the older query language of SentinelOne.

The published back end (pysigma-backend-sentinelone) compares whole values case by case or as parts,
and its networks lack parentheses.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Any, ClassVar

from sigma.backends.sentinelone.sentinelone import SentinelOneBackend
from sigma.pipelines.sentinelone.sentinelone import sentinelone_pipeline
from sigma.types import SigmaCompareExpression, SigmaNumber

from generator.targets.sentinelone.kinds import KINDS, check_fields
from generator.targets.shared.expressions import ExpressionBackend, operator_of
from generator.targets.shared.network_prefixes import prefixes
from generator.targets.shared.required_texts import Shape, Wanted


class DeepVisibilityBackend(ExpressionBackend, SentinelOneBackend):
    """Only operators that say that they do not regard case (`CIS`, `AnyCase`): of `=` and
    `RegExp` it is not known. How a quotation mark is written is not known either."""

    product: ClassVar[str] = "SentinelOne Deep Visibility"
    negation: ClassVar[str] = "NOT ({condition})"
    own_names: ClassVar[bool] = True

    def convert_rule(self, rule: Any, *arguments: Any, **options: Any) -> Any:
        check_fields(rule)
        # The published pipeline remembers the rules before, in its reasons; so it is made anew.
        self.backend_processing_pipeline = sentinelone_pipeline()  # type: ignore[misc]
        return super().convert_rule(rule, *arguments, **options)

    def text(self, field: str, value: Wanted) -> str:
        if value.shape is Shape.ANYTHING:
            return self.exists(field)
        if value.shape is Shape.PATTERN:
            raise self._cannot("a wildcard inside a value")
        if value.cased and value.has_case:
            raise self._cannot("a text whose case counts")
        if '"' in value.text or "\n" in value.text:
            raise self._cannot("a quotation mark in a value")
        quoted = f'"{value.text}"'
        if value.shape is Shape.WHOLE:
            if not value.text:
                raise self._cannot("an empty value")
            if field in KINDS:
                return f"{field} = {quoted}"
            return f"{field} In AnyCase ({quoted})"
        operator = {
            Shape.START: "StartsWithCIS",
            Shape.END: "EndsWithCIS",
            Shape.PART: "ContainsCIS",
        }[value.shape]
        return f"{field} {operator} {quoted}"

    def number(self, field: str, value: SigmaNumber) -> str:
        return f'{field} In AnyCase ("{value}")'

    def exists(self, field: str) -> str:
        return f"{field} Is Not Empty"

    def missing(self, field: str) -> str:
        return f"{field} Is Empty"

    def network(self, field: str, network: IPv4Network | IPv6Network) -> str:
        tests = [
            f'{field} {"StartsWithCIS" if part.endswith(".") else "="} "{part}"'
            for part in prefixes(network, self.product)
        ]
        return tests[0] if len(tests) == 1 else f"({' OR '.join(tests)})"

    def compared(self, field: str, value: SigmaCompareExpression) -> str:
        return f'{field} {operator_of(value)} "{value.number}"'
