"""One type for each field of a rule, for languages that compare a field with one type only.

An index maps a field as a number, as a boolean or as a text. Where a rule asks for a number and for
a text in one field, it can only be mapped as a text, and so the number is one too.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sigma.correlations import SigmaCorrelationRule
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations.base import PreprocessingTransformation
from sigma.rule import SigmaRule
from sigma.types import (
    SigmaBool,
    SigmaCompareExpression,
    SigmaExists,
    SigmaNull,
    SigmaNumber,
    SigmaString,
    SigmaType,
)

from generator.targets.shared.detection_items import detection_items

# Tuples, since to ask for a union of types takes ten times as long.
_OF_NO_TYPE = (SigmaNull, SigmaExists)
_NUMBERS = (SigmaNumber, SigmaCompareExpression)


@dataclass
class OneTypeTransformation(PreprocessingTransformation):
    """Numbers and booleans become texts in fields that are asked for another type as well."""

    def apply(self, rule: SigmaRule | SigmaCorrelationRule) -> None:
        super().apply(rule)
        items = [item for item in detection_items(rule) if item.field is not None]
        types: defaultdict[str, set[type]] = defaultdict(set)
        for item in items:
            types[str(item.field)] |= {kind for value in item.value if (kind := _kind(value))}
        for item in items:
            if len(types[str(item.field)]) > 1:
                item.value = [_as_text(value) for value in item.value]


def _kind(value: SigmaType) -> type | None:
    if isinstance(value, _OF_NO_TYPE):
        return None
    if isinstance(value, _NUMBERS):
        return SigmaNumber
    return SigmaBool if isinstance(value, SigmaBool) else SigmaString


def _as_text(value: SigmaType) -> SigmaType:
    if isinstance(value, SigmaBool):
        return SigmaString(str(value).lower())
    return SigmaString(str(value)) if isinstance(value, SigmaNumber) else value


def one_type_pipeline() -> ProcessingPipeline:
    """To come before fields are renamed."""
    return ProcessingPipeline(
        name="One type for a field",
        priority=2,
        items=[ProcessingItem(identifier="one_type", transformation=OneTypeTransformation())],
    )
