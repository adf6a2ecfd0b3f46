"""The language Expr: expr-lang/expr of Go, as the Python package enchanter-golem carries it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import metadata

from generator.logic.evaluate import scope_event
from generator.targets.trust import Level
from prove.engine import Engine, Event, Missing, Question, Rejected
from prove.panther.engine import nested


class Expr(Engine):
    """An environment in which a field that is missing is nil. An expression that fails on an event
    does not find it."""

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

    def events(self, question: Question, made: Event) -> Iterator[Event]:
        event = {**scope_event(question.rule), **made}
        if not any(isinstance(value, list) for value in event.values()):
            yield event

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        engine = self.golem.Engine(strict_vars=False)
        return [self._found(engine, question.query, event) for event in events]

    def _found(self, engine: object, query: str, event: Event) -> bool:
        try:
            return engine.eval(query, nested(event)) is True  # type: ignore[attr-defined]
        except self.golem.CompileError as problem:
            # It quotes the whole expression first.
            raise Rejected(str(problem).partition("\n")[0][-200:]) from problem
        except self.golem.EvalError:
            return False
