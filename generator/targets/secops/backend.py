"""UDM search of Google SecOps.

The published back end (pysigma-backend-secops) loses parentheses after NOT, wildcards inside a
value and the anchors of values in a list.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network
from typing import Any, ClassVar

from sigma.backends.secops import SecOpsBackend
from sigma.conditions import ConditionAND, ConditionNOT, ConditionOR
from sigma.conversion.state import ConversionState
from sigma.types import SigmaCompareExpression, SigmaNumber, SigmaRegularExpression

from generator.targets.shared.expressions import ExpressionBackend, operator_of
from generator.targets.shared.re2 import re2_of
from generator.targets.shared.re2_values import value_text
from generator.targets.shared.required_texts import Shape, Wanted, refused

EVENT_TYPES = "event_types"
"""Where the published pipeline keeps the event types of a rule."""
_NUMERIC = re.compile(r"(?:\.port|_bytes|_code|\.file\.size|session_duration|_seconds)$")


class UDMBackend(ExpressionBackend, SecOpsBackend):
    """Negation is `!=` of each comparison, with AND and OR exchanged, since the vendor's language
    has no null: a field that is not set is an empty text or zero."""

    product: ClassVar[str] = "Google SecOps"
    own_names: ClassVar[bool] = True

    def convert_condition(
        self, cond: Any, state: ConversionState, parent_cond: Any | None = None
    ) -> Any:
        """As of any expression; a NOT before AND or OR goes to their parts."""
        if isinstance(cond, ConditionNOT):
            inner = cond.args[0]
            if isinstance(inner, ConditionNOT):
                return self.convert_condition(inner.args[0], state)
            if isinstance(inner, ConditionAND | ConditionOR):
                exchanged = ConditionOR if isinstance(inner, ConditionAND) else ConditionAND
                parts: list[Any] = [ConditionNOT([arg], cond.source) for arg in inner.args]
                return self.convert_condition(exchanged(parts, cond.source), state)
        return super().convert_condition(cond, state)

    def kind_of(self, cond: Any) -> type | None:
        if isinstance(cond, ConditionNOT):
            inner = self.kind_of(cond.args[0])
            if inner is None:
                return None
            return ConditionOR if inner is ConditionAND else ConditionAND
        return super().kind_of(cond)

    def field(self, name: str) -> str:
        if name == "metadata.event_type":
            raise refused(
                "The published pipeline for Google SecOps compares a field of the rule with the"
                " type of the event, whose words are others."
            )
        return super().field(name)

    def negated(self, condition: str) -> str:
        match = re.match(r"(\S+) (=|!=) ", condition)
        if match is None:
            return f"NOT {condition}"
        other = "!=" if match[2] == "=" else "="
        return f"{match[1]} {other} {condition[match.end() :]}"

    def text(self, field: str, value: Wanted) -> str:
        if value.shape is Shape.ANYTHING:
            return self.exists(field)
        if _NUMERIC.search(field):
            if value.shape is not Shape.WHOLE or not value.text.isdecimal():
                raise refused(
                    f"The field {field} of Google SecOps holds a number, of which the rule asks"
                    " for a text."
                )
            return f"{field} = {value.text}"
        nocase = "" if value.cased or not value.has_case else " nocase"
        if value.shape is Shape.WHOLE:
            body = value.text.replace("\\", "\\\\").replace('"', '\\"')
            return f'{field} = "{body}"{nocase}'
        return f"{field} = /{_slashed(value_text(value, fold=False))}/{nocase}"

    def expression(self, field: str, value: SigmaRegularExpression) -> str:
        return f"{field} = /{_slashed(re2_of(value))}/"

    def number(self, field: str, value: SigmaNumber) -> str:
        return f"{field} = {value}" if _NUMERIC.search(field) else f'{field} = "{value}"'

    def truth(self, field: str, *, truth: bool) -> str:
        """`Initiated` is the only field of truth that the published pipeline names."""
        if field == "network.direction":
            return f'{field} = "{"OUTBOUND" if truth else "INBOUND"}"'
        return super().truth(field, truth=truth)

    def exists(self, field: str) -> str:
        return f"{field} != 0" if _NUMERIC.search(field) else f'{field} != ""'

    def missing(self, field: str) -> str:
        return f"{field} = 0" if _NUMERIC.search(field) else f'{field} = ""'

    def network(self, field: str, network: IPv4Network | IPv6Network) -> str:
        return f'net.ip_in_range_cidr({field}, "{network}")'

    def compared(self, field: str, value: SigmaCompareExpression) -> str:
        if not _NUMERIC.search(field):
            raise refused(f"The field {field} of Google SecOps holds a text, not a number.")
        return f"{field} {operator_of(value)} {value.number}"

    def finalize_query(
        self, rule: Any, query: Any, index: int, state: ConversionState, output_format: str
    ) -> Any:
        """Refuses a rule of which the pipeline does not know what kind of event it is about."""
        kinds = rule.custom_attributes.get(EVENT_TYPES, set())
        if len(kinds) != 1:
            raise refused(
                "The published pipeline for Google SecOps knows no single type of event for the"
                " rule's log source."
            )
        return super().finalize_query(rule, query, index, state, output_format)


def _slashed(expression: str) -> str:
    return re.sub(r"(?<!\\)((?:\\\\)*)/", r"\1\\/", expression)
