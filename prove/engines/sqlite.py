"""Python's own SQLite, over a table `logs` as the target assumes it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence

from generator.evaluate import scope_event
from generator.trust import Level
from prove.engine import Engine, Event, Question, Rejected

TABLE = "logs"


class SQLite(Engine):
    """Columns `TEXT COLLATE NOCASE`, numbers as numbers, lists and nested maps left out."""

    level = Level.PROVEN
    collation = "TEXT COLLATE NOCASE"

    @property
    def name(self) -> str:
        return f"SQLite {sqlite3.sqlite_version}"

    def events(self, question: Question, made: Event) -> Iterator[Event]:
        event = {**scope_event(question.rule), **made}
        if not any(isinstance(value, (list, dict)) for value in event.values()):
            yield event

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        names = _fields(question, events)
        columns = ", ".join(f'"{name}" {self.collation}' for name in ("event number", *names))
        marks = ", ".join("?" * (len(names) + 1))
        with sqlite3.connect(":memory:") as base:
            base.create_function("REGEXP", 2, _regexp, deterministic=True)
            try:
                base.execute(f"CREATE TABLE {TABLE} ({columns})")
                base.executemany(
                    f"INSERT INTO {TABLE} VALUES ({marks})",
                    ([n, *(event.get(name) for name in names)] for n, event in enumerate(events)),
                )
                text = question.query.replace("SELECT *", 'SELECT "event number"', 1)
                numbers = {int(row[0]) for row in base.execute(text)}
            except sqlite3.Error as problem:
                raise Rejected(str(problem)) from problem
        return [number in numbers for number in range(len(events))]

    def stock(self) -> Engine | None:
        return StockSQLite()


class StockSQLite(SQLite):
    """Columns of plain text, which `=` compares case by case."""

    collation = "TEXT"

    @property
    def name(self) -> str:
        return f"{super().name}, columns without COLLATE NOCASE"

    def stock(self) -> Engine | None:
        return None


def _regexp(pattern: str, text: object) -> bool:
    return text is not None and re.search(pattern, str(text)) is not None


def _fields(question: Question, events: Sequence[Event]) -> list[str]:
    """A column for each field that the query or an event names, once whatever its case."""
    asked = re.findall(r'"([^"]+)"|([A-Za-z_]\w*)', re.sub(r"'(?:[^']|'')*'", "", question.query))
    names = [name for event in events for name in event]
    names += [quoted or plain for quoted, plain in asked]
    return list({name.lower(): name for name in names}.values())
