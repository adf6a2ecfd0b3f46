"""Values that a modifier makes several of, as lists, which every published back end prints rightly."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from sigma.conditions import ConditionAND, ConditionOR
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations.base import DetectionItemTransformation
from sigma.rule import SigmaDetection, SigmaDetectionItem
from sigma.types import SigmaExpansion, SigmaType


@dataclass
class ExpansionsAsLists(DetectionItemTransformation):
    """Values that a modifier has made several of become a list, one of which is to match.

    pySigma's base class joins such values by OR and does not notice that an AND stands around
    them: `Image: a` with `CommandLine|windash|contains: -x` gives `Image=a AND CommandLine=-x OR
    CommandLine=/x`.
    """

    def apply_detection_item(
        self, detection_item: SigmaDetectionItem
    ) -> SigmaDetection | SigmaDetectionItem | None:
        """The item with a longer list; for `all`, one item for each of its values."""
        values = detection_item.value
        if not any(isinstance(value, SigmaExpansion) for value in values):
            return None
        if detection_item.value_linking is ConditionOR or len(values) == 1:
            detection_item.value = [part for value in values for part in _parts(value)]
            detection_item.value_linking = ConditionOR
            return detection_item
        return SigmaDetection(
            [
                dataclasses.replace(
                    detection_item,
                    value=list(_parts(value)),
                    value_linking=ConditionOR,
                    auto_modifiers=False,
                )
                for value in values
            ],
            item_linking=ConditionAND,
        )


def _parts(value: SigmaType) -> Iterator[SigmaType]:
    if isinstance(value, SigmaExpansion):
        for part in value.values:
            yield from _parts(part)
    else:
        yield value


def expansions() -> ProcessingPipeline:
    """For every published back end that makes a query of its own; stands first."""
    return ProcessingPipeline(
        name="Several values of a modifier",
        priority=1,
        items=[ProcessingItem(identifier="expansions", transformation=ExpansionsAsLists())],
    )
