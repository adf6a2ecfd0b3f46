"""Python's SQLite, over a table `logs` as the target assumes it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from generator.logic.evaluate.correlation import time_of
from prove.elastic.index import flat_fields
from prove.engine import CorrelationEngine, Engine, Event, Series, fields_of
from prove.problems import NotUnderstood, Rejected
from prove.shared.values import text_of
from prove.sql.engine import NUMBER, Columns, Row, SqlEngine, is_scalar

TIME = "timestamp"
"""The column that queries of correlations take the time from."""


class SQLite(SqlEngine, CorrelationEngine):
    """Columns `TEXT COLLATE NOCASE`, which turn numbers into texts; truth values as words."""

    numbers = (str,)
    collation = "TEXT COLLATE NOCASE"

    @property
    def name(self) -> str:
        return f"SQLite {sqlite3.sqlite_version}"

    def answers(self, series: Series) -> bool:
        rows = [self._in_time(event) for event in series.events]
        names = dict.fromkeys([*series.fields, *(name for row in rows for name in row)])
        for rule in series.counted:
            names.update(dict.fromkeys(fields_of(rule)))
        columns = list({name.lower(): name for name in names}.values())
        declared = ", ".join(f'"{name}" {self.collation}' for name in columns)
        marks = ", ".join("?" * len(columns))
        with sqlite3.connect(":memory:") as base:
            base.create_function("REGEXP", 2, _regexp, deterministic=True)
            try:
                base.execute(f"CREATE TABLE logs ({declared})")
                for row in rows:
                    own = {name.lower(): value for name, value in row.items()}
                    values = [own.get(name.lower()) for name in columns]
                    base.execute(f"INSERT INTO logs VALUES ({marks})", values)
                return base.execute(series.query).fetchone() is not None
            except sqlite3.Error as problem:
                raise Rejected(str(problem)) from problem

    def _in_time(self, event: Event) -> dict[str, Any]:
        """A row with its time in the column that the back end uses."""
        moment = datetime.fromtimestamp(time_of(event), UTC)
        fields = {name: value for name, value in flat_fields(event) if value is not None}
        if not all(map(is_scalar, fields.values())):
            raise NotUnderstood("a list, which no column holds")
        return {
            **{name: text_of(value) for name, value in fields.items()},
            TIME: moment.isoformat(),
        }

    def found(self, query: str, columns: Columns, rows: Sequence[Row]) -> set[int]:
        names = [name for name in columns if name != NUMBER]
        declared = "".join(f', "{name}" {self.collation}' for name in names)
        marks = ", ".join("?" * (len(names) + 1))
        with sqlite3.connect(":memory:") as base:
            base.create_function("REGEXP", 2, _regexp, deterministic=True)
            try:
                base.execute(f'CREATE TABLE logs ("{NUMBER}" INTEGER{declared})')
                base.executemany(
                    f"INSERT INTO logs VALUES ({marks})",
                    ([row[NUMBER], *(row.get(name) for name in names)] for row in rows),
                )
                numbered = query.replace("SELECT *", f'SELECT "{NUMBER}"', 1)
                return {int(number) for (number,) in base.execute(numbered)}
            except sqlite3.Error as problem:
                raise Rejected(str(problem)) from problem

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
