"""The language Expr: Go's expr-lang/expr, from the Python package enchanter-golem."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import metadata
from typing import Any

from generator.logic.evaluate import scope_event
from generator.targets.trust import Level
from prove.engine import Engine, Event, Question
from prove.problems import Missing, Rejected
from prove.shared.events import nested


class Expr(Engine):
    """A missing field is nil. An expression that fails on an event does not find it."""

    level = Level.PROVEN

    def __init__(self) -> None:
        try:
            import golem
        except ImportError as problem:
            raise Missing("enchanter-golem (pip install enchanter-golem)") from problem
        self.golem = golem

    @property
    def name(self) -> str:
        return f"expr-lang/expr in enchanter-golem {metadata.version('enchanter-golem')}"

    def events(self, question: Question, generated: Event) -> Iterator[Event]:
        event = {**scope_event(question.rule), **generated}
        if not any(isinstance(value, list) for value in event.values()):
            yield event

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        engine = self.golem.Engine(strict_vars=False)
        return [self._found(engine, question.query, event) for event in events]

    def _found(self, engine: Any, query: str, event: Event) -> bool:
        try:
            return engine.eval(query, nested(event)) is True
        except self.golem.CompileError as problem:
            # The whole expression is quoted first.
            raise Rejected(str(problem).partition("\n")[0][-200:]) from problem
        except self.golem.EvalError:
            return False
