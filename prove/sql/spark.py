"""Apache Spark, whose SQL Databricks runs, in one local process with Java 17 or later."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from prove.engine import Missing, Rejected
from prove.sql.events import NUMBER, Columns, Row, SqlEngine

try:
    import pyarrow
    import pyspark
except ImportError:
    pyspark = None  # type: ignore[assignment]

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    # A table of sixty rows is read once: to compile code for it takes longer than to walk it.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


@functools.cache
def session() -> Any:
    """The one session of this process: it takes seconds to start. Raises Missing."""
    if pyspark is None:
        raise Missing("Spark: pip install pyspark pyarrow, or the extra `prove`")
    from pyspark.errors import PySparkRuntimeError
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").appName("prove")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    try:
        started = builder.getOrCreate()
    except PySparkRuntimeError as problem:
        raise Missing("Java 17 or later, for Spark") from problem
    started.sparkContext.setLogLevel("OFF")
    return started


class Spark(SqlEngine):
    """The condition behind WHERE; a dotted name is a field of a struct."""

    def __init__(self) -> None:
        self.session = session()

    @property
    def name(self) -> str:
        return f"Apache Spark {pyspark.__version__}"

    def holds(self, row: Row) -> bool:
        """Not where a name is a field and a struct as well."""
        return not any(other.startswith(f"{name}.") for name in row for other in row)

    def found(self, query: str, columns: Columns, rows: Sequence[Row]) -> set[int]:
        from pyspark.errors import PySparkException

        table = self.session.createDataFrame(_table(columns, rows))
        try:
            return {int(row[0]) for row in table.where(query).select(f"`{NUMBER}`").collect()}
        except PySparkException as problem:
            raise Rejected(str(problem).partition("\n")[0]) from problem


def _table(columns: Columns, rows: Sequence[Row]) -> Any:
    schema = pyarrow.schema(_fields(columns))
    return pyarrow.Table.from_pylist([_nested(row) for row in rows], schema=schema)


def _nested(row: Row) -> dict[str, Any]:
    """The row with the parts of a dotted name as structs."""
    tree: dict[str, Any] = {}
    for name, value in row.items():
        *parents, last = name.split(".")
        place = tree
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = value
    return tree


def _fields(columns: Columns) -> list[tuple[str, Any]]:
    types = {
        str: pyarrow.string(),
        int: pyarrow.int64(),
        float: pyarrow.float64(),
        bool: pyarrow.bool_(),
    }

    def made(tree: Any) -> Any:
        if isinstance(tree, dict):
            return pyarrow.struct([(name, made(inner)) for name, inner in tree.items()])
        return types[tree]

    return [(name, made(inner)) for name, inner in _nested(columns).items()]
