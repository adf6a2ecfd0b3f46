"""Signals of Tanium Threat Response.

The published back end (pysigma-backend-signals) changes conditions that stand twice in a rule, and
loses the negation of some.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import ClassVar

from sigma.backends.signals.signals import SignalsBackend
from sigma.types import SigmaCompareExpression, SigmaNumber

from generator.targets.shared.expressions import ExpressionBackend, operator_of
from generator.targets.shared.network_prefixes import prefixes
from generator.targets.shared.required_texts import Shape, Wanted


class TaniumSignalsBackend(ExpressionBackend, SignalsBackend):
    """Only what Tanium documents: texts without regard to case, `*` and `?` in `matches`; null
    and `exists` are refused."""

    product: ClassVar[str] = "Tanium Threat Response"
    negation: ClassVar[str] = "NOT ({condition})"
    own_names: ClassVar[bool] = True

    def text(self, field: str, value: Wanted) -> str:
        if value.cased and value.has_case:
            raise self._cannot("a text whose case counts")
        if value.shape is Shape.ANYTHING:
            raise self._cannot("a test whether a field exists")
        if value.shape is Shape.PATTERN:
            plain = "".join(piece for piece in value.pieces if isinstance(piece, str))
            if "*" in plain or "?" in plain:
                raise self._cannot("a literal asterisk or question mark beside a wildcard")
            body = "".join(
                piece if isinstance(piece, str) else "*" if piece.name == "WILDCARD_MULTI" else "?"
                for piece in value.pieces
            )
            return f"{field} matches {_quoted(body)}"
        operator = {
            Shape.WHOLE: "is",
            Shape.START: "starts with",
            Shape.END: "ends with",
            Shape.PART: "contains",
        }[value.shape]
        return f"{field} {operator} {_quoted(value.text)}"

    def number(self, field: str, value: SigmaNumber) -> str:
        return f"{field} is {_quoted(str(value))}"

    def network(self, field: str, network: IPv4Network | IPv6Network) -> str:
        tests = [
            f"{field} {'starts with' if part.endswith('.') else 'is'} {_quoted(part)}"
            for part in prefixes(network, self.product)
        ]
        return tests[0] if len(tests) == 1 else f"({' OR '.join(tests)})"

    def compared(self, field: str, value: SigmaCompareExpression) -> str:
        return f"{field} {operator_of(value)} {value.number}"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
