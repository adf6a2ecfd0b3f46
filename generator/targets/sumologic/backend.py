"""Rules of Sumo Logic Cloud SIEM.

The published back end (pysigma-backend-sumologic) compares case by case, escapes wildcards and
expressions after the fact by looking for them in its own text, and quotes some values twice.
"""

from __future__ import annotations

import json
import re
from ipaddress import IPv4Network, IPv6Network
from typing import Any, ClassVar

from sigma.backends.sumologic.sumologic import SumoLogicCSEBackend
from sigma.conversion.state import ConversionState
from sigma.types import SigmaCompareExpression, SigmaNumber, SigmaRegularExpression

from generator.targets.shared.expressions import ExpressionBackend, operator_of
from generator.targets.shared.range_patterns import network_regex
from generator.targets.shared.re2 import re2_parts
from generator.targets.shared.required_texts import Shape, Wanted, refused

EVENT_ID = "metadata_deviceEventId"
NUMBERS = ("int", "integer", "long", "number")
HEADER = frozenset(
    "Channel Computer EventID EventRecordID Execution Keywords Level Opcode Provider Security Task"
    " TimeCreated Version".split()
)
"""Fields of the head of a Windows event, which are not under `EventData`."""


class CloudSiemBackend(ExpressionBackend, SumoLogicCSEBackend):
    """`lower(field)="…"` for whole values, `matches /…/` for all others and for what has a
    backslash or a quotation mark. An expression begins with `^` and ends with `$`, or with `.*`:
    whether `matches` compares the whole text is told in two ways."""

    product: ClassVar[str] = "Sumo Logic Cloud SIEM"
    own_names: ClassVar[bool] = True
    and_token: ClassVar[str] = "AND"  # noqa: S105
    or_token: ClassVar[str] = "OR"  # noqa: S105
    negation: ClassVar[str] = "!({condition})"
    _nested: tuple[bool, bool] = (False, False)

    def convert_rule(self, rule: Any, output_format: Any = None, callback: Any = None) -> Any:
        source = rule.logsource
        of_product = source.product is not None or source.service is not None
        self._nested = (of_product, (source.product or "").lower() == "windows")
        return super().convert_rule(rule, output_format, callback)

    def field(self, name: str) -> str:
        """A name of the schema as it is; any other one inside `fields`, where the record keeps what
        its parser found."""
        if name.startswith("metadata_") or (self.schema and self.schema.field_exists(name)):
            return name
        of_product, windows = self._nested
        if not of_product and "." not in name:
            return name
        inner = name.replace("_", ".") if name in ("Provider_Name", "Provider_Guid") else name
        if windows and inner.split(".")[0] not in (*HEADER, "EventData"):
            inner = f"EventData.{inner}"
        return f"fields['{inner}']"

    def text(self, field: str, value: Wanted) -> str:
        if value.shape is Shape.ANYTHING:
            return self.exists(field)
        folded = not value.cased and value.has_case
        if value.shape is Shape.WHOLE and not re.search(r'[\\"\n\r]', value.text):
            if field == EVENT_ID and value.text.isdecimal():
                return f'{field}="{value.text}"'
            subject, text = (
                (f"lower({field})", value.text.lower()) if folded else (field, value.text)
            )
            return f'{subject}="{text}"'
        if field == EVENT_ID:
            raise refused(
                "Cloud SIEM's ids of events are whole texts, of which the rule asks a part."
            )
        return _matches(field, f"(?{'i' if folded else ''}s)^{value.whole_regex()}$")

    def expression(self, field: str, value: SigmaRegularExpression) -> str:
        written, letters = re2_parts(value)
        flags = f"(?{letters})" if letters else ""
        return _matches(field, f"{flags}(?:[\\s\\S]*?)(?:{written})(?:[\\s\\S]*)")

    def number(self, field: str, value: SigmaNumber) -> str:
        known = self.schema.get_field(field) if self.schema else None
        numeric = known is not None and known.field_type.lower() in NUMBERS
        return f"{field}={value}" if numeric else f'{field}="{value}"'

    def exists(self, field: str) -> str:
        return f"!isNull({field})"

    def missing(self, field: str) -> str:
        return f"isNull({field})"

    def network(self, field: str, network: IPv4Network | IPv6Network) -> str:
        return _matches(field, f"(?i)^(?:{network_regex(network)})$")

    def compared(self, field: str, value: SigmaCompareExpression) -> str:
        return f"{field}{operator_of(value)}{value.number}"

    def finalize_query_default(
        self, rule: Any, query: str, index: int, state: ConversionState
    ) -> str:
        """The document that is imported, without what the published back end does to the text of
        an expression afterwards, but for the source of an event id and of the record."""
        joined = " OR " in re.sub(r'"[^"]*"|/(?:[^/\\]|\\.)*/|\([^()]*\)', "", query)
        query = self._transform_windows_eventid(rule, f"({query})" if joined else query)
        query = self._inject_vendor_product_metadata(rule, query)
        rule_json = self.create_rule_json(rule, query)
        self.rule_metadata.append(rule_json)
        return json.dumps(rule_json, indent=4, sort_keys=False)


def _matches(field: str, pattern: str) -> str:
    if re.search(r"[\n\r]", pattern):
        pattern = pattern.replace("\n", "\\n").replace("\r", "\\r")
    slashed = re.sub(r"(?<!\\)((?:\\\\)*)/", r"\1\\/", pattern)
    return f"{field} matches /{slashed}/"
