"""AQL for IBM QRadar.

The published back end (pysigma-backend-qradar-community) compares whole values case by case and
takes `_` and `%` of a value for wildcards; AQL documents no escape for them.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network
from typing import Any, ClassVar

from sigma.backends.QRadarAQL.QRadarAQL import QRadarAQLBackend
from sigma.pipelines.QRadarAQL.QRadarAQL import QRadarAQL_fields_pipeline
from sigma.processing.conditions import IncludeFieldCondition
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations import DetectionItemFailureTransformation
from sigma.types import SigmaCompareExpression, SigmaNumber, SigmaRegularExpression

from generator.targets.shared.expressions import ExpressionBackend, Guarded, flags_of, operator_of
from generator.targets.shared.hash_kinds import HashesByKind
from generator.targets.shared.java_values import whole_expression
from generator.targets.shared.required_texts import Shape, Wanted, refused


class AQLBackend(Guarded, ExpressionBackend, QRadarAQLBackend):
    """ILIKE where the value has no `_` and `%` of its own, else IMATCHES with an expression for the
    whole text, anchored because AQL does not say whether it searches. Below a NOT each comparison says first that the property is not null, since AQL
    does not document what NOT makes of one that is."""

    product: ClassVar[str] = "IBM QRadar"
    own_names: ClassVar[bool] = True
    guard: ClassVar[str] = "({field} IS NOT NULL AND {condition})"

    def text(self, field: str, value: Wanted) -> str:
        if value.shape is Shape.ANYTHING:
            return self.exists(field)
        plain = "".join(piece for piece in value.pieces if isinstance(piece, str))
        if value.shape is Shape.WHOLE and (value.cased or not value.has_case):
            return self.guarded(field, f"{field} = {_quoted(value.text)}")
        if "%" in plain or "_" in plain:
            operator = "MATCHES" if value.cased else "IMATCHES"
            pattern = f"(?s)^{value.whole_regex()}$"
            return self.guarded(field, f"{field} {operator} {_quoted(pattern)}")
        operator = "LIKE" if value.cased else "ILIKE"
        pattern = "".join(
            piece if isinstance(piece, str) else "%" if piece.name == "WILDCARD_MULTI" else "_"
            for piece in value.pieces
        )
        return self.guarded(field, f"{field} {operator} {_quoted(pattern)}")

    def expression(self, field: str, value: SigmaRegularExpression) -> str:
        pattern = whole_expression(value, flags_of(value))
        return self.guarded(field, f"{field} MATCHES {_quoted(pattern)}")

    def number(self, field: str, value: SigmaNumber) -> str:
        return self.guarded(field, f"{field} = {value}")

    def exists(self, field: str) -> str:
        return f"{field} IS NOT NULL"

    def missing(self, field: str) -> str:
        return f"{field} IS NULL"

    def network(self, field: str, network: IPv4Network | IPv6Network) -> str:
        return self.guarded(field, f"INCIDR('{network}', {field})")

    def compared(self, field: str, value: SigmaCompareExpression) -> str:
        return self.guarded(field, f"{field} {operator_of(value)} {value.number}")

    def keyword(self, value: Wanted) -> str:
        return self.text("UTF8(payload)", value)

    def keyword_expression(self, value: SigmaRegularExpression) -> str:
        return self.expression("UTF8(payload)", value)

    def field(self, name: str) -> str:
        """A name with blanks in double quotes. What the published pipeline computes from the whole
        event, or from texts that it takes for properties, is refused."""
        if "(" in name:
            raise refused(
                "The published pipeline for QRadar has no property for a field of the rule, but"
                f" `{name}`, which holds something else."
            )
        return f'"{name}"' if re.search(r"\W", name) else name

    def use_parenthesis(self, match_device_type: Any, query: str) -> bool:
        return True


REPLACED = ("host_fields_value", "unstructured_fields")
"""Items of the published pipeline that fail on numbers and networks, or change the first of
several values only."""
HASHES = {"MD5": "md5", "SHA1": "sha1", "SHA256": "sha256", "IMPHASH": "Imphash"}
"""Fields of rules for which the published pipeline has a property for each kind of hash."""
ARGUMENTS = ("a0", "a1", "a2", "a3", "a4", "a5")


def qradar_fields() -> ProcessingPipeline:
    """The published pipeline without what it does to values."""
    pipeline = QRadarAQL_fields_pipeline()
    pipeline.items = [item for item in pipeline.items if item.identifier not in REPLACED]
    arguments = ProcessingItem(
        identifier="arguments",
        transformation=DetectionItemFailureTransformation(
            "QRadar has one property, Command, for the arguments of a command, which the rule"
            " keeps apart."
        ),
        field_name_conditions=[IncludeFieldCondition(list(ARGUMENTS))],
    )
    hashes = ProcessingItem(identifier="hashes", transformation=HashesByKind(HASHES))
    return ProcessingPipeline(name="Values", items=[arguments, hashes]) + pipeline


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
