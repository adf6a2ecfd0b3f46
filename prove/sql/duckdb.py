"""DuckDB itself, over a table `logs` with columns of the events' types, and of text."""

from __future__ import annotations

from collections.abc import Sequence

from prove.problems import Missing, Rejected
from prove.sql.engine import NUMBER, Columns, Row, SqlEngine, arrow_table


class DuckDB(SqlEngine):
    """In memory; one table for all events that have the same types."""

    def __init__(self) -> None:
        try:
            import duckdb
            import pyarrow  # noqa: F401
        except ImportError as problem:
            raise Missing("DuckDB: pip install duckdb pyarrow, or the extra `prove`") from problem
        self.error, self.version = duckdb.Error, duckdb.__version__
        self.base = duckdb.connect(":memory:", config={"threads": 1})

    @property
    def name(self) -> str:
        return f"DuckDB {self.version}"

    def found(self, query: str, columns: Columns, rows: Sequence[Row]) -> set[int]:
        self.base.register("logs", arrow_table(columns, rows))
        try:
            text = query.replace("SELECT *", f'SELECT "{NUMBER}"', 1)
            return {int(number) for (number,) in self.base.execute(text).fetchall()}
        except self.error as problem:
            raise Rejected(str(problem)) from problem
        finally:
            self.base.unregister("logs")
