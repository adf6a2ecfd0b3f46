"""The two query languages of SentinelOne: Deep Visibility (1.0) and PowerQuery.

The published back ends (pysigma-backend-sentinelone, pysigma-backend-sentinelone-pq) compare
whole values case by case or as parts, and their networks lack parentheses.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Any, ClassVar

from sigma.backends.sentinelone.sentinelone import SentinelOneBackend
from sigma.backends.sentinelone_pq.sentinelone_pq import SentinelOnePQBackend
from sigma.pipelines.sentinelone.sentinelone import sentinelone_pipeline
from sigma.pipelines.sentinelone_pq.sentinelone_pq import sentinelonepq_pipeline
from sigma.types import SigmaCompareExpression, SigmaNumber, SigmaRegularExpression

from generator.targets.shared.detection_items import detection_items
from generator.targets.shared.expressions import (
    ExpressionBackend,
    flags_of,
    operator_of,
    with_flags,
)
from generator.targets.shared.java_values import expression_text
from generator.targets.shared.network_prefixes import prefixes
from generator.targets.shared.range_patterns import network_regex
from generator.targets.shared.required_texts import Shape, Wanted, refused

_KINDS = frozenset(
    ("EventType", "ObjectType", "EndpointOS", "event.type", "event.category", "endpoint.os")
)
"""Fields that hold one of a few words that the product chooses."""


class DeepVisibilityBackend(ExpressionBackend, SentinelOneBackend):
    """Only operators that say that they do not regard case (`CIS`, `AnyCase`): of `=` and
    `RegExp` it is not known. How a quotation mark is written is not known either."""

    product: ClassVar[str] = "SentinelOne Deep Visibility"
    negation: ClassVar[str] = "NOT ({condition})"
    own_names: ClassVar[bool] = True

    def convert_rule(self, rule: Any, *arguments: Any, **options: Any) -> Any:
        _check_fields(rule)
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
            if field in _KINDS:
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


class PowerQueryBackend(ExpressionBackend, SentinelOnePQBackend):
    """`contains` and `in:anycase` where they say it, `matches` where not; a literal is escaped
    once, and so the backslashes of an expression twice."""

    product: ClassVar[str] = "SentinelOne PowerQuery"
    negation: ClassVar[str] = "not ({condition})"
    own_names: ClassVar[bool] = True

    def convert_rule(self, rule: Any, *arguments: Any, **options: Any) -> Any:
        _check_fields(rule)
        # The published pipeline remembers the rules before, in its reasons; so it is made anew.
        self.backend_processing_pipeline = sentinelonepq_pipeline()  # type: ignore[misc]
        return super().convert_rule(rule, *arguments, **options)

    def text(self, field: str, value: Wanted) -> str:
        if value.shape is Shape.ANYTHING:
            return self.exists(field)
        cased = value.cased or not value.has_case
        if value.shape is Shape.WHOLE:
            if cased or field in _KINDS:
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


def _check_fields(rule: Any) -> None:
    """Refuses a rule that asks itself for what the published pipelines say of its log source: the
    words for kinds of events are the product's own, and not those of the rule."""
    for item in detection_items(rule):
        if item.field in _KINDS:
            raise refused(
                f"The rule asks for `{item.field}`, whose words are others in SentinelOne's events."
            )


def _literal(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise refused("The rule has a line break in a value, which PowerQuery cannot say.")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
