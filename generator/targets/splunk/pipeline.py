"""Sigma's field names to those of the Splunk Add-on for Microsoft Windows.

The add-on (version 6 and later collects XML, `renderXml = true`) sets the source of an event to
`XmlWinEventLog:` and its channel, as does the Splunk Add-on for Sysmon; older and plain-text
inputs write `WinEventLog:`. EventData and UserData keep their own names, the id of an event is
EventCode, and the provider is `Name`, after the attribute `<Provider Name='…'>` (transform
`system_props_xml_attributes`). `docs/targets/splunk.md` has the details.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from sigma.conditions import ConditionOR
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaTransformationError
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations import FieldMappingTransformation
from sigma.processing.transformations.base import DetectionItemTransformation
from sigma.rule import SigmaDetection, SigmaDetectionItem, SigmaRule
from sigma.types import SigmaExpansion, SigmaRegularExpression, SigmaString, SigmaType

from generator.facts.logsources import UNNAMED_VALUES
from generator.targets.shared.scope import SCOPE, WindowsCondition, scope_pipeline
from generator.targets.splunk.text import json_text, xml_regex, xml_text

TEXT_PREFIX = "WinEventLog:"
SOURCE_PREFIXES = ("XmlWinEventLog:", TEXT_PREFIX)
"""What the add-on's current and its older inputs put before the channel in `source`."""

UNNAMED_DATA = ("Data", "EventData_Xml")
"""Where the add-on leaves `<Data>` without a name: nowhere but in the whole EventData block."""


@dataclass
class ScopeToSource(DetectionItemTransformation):
    """The scope's `Channel` to `source`, which is indexed.

    A rule's own `Channel` keeps its name: the event that says that a log was cleared lies in the
    log System and names in its UserData, as `Channel`, the one that was.
    """

    def apply(self, rule: SigmaRule | SigmaCorrelationRule) -> None:
        """Changes the detection that `scope_pipeline` added, if it did."""
        if isinstance(rule, SigmaRule) and SCOPE in rule.detection.detections:
            self.apply_detection(rule.detection.detections[SCOPE])

    def apply_detection_item(self, detection_item: SigmaDetectionItem) -> SigmaDetectionItem | None:
        """The item with the names of both kinds of input.

        Where values have no names in XML, as text alone they get some, out of the message.
        """
        if detection_item.field != "Channel":
            return None
        detection_item.field = "source"
        detection_item.value = [
            SigmaString(prefix) + str(channel)
            for channel in detection_item.value
            for prefix in ((TEXT_PREFIX,) if str(channel) in UNNAMED_VALUES else SOURCE_PREFIXES)
        ]
        return detection_item


@dataclass
class UnnamedData(DetectionItemTransformation):
    """`Data|contains` also asks the whole EventData block, where unnamed data only is."""

    def apply_detection_item(self, detection_item: SigmaDetectionItem) -> SigmaDetection | None:
        """One item per field, either of which may match, if all values are texts."""
        if detection_item.field != "Data" or not _texts(detection_item.value):
            return None
        return SigmaDetection(
            [
                dataclasses.replace(detection_item, field=field, auto_modifiers=False)
                for field in UNNAMED_DATA
            ],
            item_linking=ConditionOR,
        )


@dataclass
class EncodedForms(DetectionItemTransformation):
    """Texts also in the form in which they stand encoded in an event."""

    form: Callable[[str], str]
    regex_form: Callable[[str], str] = str
    """What makes a regular expression match both forms; by default it matches the plain one."""
    keywords: bool = False
    """Whether only keywords are meant, which are looked for in the raw event."""

    def apply_detection_item(self, detection_item: SigmaDetectionItem) -> SigmaDetectionItem | None:
        """The item with both forms of each value that has two."""
        if self.keywords and detection_item.field is not None:
            return None
        values = [self._both(value) for value in detection_item.value]
        if all(new is old for new, old in zip(values, detection_item.value, strict=True)):
            return None
        detection_item.value = values
        return detection_item

    def _both(self, value: SigmaType) -> SigmaType:
        match value:
            case SigmaExpansion():
                inner = [self._both(part) for part in value.values]
                same = all(new is old for new, old in zip(inner, value.values, strict=True))
                return value if same else SigmaExpansion(inner)
            case SigmaString():
                other = value.map_str_parts(self.form)
                return value if other == value else SigmaExpansion([value, other])
            case SigmaRegularExpression():
                plain = str(value.regexp)
                text = self.regex_form(plain)
                return value if text == plain else SigmaRegularExpression(text, value.flags)
            case _:
                return value


def _texts(values: list[SigmaType]) -> bool:
    return all(isinstance(value, SigmaString) for value in values)


OWN_NAMES = ("host", "source", "sourcetype", "index", "splunk_server", "tag", "eventtype")
"""Fields that Splunk itself gives every event (Knowledge Manager Manual, "Use default fields");
a field of the event that has one of these names cannot be searched for by it."""


@dataclass
class OwnNameFailure(DetectionItemTransformation):
    """Refuses a rule that asks for a field by a name that is Splunk's own."""

    def apply_detection_item(self, detection_item: SigmaDetectionItem) -> None:
        """Raises SigmaTransformationError; what a pipeline has mapped before is not looked at."""
        if detection_item.field in OWN_NAMES:
            raise SigmaTransformationError(
                f"The field '{detection_item.field}' is Splunk's own in every event and would be "
                "taken for that; map the rule's field to the name under which Splunk extracts it."
            )


def splunk_pipeline() -> ProcessingPipeline:
    """The pipeline of the `splunk` target: a rule's scope, in the names of the add-on."""
    windows: tuple[tuple[str, DetectionItemTransformation], ...] = (
        ("splunk_source", ScopeToSource()),
        ("splunk_unnamed_data", UnnamedData()),
        ("splunk_xml", EncodedForms(xml_text, xml_regex)),
        (
            "splunk_fields",
            FieldMappingTransformation({"EventID": "EventCode", "Provider_Name": "Name"}),
        ),
    )
    return scope_pipeline() + ProcessingPipeline(
        name="Splunk Add-on for Microsoft Windows",
        priority=20,
        items=[
            ProcessingItem(identifier="splunk_own_names", transformation=OwnNameFailure()),
            ProcessingItem(
                identifier="splunk_json",
                transformation=EncodedForms(json_text, keywords=True),
                rule_conditions=[WindowsCondition()],
                rule_condition_negation=True,
            ),
            *(
                ProcessingItem(
                    identifier=identifier,
                    transformation=transformation,
                    rule_conditions=[WindowsCondition()],
                )
                for identifier, transformation in windows
            ),
        ],
    )
