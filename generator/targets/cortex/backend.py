"""XQL for Cortex XDR.

The published back end (pysigma-backend-cortexxdr) makes `contains` of `startswith` and `endswith`,
prints no query for a wildcard inside a value and breaks a text at a quotation mark.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network
from typing import Any, ClassVar

from sigma.backends.cortexxdr.cortexxdr import CortexXDRBackend
from sigma.pipelines.cortexxdr.cortexxdr import CortexXDR_pipeline
from sigma.types import SigmaCompareExpression, SigmaNumber, SigmaRegularExpression, SigmaString

from generator.targets.shared.detection_items import detection_items
from generator.targets.shared.expressions import ExpressionBackend, Guarded, operator_of
from generator.targets.shared.re2 import re2_of
from generator.targets.shared.re2_values import network_text
from generator.targets.shared.required_texts import Shape, Wanted

_ENUM = re.compile(r"ENUM\.[A-Z_]+")


INTEGRITY = {
    "S-1-16-4096": "Low",
    "S-1-16-8192": "Medium",
    "S-1-16-12288": "High",
    "S-1-16-16384": "System",
}
"""Levels of integrity by their SID; the published pipeline knows their names only."""


def _name_integrity(rule: Any) -> None:
    for item in detection_items(rule):
        if item.field == "IntegrityLevel":
            item.value = [
                SigmaString(INTEGRITY.get(str(value).upper(), str(value)))
                if isinstance(value, SigmaString)
                else value
                for value in item.value
            ]


class XQLBackend(Guarded, ExpressionBackend, CortexXDRBackend):
    """`=` and `contains` take texts between double quotes, in which only `*` means something. A
    text with `*`, `?` as a wildcard, a quotation mark or a line break becomes an expression."""

    product: ClassVar[str] = "Cortex XDR"
    negation: ClassVar[str] = "not ({condition})"
    own_names: ClassVar[bool] = True
    guard: ClassVar[str] = "({field} != null and {condition})"

    def convert_rule(self, rule: Any, *arguments: Any, **options: Any) -> Any:
        # The published pipeline remembers the rules before, in its reasons; so it is made anew.
        self.backend_processing_pipeline = CortexXDR_pipeline()  # type: ignore[misc]
        _name_integrity(rule)
        return super().convert_rule(rule, *arguments, **options)

    def text(self, field: str, value: Wanted) -> str:
        if value.shape is Shape.ANYTHING:
            return self.exists(field)
        if value.shape is Shape.WHOLE and _ENUM.fullmatch(value.text):
            return f"{field} = {value.text}"
        plain = "".join(piece for piece in value.pieces if isinstance(piece, str))
        singles = any(getattr(piece, "name", "") == "WILDCARD_SINGLE" for piece in value.pieces)
        if singles or (value.cased and value.has_case) or re.search(r'[*"\n\r]', plain):
            flags = "(?-i)(?s)" if value.cased else "(?is)"
            return self._found(field, flags + value.regex())
        if value.shape is Shape.PART:
            return self.guarded(field, f'{field} contains "{value.text}"')
        pattern = "".join(piece if isinstance(piece, str) else "*" for piece in value.pieces)
        return self.guarded(field, f'{field} = "{pattern}"')

    def expression(self, field: str, value: SigmaRegularExpression) -> str:
        written = re2_of(value)
        caseless = re.match(r"\(\?[ms]*i", written) is not None
        return self._found(field, written if caseless else f"(?-i){written}")

    def _found(self, field: str, pattern: str) -> str:
        """`~=`, with what would end the text written as a number."""
        written = re.sub(r'(?<!\\)((?:\\\\)*)\\?"', r"\1\\x22", pattern)
        written = written.replace("\n", "\\n").replace("\r", "\\r")
        return self.guarded(field, f'{field} ~= "{written}"')

    def number(self, field: str, value: SigmaNumber) -> str:
        return self.guarded(field, f"{field} = {value}")

    def exists(self, field: str) -> str:
        return f"{field} != null"

    def missing(self, field: str) -> str:
        return f"{field} = null"

    def network(self, field: str, network: IPv4Network | IPv6Network) -> str:
        if isinstance(network, IPv4Network):
            return self.guarded(field, f'{field} incidr "{network}"')
        return self._found(field, network_text(network))

    def compared(self, field: str, value: SigmaCompareExpression) -> str:
        return self.guarded(field, f"{field} {operator_of(value)} {value.number}")
