"""What published back ends write wrongly, refused by the kind of value or by the field.

A back end that prints one kind of value wrongly is right about every other rule. A pipeline of
limits stands last among the pipelines of such a target (first where the next one would drop a
field) and refuses the rules that hold the kind, with the reason. `docs/targets/` shows for each
target the smallest rule and what the back end prints for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sigma.exceptions import SigmaTransformationError
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations.base import DetectionItemTransformation
from sigma.rule import SigmaDetectionItem
from sigma.types import (
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaRegularExpression,
    SigmaString,
    SigmaType,
    SpecialChars,
)


def _plain(value: SigmaType) -> str | None:
    """The characters of a text that are meant as they stand; None for what is no text."""
    if not isinstance(value, SigmaString):
        return None
    return "".join(part for part in value.s if isinstance(part, str))


def _wildcard_inside(value: SigmaType) -> bool:
    """Whether a text has `?`, or a `*` that is not at its beginning or end."""
    if not isinstance(value, SigmaString):
        return False
    inside = value.s[1:-1]
    return SpecialChars.WILDCARD_SINGLE in value.s or SpecialChars.WILDCARD_MULTI in inside


KINDS: Mapping[str, Callable[[SigmaType], bool]] = {
    "a regular expression": lambda value: isinstance(value, SigmaRegularExpression),
    "a wildcard inside a value": _wildcard_inside,
    "a literal asterisk or question mark": lambda value: any(
        char in (_plain(value) or "") for char in "*?"
    ),
    "a null": lambda value: isinstance(value, SigmaNull),
    "the modifier exists": lambda value: isinstance(value, SigmaExists),
    "the modifier fieldref": lambda value: isinstance(value, SigmaFieldReference),
}
"""Kinds of values that a target can refuse, by the words in the reason."""

KEYWORDS = "a keyword"
"""A value without a field."""


@dataclass
class Refusal(DetectionItemTransformation):
    """Raises SigmaTransformationError for a rule with one of `kinds`, or one of `fields`."""

    product: str
    kinds: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    def apply_detection_item(self, detection_item: SigmaDetectionItem) -> None:
        """Changes nothing."""
        if detection_item.field in self.fields:
            raise SigmaTransformationError(
                f"The published pipeline for {self.product} leaves out the field "
                f"`{detection_item.field}`, so the query would find other events."
            )
        if detection_item.field is None and KEYWORDS in self.kinds:
            raise self._error(KEYWORDS)
        for value in _each(detection_item.value):
            for kind in self.kinds:
                if kind != KEYWORDS and KINDS[kind](value):
                    raise self._error(kind)

    def _error(self, kind: str) -> SigmaTransformationError:
        return SigmaTransformationError(
            f"The rule has {kind}, which the published back end for {self.product} writes wrongly."
        )


def _each(values: list[SigmaType]) -> Iterator[SigmaType]:
    for value in values:
        if isinstance(value, SigmaExpansion):
            yield from _each(value.values)
        else:
            yield value


def _pipeline(
    product: str, *kinds: str, fields: tuple[str, ...] = (), identifier: str = "limits"
) -> ProcessingPipeline:
    return ProcessingPipeline(
        name=f"Limits of the back end for {product}",
        priority=90,
        items=[
            ProcessingItem(
                identifier=identifier, transformation=Refusal(product, kinds=kinds, fields=fields)
            )
        ],
    )


def loki_limits() -> ProcessingPipeline:
    """LogQL: label filters are anchored, which the back end forgets for `re`."""
    return _pipeline(
        "Grafana Loki",
        "a literal asterisk or question mark",
        "a regular expression",
        "the modifier fieldref",
    )
