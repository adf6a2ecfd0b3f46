"""Field names as winlogbeat writes them into Elasticsearch.

Sources: the exported fields of winlogbeat 8 (`winlog`, `log`) and its reader of event XML, which
names unnamed `<Data>` elements `param1`, `param2` and so on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sigma.processing.conditions import (
    IncludeFieldCondition,
    LogsourceCondition,
)
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations import (
    AddFieldnamePrefixTransformation,
    FieldMappingTransformation,
    SetStateTransformation,
)
from sigma.processing.transformations.base import (
    DetectionItemTransformation,
    ValueTransformation,
)
from sigma.rule import SigmaDetectionItem
from sigma.types import SigmaFieldReference, SigmaNumber, SigmaString

from generator.facts.logsources import UNNAMED_VALUES
from generator.targets.shared.cleared_log import ClearedLogCondition
from generator.targets.shared.scope import LogCondition, WindowsCondition

TEXT_NUMBERS = "text_numbers"
"""Key of the pipeline state that says that numbers are stored as text in the rule's events."""

SYSTEM_FIELDS = MappingProxyType(
    {
        "Channel": "winlog.channel",
        "EventID": "winlog.event_id",
        "Provider_Name": "winlog.provider_name",
        "Provider_Guid": "winlog.provider_guid",
        "Computer": "winlog.computer_name",
        "ComputerName": "winlog.computer_name",
        "EventRecordID": "winlog.record_id",
        "Keywords": "winlog.keywords",
        "Opcode": "winlog.opcode",
        "Task": "winlog.task",
        "Level": "log.level",
        "Message": "message.lower",
        "Data": "winlog.event_data.param*",
    }
)
"""What is no member of an event's EventData or UserData, or has no name there."""

USER_DATA_SERVICES = (
    "applocker",
    "capi2",
    "certificateservicesclient-lifecycle-system",
    "driver-framework",
    "iis-configuration",
    "printservice-admin",
    "printservice-operational",
    "smbclient-security",
    "terminalservices-localsessionmanager",
    "wmi",
)
"""Log sources whose events carry UserData in place of EventData."""

LEVELS = MappingProxyType(
    {"0": "information", "1": "critical", "2": "error", "3": "warning", "4": "information"}
)
"""The names that winlogbeat writes for the numbers of `Level`."""

KEYWORDS = MappingProxyType(
    {"0x8010000000000000": "Audit Failure", "0x8020000000000000": "Audit Success"}
)
"""The names that winlogbeat writes for the masks of `Keywords` in the Security log."""


@dataclass
class NamedValueTransformation(ValueTransformation):
    """Puts a name in the place of a number or text that winlogbeat replaces by it."""

    names: Mapping[str, str]

    def apply_value(  # type: ignore[override]
        self, field: str | None, val: SigmaNumber | SigmaString
    ) -> SigmaString | None:
        name = self.names.get(str(val))
        return None if name is None else SigmaString(name)


@dataclass
class ReferencePrefixTransformation(DetectionItemTransformation):
    """Puts a prefix before one of two fields that are compared, where the other has a name already.

    pySigma's own step leaves both as they are then: a condition about names holds for an item if it
    holds for the field or for the one that it is compared with.
    """

    prefix: str
    named: tuple[str, ...]

    def apply_detection_item(self, detection_item: SigmaDetectionItem) -> None:
        references = [v for v in detection_item.value if isinstance(v, SigmaFieldReference)]
        if not references or detection_item.field is None:
            return
        for value in references:
            value.field = self._prefixed(value.field)
        field = detection_item.field
        detection_item.field = self._prefixed(field)
        if self._pipeline is not None and detection_item.field != field:
            self._pipeline.field_mappings.add_mapping(field, detection_item.field)

    def _prefixed(self, field: str) -> str:
        return field if field in self.named else self.prefix + field


def winlogbeat_pipeline() -> ProcessingPipeline:
    """Names the fields of Windows rules as winlogbeat does; leaves other rules alone.

    To come after `scope_pipeline()`.
    """
    return ProcessingPipeline(
        name="Winlogbeat field names",
        priority=20,
        items=windows_items(
            SYSTEM_FIELDS, event_data="winlog.event_data.", user_data="winlog.user_data."
        ),
    )


def windows_items(
    names: Mapping[str, str], *, event_data: str, user_data: str, named: Collection[str] = ()
) -> list[ProcessingItem]:
    """The steps that name the fields of Windows rules: some by name, the others by a prefix.

    `named` are names that steps before these have given; they are left as they are. What rules
    give a name and events only a place has the name of the place.
    """
    placed = {
        f"{event_data}param{place}"
        for places in UNNAMED_VALUES.values()
        for place in places.values()
    }
    known = [*names, *named, *sorted(placed)]
    # A condition belongs to one step of one pipeline, so each step gets its own.
    return [
        *unnamed_items(event_data),
        ProcessingItem(
            identifier="winlogbeat_level",
            transformation=NamedValueTransformation(LEVELS),
            rule_conditions=[WindowsCondition()],
            field_name_conditions=[IncludeFieldCondition(fields=["Level"])],
        ),
        ProcessingItem(
            identifier="winlogbeat_keywords",
            transformation=NamedValueTransformation(KEYWORDS),
            rule_conditions=[WindowsCondition()],
            field_name_conditions=[IncludeFieldCondition(fields=["Keywords"])],
        ),
        cleared_log_item(user_data),
        ProcessingItem(
            identifier="winlogbeat_user_data",
            transformation=AddFieldnamePrefixTransformation(user_data),
            rule_conditions=[_windows(service) for service in USER_DATA_SERVICES],
            rule_condition_linking=any,
            field_name_conditions=[IncludeFieldCondition(fields=known)],
            field_name_condition_negation=True,
        ),
        ProcessingItem(
            identifier="winlogbeat_event_data",
            transformation=AddFieldnamePrefixTransformation(event_data),
            rule_conditions=[WindowsCondition()],
            field_name_conditions=[
                IncludeFieldCondition(fields=known),
                IncludeFieldCondition(fields=[f"{re.escape(user_data)}."], mode="re"),
            ],
            field_name_condition_linking=any,
            field_name_condition_negation=True,
        ),
        ProcessingItem(
            identifier="winlogbeat_user_data_references",
            transformation=ReferencePrefixTransformation(user_data, tuple(known)),
            rule_conditions=[_windows(service) for service in USER_DATA_SERVICES],
            rule_condition_linking=any,
            field_name_conditions=[IncludeFieldCondition(fields=known)],
        ),
        ProcessingItem(
            identifier="winlogbeat_event_data_references",
            transformation=ReferencePrefixTransformation(event_data, tuple(known)),
            rule_conditions=[_windows(service) for service in USER_DATA_SERVICES],
            rule_condition_linking=any,
            rule_condition_negation=True,
            field_name_conditions=[IncludeFieldCondition(fields=known)],
        ),
        ProcessingItem(
            identifier="winlogbeat_system",
            transformation=FieldMappingTransformation(dict(names.items())),
            rule_conditions=[WindowsCondition()],
        ),
        ProcessingItem(
            identifier="winlogbeat_text",
            transformation=SetStateTransformation(TEXT_NUMBERS, True),
            rule_conditions=[WindowsCondition()],
        ),
    ]


def unnamed_items(event_data: str) -> list[ProcessingItem]:
    """The steps that call values without names by their places, as winlogbeat does."""
    return [
        ProcessingItem(
            identifier=f"winlogbeat_unnamed_{log.lower()}",
            transformation=FieldMappingTransformation(
                {name: f"{event_data}param{place}" for name, place in places.items()}
            ),
            rule_conditions=[LogCondition((log,))],
        )
        for log, places in UNNAMED_VALUES.items()
    ]


def cleared_log_item(user_data: str) -> ProcessingItem:
    """The step that tells the log that was cleared from the log of the event that says so."""
    return ProcessingItem(
        identifier="winlogbeat_cleared_log",
        transformation=AddFieldnamePrefixTransformation(user_data),
        rule_conditions=[_windows("system")],
        detection_item_conditions=[ClearedLogCondition()],
    )


def _windows(service: str) -> LogsourceCondition:
    return LogsourceCondition(product="windows", service=service)
