"""PowerShell commands, run by an interpreter over the real grammar's parse tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import metadata

from generator.logic.evaluate import fires, scope_event
from prove.engine import Engine, Event, NotUnderstood, Question
from prove.powershell import Command, JudgeError, Record, record_of
from prove.powershell.events import (
    DEFENDER,
    in_scope,
    raw_message,
    source_of,
)
from prove.powershell.records import RPC_FIREWALL


class PowerShellJudge(Engine):
    """`Get-WinEvent` over the records of the log that a rule is about."""

    @property
    def name(self) -> str:
        version = metadata.version("tree-sitter-powershell")
        return f"an interpreter over the parse tree of tree-sitter-powershell {version}"

    def events(self, question: Question, made: Event) -> Iterator[Event]:
        event = {**scope_event(question.rule), **made}
        event.setdefault("EventID", 65_000)
        if "Channel" not in made:
            event = {name: value for name, value in event.items() if name != "Channel"}
        if self._record(question, event) is not None:
            yield {**event, "_raw": raw_message(event)}

    def expected(self, question: Question, event: Event) -> bool:
        scoped = {**scope_event(question.rule), **event}
        return fires(question.rule, scoped) and in_scope(source_of(question.rule), scoped)

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        try:
            command = Command(question.query)
            return [bool(command.hits([self._record(question, event)])) for event in events]
        except JudgeError as problem:
            raise NotUnderstood(str(problem)) from problem

    def _record(self, question: Question, event: Event) -> Record | None:
        log = scope_event(question.rule)["Channel"]
        data = {name: value for name, value in event.items() if name != "_raw"}
        if log == RPC_FIREWALL:  # Its rules mean the log itself by `Channel`, not a value.
            log = data.pop("Channel", log)
            if not isinstance(log, str):
                return None
        blanks = DEFENDER in source_of(question.rule).channels
        return record_of(data, log=log, blanks=blanks)
