"""Python's own SQLite, over a table `logs` as the target assumes it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence

from prove.engine import Engine, Rejected
from prove.engines.sql_events import NUMBER, Columns, Row, SqlEngine


class SQLite(SqlEngine):
    """Columns `TEXT COLLATE NOCASE`, which make a text of a number; truth values as words."""

    numbers = (str,)
    collation = "TEXT COLLATE NOCASE"

    @property
    def name(self) -> str:
        return f"SQLite {sqlite3.sqlite_version}"

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
                text = query.replace("SELECT *", f'SELECT "{NUMBER}"', 1)
                return {int(number) for (number,) in base.execute(text)}
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
