"""The pipeline that makes a Sigma rule one about Logpoint's fields.

It refuses what Logpoint's names would change the meaning of; the names themselves and the further
conditions are those of the published pipelines (`logpoint_fields.py`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sigma.conditions import ConditionAND, ConditionOR
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.processing.conditions import LogsourceCondition
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations.base import (
    ConditionTransformation,
    DetectionItemTransformation,
    FieldMappingTransformationBase,
)
from sigma.rule import SigmaDetection, SigmaDetectionItem, SigmaRule
from sigma.types import SigmaString

from generator.facts.logsources import UNNAMED_VALUES
from generator.targets.logpoint.fields import (
    Names,
    names_for,
    names_of,
)
from generator.targets.shared.cleared_log import keep_own_channel
from generator.targets.shared.detection_items import detection_items
from generator.targets.shared.scope import scope_of, scope_pipeline

SOURCE = "_source"
"""Name of the detection with the conditions of a published pipeline."""


def logpoint_pipeline() -> ProcessingPipeline:
    """Scope by channel and event id, Logpoint's own conditions, and its field names."""
    names = ProcessingPipeline(
        name="Logpoint",
        priority=20,
        items=[
            ProcessingItem(
                identifier="logpoint_hashes",
                transformation=LogpointHashes(),
                rule_conditions=[LogsourceCondition(product="windows")],
            ),
            ProcessingItem(identifier="logpoint_names", transformation=LogpointNames()),
            ProcessingItem(identifier="logpoint_source", transformation=LogpointSource()),
        ],
    )
    return scope_pipeline() + names


HASH_LENGTHS = {"MD5": 32, "SHA1": 40, "SHA256": 64, "SHA512": 128, "IMPHASH": 32}
"""Hexadecimal digits of the hashes that Sysmon writes into its field `Hashes`."""

_HASH = re.compile(r"\*(\w+)=([0-9A-Fa-f]+)\*")


@dataclass
class LogpointHashes(DetectionItemTransformation):
    """Takes Sysmon's `Hashes`, a list in one text, apart: Logpoint has one field for each hash.

    Raises SigmaFeatureNotSupportedByBackendError for anything but whole hashes with the name of
    their algorithm, found anywhere in the field.
    """

    def apply_detection_item(
        self, detection_item: SigmaDetectionItem
    ) -> SigmaDetection | SigmaDetectionItem | None:
        if detection_item.field != "Hashes":
            return None
        found = [_hash(value) for value in detection_item.value]
        if detection_item.value_linking is ConditionAND:
            items = [SigmaDetectionItem(name, [], [digits]) for name, digits in found]
            return SigmaDetection([*items], item_linking=ConditionAND)
        grouped: defaultdict[str, list[SigmaString]] = defaultdict(list)
        for name, digits in found:
            grouped[name].append(digits)
        items = [SigmaDetectionItem(name, [], [*digits]) for name, digits in grouped.items()]
        return SigmaDetection([*items], item_linking=ConditionOR)


def _hash(value: object) -> tuple[str, SigmaString]:
    parts = _HASH.fullmatch(str(value)) if isinstance(value, SigmaString) else None
    if parts is None or HASH_LENGTHS.get(parts[1].upper()) != len(parts[2]):
        raise SigmaFeatureNotSupportedByBackendError(
            "Logpoint keeps each hash of Sysmon's field `Hashes` in a field of its own, so only"
            f" `Hashes|contains: ALGORITHM=whole hash` can be looked for, not `{value}`."
        )
    return parts[1].upper(), SigmaString(parts[2])


@dataclass
class LogpointNames(FieldMappingTransformationBase):
    """Renames a rule's fields as the published pipelines do, and refuses what would change it.

    Raises SigmaFeatureNotSupportedByBackendError where two fields of the rule would fall on one
    name, where its event ids name one field differently, and where the events have no name for one.
    """

    names: Names = field(default=Names(()), init=False, repr=False, compare=False)

    def apply(self, rule: SigmaRule | SigmaCorrelationRule) -> None:
        if isinstance(rule, SigmaRule):
            self.names = names_of(rule)
            _refuse_unnamed(rule)
            keep_own_channel(rule)
            used = [item.field for item in detection_items(rule) if item.field]
            _refuse_one_name_for_two(self.names, used)
            super().apply(rule)

    def apply_field_name(self, field: str | None) -> str | None:
        return None if field is None else self.names(field)


def _refuse_unnamed(rule: SigmaRule) -> None:
    source = scope_of(rule)
    log = source.channels[0] if source else ""
    places = UNNAMED_VALUES.get(log, {})
    for item in detection_items(rule):
        place = places.get(item.field or "")
        if place is not None:
            raise SigmaFeatureNotSupportedByBackendError(
                f"Events of the log {log} have values without names, of which `{item.field}` is"
                f" number {place}, and Logpoint documents no fields for these."
            )


def _refuse_one_name_for_two(names: Names, used: Iterable[str]) -> None:
    origins: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for name in used:
        if len(choices := names.choices(name)) > 1:
            listed = " and ".join(f"`{choice}`" for choice in sorted(choices))
            raise SigmaFeatureNotSupportedByBackendError(
                f"Logpoint calls the field `{name}` {listed}, depending on the event, and this rule"
                " is about both kinds of events."
            )
        origins[names(name)][name] = None
    for target, originals in origins.items():
        if len(originals) > 1:
            listed = " and ".join(f"`{original}`" for original in originals)
            raise SigmaFeatureNotSupportedByBackendError(
                f"Logpoint has only one field, `{target}`, for {listed}, which this rule keeps"
                " apart."
            )


@dataclass
class LogpointSource(ConditionTransformation):
    """Adds what the published pipelines ask of a log source beyond channel and event id."""

    def apply(self, rule: SigmaRule | SigmaCorrelationRule) -> None:
        if not isinstance(rule, SigmaRule):
            return
        source = rule.logsource
        added = names_for(source.product, source.category, source.service, frozenset()).conditions()
        if not added:
            return
        rule.detection.detections[SOURCE] = SigmaDetection.from_definition(added)
        super().apply(rule)

    def apply_condition(self, cond: Any) -> None:
        cond.condition = f"{SOURCE} and ({cond.condition})" if cond.condition else SOURCE
