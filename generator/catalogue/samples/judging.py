"""Verdicts on samples: whether rules fire, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.catalogue.link import Catalogue, key_of
from generator.catalogue.samples.collecting import references
from generator.catalogue.samples.sample import Sample, Samples
from generator.content.model import Rule, RuleKind
from generator.facts.logsources import event_sources
from generator.logic.evaluate import EvaluationError, Explanation, explain, fires
from generator.logic.evaluate.correlation import Correlated, correlate


@dataclass(frozen=True, slots=True, kw_only=True)
class EventVerdict:
    """The verdict on one event of a sample of a single-event rule.

    `belongs` is false for an event of another log than the rule's; the rule does not fire on it
    whatever its detection says. `filtered_by` names the filter that suppresses the rule.
    """

    event: Mapping[str, Any]
    fires: bool
    belongs: bool
    filtered_by: str | None
    explanation: Explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleVerdict:
    """The verdict of a rule on a sample. `fired` counts events, or the hits of a correlation.

    `problem` says why the rule cannot be judged; `correlated` is set for correlations only.
    """

    rule: Rule
    sample: Sample
    fired: int
    events: tuple[EventVerdict, ...] = ()
    correlated: Correlated | None = None
    problem: str | None = None

    @property
    def right(self) -> bool:
        sample = self.sample
        most = self.fired if sample.at_most is None else sample.at_most
        return self.problem is None and sample.at_least <= self.fired <= most


class Judge:
    """Judges rules of a catalogue as their queries do: with their filters, in their logs only."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._rules = references(catalogue)
        self._definitions = {name: rule.document for name, rule in self._rules.items()}
        self._by_identity = {id(rule.document): rule for rule in catalogue.rules}

    def verdict(self, rule: Rule, sample: Sample) -> SampleVerdict:
        """The verdict on a sample; a rule that cannot be judged has the reason in it."""
        try:
            if rule.kind is RuleKind.CORRELATION:
                found = correlate(rule.document, self._definitions, sample.events, self._fires)
                return SampleVerdict(
                    rule=rule, sample=sample, fired=len(found.hits), correlated=found
                )
            events = tuple(self._event(rule, event) for event in sample.events)
        except EvaluationError as problem:
            return SampleVerdict(rule=rule, sample=sample, fired=0, problem=str(problem))
        fired = sum(event.fires for event in events)
        return SampleVerdict(rule=rule, sample=sample, fired=fired, events=events)

    def _event(self, rule: Rule, event: Mapping[str, Any]) -> EventVerdict:
        explanation = explain(rule.document, event)
        belongs = belongs_to_logs(rule.document, event)
        held_back = self._held_back(rule, event)
        return EventVerdict(
            event=event,
            fires=explanation.fires and belongs and held_back is None,
            belongs=belongs,
            filtered_by=held_back,
            explanation=explanation,
        )

    def _fires(self, definition: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
        """Callback of the correlation, which passes the definition object that it received."""
        rule = self._by_identity[id(definition)]
        if not belongs_to_logs(definition, event) or not fires(definition, event):
            return False
        return self._held_back(rule, event) is None

    def _held_back(self, rule: Rule, event: Mapping[str, Any]) -> str | None:
        for narrowing in self._catalogue.links[key_of(rule)].filters:
            body = narrowing.document["filter"]
            detection = {key: value for key, value in body.items() if key != "rules"}
            about = {"logsource": narrowing.document.get("logsource"), "detection": detection}
            if not fires(about, event):
                return narrowing.title
        return None


def belongs_to_logs(definition: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Whether an event can come from one of the logs that a rule's log source means.

    Only Windows events name their source (`Channel`, `EventID`, and other distinguishing fields
    such as the `EventType` of registry events). Missing information counts as a match.
    """
    logsource = definition.get("logsource")
    if not isinstance(logsource, Mapping):
        return True
    parts = (logsource.get(name) for name in ("product", "category", "service"))
    sources = event_sources(*(part if isinstance(part, str) else None for part in parts))
    if not sources or any(source.platform != "Windows" for source in sources):
        return True
    return any(
        _agrees(event, "Channel", source.channels)
        and _agrees(event, "EventID", source.event_ids)
        and all(_agrees(event, name, values) for name, values in source.values.items())
        for source in sources
    )


def _agrees(event: Mapping[str, Any], name: str, wanted: Iterable[object]) -> bool:
    words = {str(value).lower() for value in wanted}
    value = event.get(name)
    return not words or value is None or str(value).lower() in words


def verdicts(
    catalogue: Catalogue, samples: Samples, rules: Iterable[Rule] | None = None
) -> Iterator[SampleVerdict]:
    """The verdicts on all samples of the given rules (of all rules where none are given), in order."""
    judge = Judge(catalogue)
    for rule in catalogue.rules if rules is None else rules:
        for sample in samples.by_rule.get(key_of(rule), ()):
            yield judge.verdict(rule, sample)
