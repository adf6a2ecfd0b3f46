"""The pySigma back end of the target `powershell`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from sigma.conditions import ConditionItem, ConditionSelector
from sigma.conversion.base import TextQueryBackend
from sigma.conversion.state import ConversionState
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import (
    SigmaConditionError,
    SigmaError,
    SigmaFeatureNotSupportedByBackendError,
)
from sigma.modifiers import SigmaBase64Modifier, SigmaBase64OffsetModifier
from sigma.rule import SigmaRule
from sigma.types import SigmaString

from generator.facts.logsources import EventSource, event_sources
from generator.targets.powershell.conditions import every
from generator.targets.powershell.script import command
from generator.targets.powershell.values import belongs_to, condition_of
from generator.targets.shared.detection_items import detection_items
from generator.targets.shared.scope import scope_of

Callback = Callable[[SigmaRule | SigmaCorrelationRule, str | None, int, Any, Any], Any]


class PowerShellBackend(TextQueryBackend):
    """Sigma rules about Windows event logs to `Get-WinEvent` commands.

    A rule about anything else, and what a command cannot ask, is a SigmaError with the reason.
    The scope is not added to the condition, as other back ends have it: the log and the event ids
    are what the command asks Windows for. Nothing of TextQueryBackend's text building is used: a
    condition is a `Condition` until `finish_query` writes the command.
    """

    name: ClassVar[str] = "PowerShell Get-WinEvent"
    formats: ClassVar[dict[str, str]] = {
        "default": "A command for Windows PowerShell 5.1 and PowerShell 7",
    }
    requires_pipeline: ClassVar[bool] = False

    def convert_rule(
        self,
        rule: SigmaRule,
        output_format: str | None = None,
        callback: Callback | None = None,
    ) -> list[Any]:
        """The commands for a rule, one per condition; raises SigmaError unless it collects them."""
        try:
            _source(rule)
            rule.detection.detections.pop("timeframe", None)  # pySigma takes it for a keyword
            _check_conditions(rule)
            _check_encodings(rule)
        except SigmaError as error:
            if not self.collect_errors:
                raise
            self.errors.append((rule, error))
            return []
        return super().convert_rule(rule, output_format, callback)

    def convert_condition(self, cond: Any, state: ConversionState) -> Any:
        """A condition tree of pySigma as a `Condition`."""
        return condition_of(cond)

    def finish_query(
        self, rule: SigmaRule | SigmaCorrelationRule, query: Any, state: ConversionState
    ) -> Any:
        """The command for a rule's condition."""
        if not isinstance(rule, SigmaRule):
            raise _no_correlation(rule)
        source = _source(rule)
        return command(source, every((belongs_to(source), query)))

    def convert_correlation_rule(
        self,
        rule: SigmaCorrelationRule,
        output_format: str | None = None,
        method: str | None = None,
        callback: Callback | None = None,
    ) -> list[Any]:
        """Refuses the rule: a command looks at each event by itself."""
        raise _no_correlation(rule)


def _no_correlation(rule: SigmaCorrelationRule) -> SigmaFeatureNotSupportedByBackendError:
    return SigmaFeatureNotSupportedByBackendError(
        f"This is a correlation rule ({rule.type.name.lower()}): it is about several events, and a"
        " Get-WinEvent command looks at each event by itself."
    )


def _source(rule: SigmaRule) -> EventSource:
    """The event log of a rule; raises SigmaError where it is about something else."""
    source = scope_of(rule)
    if source is not None:
        return source
    logsource = rule.logsource
    parts = (logsource.product, logsource.category, logsource.service)
    named = ", ".join(
        f"{key}: {value}"
        for key, value in zip(("product", "category", "service"), parts, strict=True)
        if value
    )
    sources = event_sources(*parts)
    if sources and sources[0].platform == "Windows":
        reason = (
            f"is an ETW provider ({sources[0].provider or sources[0].channels[0]}), whose events"
            " Windows writes to no log that Get-WinEvent could read."
        )
    elif (logsource.product or "").lower() != "windows":
        reason = "is not a Windows event log, and Get-WinEvent reads nothing else."
    elif logsource.category or logsource.service:
        reason = "is not known to be a Windows event log."
    else:
        reason = "names no Windows event log; a service or a category must say which one is meant."
    raise SigmaFeatureNotSupportedByBackendError(f"The log source ({named}) {reason}")


def _check_conditions(rule: SigmaRule) -> None:
    """Raises SigmaError for an aggregation, and for an `all of x*` that means no selection.

    pySigma leaves such a term out of the condition, which would then hold for more events.
    """
    for condition in rule.detection.parsed_condition:
        _, bar, aggregation = condition.condition.partition("|")
        if bar:
            raise SigmaFeatureNotSupportedByBackendError(
                f"The aggregation '| {aggregation.strip()}' in the condition is about several"
                " events, and a Get-WinEvent command looks at each event by itself."
            )
        for selector in _selectors(condition.parse(postprocess=False)):
            if not selector.resolve_referenced_detections(rule.detection):
                raise SigmaConditionError(
                    f"'{selector.args[0]} of {selector.pattern}' in the condition means no"
                    " selection of the rule."
                )


def _check_encodings(rule: SigmaRule) -> None:
    """Raises SigmaError for strings that pySigma 1.5 encodes wrongly.

    It takes the escapes of a literal `*` or `?` for part of the text, and cuts the offsets of
    `base64offset` by characters instead of bytes.
    """
    for item in detection_items(rule):
        offset = SigmaBase64OffsetModifier in item.modifiers
        if not offset and SigmaBase64Modifier not in item.modifiers:
            continue
        for value in item.original_value or ():
            text = value.original if isinstance(value, SigmaString) else ""
            if "*" in text or "?" in text or (offset and not text.isascii()):
                raise SigmaFeatureNotSupportedByBackendError(
                    f"The modifier 'base64{'offset' if offset else ''}' of the field"
                    f" '{item.field}' cannot be applied to '{text}': the conversion engine"
                    " encodes a '*' or '?', and with 'base64offset' what is not ASCII, wrongly."
                )


def _selectors(node: Any) -> Iterator[ConditionSelector]:
    if isinstance(node, ConditionSelector):
        yield node
    elif isinstance(node, ConditionItem):
        for arg in node.args:
            yield from _selectors(arg)
