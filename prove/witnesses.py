"""Others who say whether a rule fires on an event: the SQLite back end, and detkit-cli."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from importlib import metadata
from typing import Any

from sigma.backends.sqlite import sqliteBackend
from sigma.collection import SigmaCollection
from sigma.exceptions import SigmaError

from generator.facts.logsources import named_as_events
from generator.logic.evaluate import compile_rule
from generator.logic.evaluate.tree import leaves
from generator.targets.convert.guards import guarded
from prove.engine import Event, Missing, Question, Rejected
from prove.sql.sqlite import SQLite


class NotAsked(Exception):
    """The witness does not take such a rule; the message says why."""


class Witness(ABC):
    """Answers for itself. It is asked about what it can take, and nothing else."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What it is and its version."""

    def takes(self, rule: Mapping[str, Any], event: Event) -> bool:
        """Whether the event is one that it can hold."""
        return True

    @abstractmethod
    def fires(self, rule: Mapping[str, Any], events: Sequence[Event]) -> Sequence[bool]:
        """For each event, whether the rule fires. Raises NotAsked."""


class PublishedSQLite(Witness):
    """The query of the back end as it is published, without any pipeline, run in SQLite."""

    def __init__(self) -> None:
        self.engine = SQLite()

    @property
    def name(self) -> str:
        return f"pysigma-backend-sqlite {metadata.version('pysigma-backend-sqlite')}"

    def takes(self, rule: Mapping[str, Any], event: Event) -> bool:
        question = _unscoped(rule, "")
        return any(True for _ in self.engine.events(question, event))

    def fires(self, rule: Mapping[str, Any], events: Sequence[Event]) -> Sequence[bool]:
        try:
            (query,) = sqliteBackend().convert(SigmaCollection.from_dicts([guarded(rule)]))
        except (SigmaError, NotImplementedError, ValueError) as problem:
            raise NotAsked(str(problem)) from problem
        question = _unscoped(rule, query)
        stored = [next(self.engine.events(question, event)) for event in events]
        try:
            return self.engine.finds(question, stored)
        except Rejected as problem:
            raise NotAsked(str(problem)) from problem


def _unscoped(rule: Mapping[str, Any], query: str) -> Question:
    """About the event as it is, without the channel and the id that its log would give it."""
    return Question(rule={"detection": named_as_events(rule)["detection"]}, query=query, names={})


class Detkit(Witness):
    """An evaluator of a common subset of Sigma, which says itself what it does not take."""

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

    def takes(self, rule: Mapping[str, Any], event: Event) -> bool:
        """Not where a field that is asked for has several values, or lies below a list."""
        fields = {leaf.field for leaf in leaves(compile_rule(rule).root) if leaf.field}
        return not any(_meets_a_list(event, field) for field in fields)

    def fires(self, rule: Mapping[str, Any], events: Sequence[Event]) -> Sequence[bool]:
        detection = named_as_events(rule)["detection"]
        problems = self._unsupported(detection)
        if problems:
            raise NotAsked("; ".join(problems))
        try:
            return [bool(self._matches(detection, event)) for event in events]
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise NotAsked(f"{type(problem).__name__}: {problem}") from problem


def _meets_a_list(event: Event, field: str) -> bool:
    if field in event:
        return isinstance(event[field], list)
    place: Any = event
    for part in field.split("."):
        place = place.get(part) if isinstance(place, Mapping) else None
        if isinstance(place, list):
            return True
    return False


WITNESSES: tuple[type[Witness], ...] = (PublishedSQLite, Detkit)
