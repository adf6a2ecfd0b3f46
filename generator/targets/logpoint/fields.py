"""Field names and sources of Logpoint, read from the published pipelines.

The published pipelines (`sigma.pipelines.logpoint`) rename fields by log source and, for the
Security log and the Service Control Manager, by event id: some 350 processing items that pySigma
tries one after another on every rule. Here their own tables are put in one look-up, so that a
rule gets the same names in one pass. Their conditions on `channel`, `event_id` and `label` are
left out, because the scope pipeline says the same; those on `norm_id` and the like are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sigma.pipelines.logpoint.azure import logpoint_azure_pipeline
from sigma.pipelines.logpoint.linux import logpoint_linux_pipeline
from sigma.pipelines.logpoint.m365 import logpoint_m365_pipeline
from sigma.pipelines.logpoint.windows import logpoint_windows_pipeline
from sigma.processing.conditions import LogsourceCondition, RuleContainsDetectionItemCondition
from sigma.processing.pipeline import ProcessingItem
from sigma.processing.transformations import (
    AddConditionTransformation,
    FieldFunctionTransformation,
    FieldMappingTransformation,
)
from sigma.rule import SigmaLogSource, SigmaRule
from sigma.types import SigmaNumber, SigmaString

from generator.targets.shared.detection_items import detection_items
from generator.targets.shared.scope import is_of_windows

_SAID_BY_SCOPE = frozenset({"channel", "event_id", "label"})
_PUBLISHED = (
    logpoint_windows_pipeline,
    logpoint_linux_pipeline,
    logpoint_azure_pipeline,
    logpoint_m365_pipeline,
)

Mark = tuple[str, str]
"""A field of the rule and one of its values in lower case: (EventID, 4624)."""


def mark(name: object, value: object) -> Mark:
    """A field and its value as a mark."""
    return str(name), str(value).lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingStep:
    """One item of a published pipeline: for which rules, and what it renames or adds."""

    sources: tuple[SigmaLogSource, ...]
    every: bool
    marks: frozenset[Mark]
    names: FieldMappingTransformation | None = None
    conditions: Mapping[str, Any] = field(default_factory=dict)

    def applies(self, source: SigmaLogSource, marks: frozenset[Mark]) -> bool:
        """Whether a rule of that log source, with these values, is meant."""
        if not self.marks <= marks:
            return False
        matches = (source in wanted for wanted in self.sources)
        return all(matches) if self.every else any(matches)

    def renamed(self, name: str) -> str:
        """The name that this step gives to a field."""
        found = self.names.apply_field_name(name) if self.names else None
        return found if isinstance(found, str) else name


@lru_cache(maxsize=1)
def published_steps() -> tuple[MappingStep, ...]:
    """All items of the published pipelines that rename fields or add conditions."""
    return tuple(
        step for pipeline in _PUBLISHED for item in pipeline().items for step in _steps(item)
    )


def _steps(item: ProcessingItem) -> Iterator[MappingStep]:
    conditions: Iterable[Any] = item.rule_conditions
    sources: list[SigmaLogSource] = []
    marks: set[Mark] = set()
    for condition in conditions:
        if isinstance(condition, RuleContainsDetectionItemCondition):
            marks.add(mark(condition.field, condition.value))
        elif isinstance(condition, LogsourceCondition):
            sources.append(condition.logsource)
    every = item.rule_condition_linking is all
    transformation = item.transformation
    if isinstance(transformation, (FieldMappingTransformation, FieldFunctionTransformation)):
        yield MappingStep(
            sources=tuple(sources), every=every, marks=frozenset(marks), names=transformation
        )
    elif isinstance(transformation, AddConditionTransformation):
        added = {
            name: value
            for name, value in transformation.conditions.items()
            if name not in _SAID_BY_SCOPE
        }
        if added:
            yield MappingStep(
                sources=tuple(sources), every=every, marks=frozenset(marks), conditions=added
            )


@dataclass(frozen=True, slots=True)
class Names:
    """The field names that the events of one log source have in Logpoint."""

    steps: tuple[MappingStep, ...]

    def __call__(self, name: str) -> str:
        for step in self.steps:
            name = step.renamed(name)
        return name

    def choices(self, name: str) -> frozenset[str]:
        """The names that single events (not the log source as a whole) give to a field."""
        return frozenset(
            renamed for step in self.steps if step.marks and (renamed := step.renamed(name)) != name
        )

    def conditions(self) -> dict[str, Any]:
        """What a published pipeline asks of the log source beyond channel and event id."""
        merged: dict[str, Any] = {}
        for step in self.steps:
            merged.update(step.conditions)
        return merged


@lru_cache(maxsize=4096)
def names_for(
    product: str | None, category: str | None, service: str | None, marks: frozenset[Mark]
) -> Names:
    """The names for a log source and the values (event ids, provider) that a rule asks for."""
    if not (product or category or service):
        return Names(())
    source = SigmaLogSource(category, product, service)
    return Names(tuple(step for step in published_steps() if step.applies(source, marks)))


def marks_of(rule: SigmaRule) -> frozenset[Mark]:
    """The event ids and providers that a rule asks for."""
    return frozenset(
        mark(item.field, value)
        for item in detection_items(rule)
        if item.field in ("EventID", "Provider_Name")
        for value in item.value
        if isinstance(value, (SigmaNumber, SigmaString))
    )


def names_of(rule: SigmaRule) -> Names:
    """The names that hold for a rule."""
    source = rule.logsource
    product = "windows" if is_of_windows(rule) else source.product
    return names_for(product, source.category, source.service, marks_of(rule))
