"""Rules of Panther in Python, run with the event object of Panther's library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import metadata
from typing import Any

from generator.logic.evaluate import scope_event
from generator.targets.trust import Level
from prove.engine import Engine, Event, Question
from prove.problems import Missing, Rejected
from prove.shared.events import nested


class Panther(Engine):
    """`rule(event)`, called with a PantherEvent. A rule that fails raises no alert."""

    level = Level.PROVEN

    def __init__(self) -> None:
        try:
            from panther_core.enriched_event import PantherEvent
        except ImportError as problem:
            raise Missing("panther-core (pip install panther-core)") from problem
        self.event = PantherEvent

    @property
    def name(self) -> str:
        return f"Python with panther-core {metadata.version('panther-core')}"

    def events(self, question: Question, generated: Event) -> Iterator[Event]:
        yield {**scope_event(question.rule), **generated}

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        space: dict[str, Any] = {}
        try:
            exec(compile(question.query, "rule.py", "exec"), space)
            rule = space["rule"]
        except (SyntaxError, NameError, ImportError, KeyError) as problem:
            raise Rejected(f"{type(problem).__name__}: {problem}") from problem
        return [_alerts(rule, self.event(nested(event))) for event in events]


def _alerts(rule: Any, event: Any) -> bool:
    try:
        return rule(event) is True
    except Exception:  # noqa: BLE001 - as Panther treats any failure of a rule
        return False
