"""The complete difference between two catalogues, and the order in which it is reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from generator.logic.compare import Relation, compare
from generator.review.diff import effects
from generator.review.diff.changes import Judge, RuleChange, changes
from generator.review.diff.effects import CountChange, SampleChange, TargetChange
from generator.review.diff.state import CatalogueState


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Everything that changed from one side to the other."""

    base: CatalogueState
    head: CatalogueState
    rules: tuple[RuleChange, ...]
    techniques: tuple[CountChange, ...]
    data_needed: tuple[CountChange, ...]
    samples: tuple[SampleChange, ...]
    targets: tuple[TargetChange, ...]

    def __bool__(self) -> bool:
        return bool(
            self.rules or self.techniques or self.data_needed or self.samples or self.targets
        )


def difference(base: CatalogueState, head: CatalogueState, judge: Judge = compare) -> Difference:
    """The difference between two states. `judge` compares two detections."""
    return Difference(
        base=base,
        head=head,
        rules=tuple(changes(base, head, judge)),
        techniques=effects.techniques(base, head),
        data_needed=effects.data_needed(base, head),
        samples=effects.samples(base, head),
        targets=effects.targets(base, head),
    )


GROUPS = (
    "Detections that lose events",
    "Detections that could not be compared",
    "Rules removed",
    "Detections that gain events",
    "Rules added",
    "Detections written differently",
    "Queries that changed although their rules did not",
    "Other changes",
)
"""The sections of rules, in the order in which a reviewer needs them."""

_OF_RELATION: Mapping[Relation, int] = MappingProxyType(
    {
        Relation.NARROWER: 0,
        Relation.DIFFERENT: 0,
        Relation.UNKNOWN: 1,
        Relation.BROADER: 3,
        Relation.EQUIVALENT: 5,
    }
)


def group_of(change: RuleChange) -> int:
    """The section that a change belongs to, as an index into GROUPS."""
    if change.after is None:
        return 2
    if change.before is None:
        return 4
    if change.verdict is not None:
        return _OF_RELATION[change.verdict.relation]
    return 6 if change.drifted else 7
