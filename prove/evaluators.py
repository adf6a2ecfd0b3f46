"""Other evaluators of Sigma rules: the published SQLite back end, and detkit-cli."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from importlib import metadata
from typing import Any

from sigma.backends.sqlite.sqlite import sqliteBackend
from sigma.collection import SigmaCollection
from sigma.exceptions import SigmaError

from generator.facts.logsources import named_as_events
from generator.targets.convert.guards import guarded
from prove.engine import Event, Question, fields_of
from prove.problems import Missing, Rejected
from prove.sql.sqlite import SQLite


class Unsupported(Exception):
    """The evaluator does not support such a rule; the message says why."""


class Evaluator(ABC):
    """Says whether a rule fires on an event."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What it is and its version."""

    def supports(self, rule: Mapping[str, Any], event: Event) -> bool:
        """Whether it supports the event."""
        return True

    @abstractmethod
    def fires(self, rule: Mapping[str, Any], events: Sequence[Event]) -> Sequence[bool]:
        """For each event, whether the rule fires. Raises Unsupported."""


class PublishedSQLite(Evaluator):
    """The query of the published back end, without any pipeline, run in SQLite."""

    def __init__(self) -> None:
        self.engine = SQLite()
        self.back_end = sqliteBackend()  # type: ignore[no-untyped-call]

    @property
    def name(self) -> str:
        return f"pysigma-backend-sqlite {metadata.version('pysigma-backend-sqlite')}"

    def supports(self, rule: Mapping[str, Any], event: Event) -> bool:
        question = _unscoped(rule, "")
        return any(True for _ in self.engine.events(question, event))

    def fires(self, rule: Mapping[str, Any], events: Sequence[Event]) -> Sequence[bool]:
        try:
            (query,) = self.back_end.convert(SigmaCollection.from_dicts([guarded(rule)]))
        except (SigmaError, NotImplementedError, ValueError) as problem:
            raise Unsupported(str(problem)) from problem
        question = _unscoped(rule, query)
        stored = [next(self.engine.events(question, event)) for event in events]
        try:
            return self.engine.finds(question, stored)
        except Rejected as problem:
            raise Unsupported(str(problem)) from problem


def _unscoped(rule: Mapping[str, Any], query: str) -> Question:
    """A question about the event without the channel and the id that its log would add."""
    return Question(rule={"detection": named_as_events(rule)["detection"]}, query=query, names={})


class Detkit(Evaluator):
    """An evaluator of a common subset of Sigma, which itself says what it does not support."""

    def __init__(self) -> None:
        try:
            from detkit.evaluator import event_matches_rule, scan_unsupported
        except ImportError as problem:
            raise Missing("detkit-cli: pip install detkit-cli, or the extra `prove`") from problem
        self._matches = event_matches_rule
        self._unsupported = scan_unsupported

    @property
    def name(self) -> str:
        return f"detkit-cli {metadata.version('detkit-cli')}"

    def supports(self, rule: Mapping[str, Any], event: Event) -> bool:
        """Not if a field of the rule has several values, or is in a list."""
        return not any(_meets_a_list(event, field) for field in fields_of(rule))

    def fires(self, rule: Mapping[str, Any], events: Sequence[Event]) -> Sequence[bool]:
        detection = named_as_events(rule)["detection"]
        problems = self._unsupported(detection)
        if problems:
            raise Unsupported("; ".join(problems))
        try:
            return [bool(self._matches(detection, event)) for event in events]
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise Unsupported(f"{type(problem).__name__}: {problem}") from problem


def _meets_a_list(event: Event, field: str) -> bool:
    if field in event:
        return isinstance(event[field], list)
    place: Any = event
    for part in field.split("."):
        place = place.get(part) if isinstance(place, Mapping) else None
        if isinstance(place, list):
            return True
    return False


EVALUATORS: tuple[type[Evaluator], ...] = (PublishedSQLite, Detkit)
