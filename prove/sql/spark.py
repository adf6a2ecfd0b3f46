"""Apache Spark, whose SQL Databricks runs, in a local process with Java 17 or later."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from prove.problems import Missing, Rejected
from prove.shared.events import nested
from prove.sql.engine import NUMBER, Columns, Row, SqlEngine, arrow_types

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    # A table of sixty rows is read once: compiling code for it takes longer than interpreting.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


@functools.cache
def session() -> Any:
    """The one session of this process: it takes seconds to start. Raises Missing."""
    try:
        import pyarrow  # noqa: F401
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError as problem:
        raise Missing("Spark: pip install pyspark pyarrow, or the extra `prove`") from problem

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
    """The condition after WHERE; a dotted name is a field of a struct."""

    def __init__(self) -> None:
        self.session = session()

    @property
    def name(self) -> str:
        return f"Apache Spark {self.session.version}"

    def holds(self, row: Row) -> bool:
        """Not if a name is both a field and a struct."""
        return not any(other.startswith(f"{name}.") for name in row for other in row)

    def found(self, query: str, columns: Columns, rows: Sequence[Row]) -> set[int]:
        from pyspark.errors import PySparkException

        table = self.session.createDataFrame(_table(columns, rows))
        try:
            return {int(row[0]) for row in table.where(query).select(f"`{NUMBER}`").collect()}
        except PySparkException as problem:
            raise Rejected(str(problem).partition("\n")[0]) from problem


def _table(columns: Columns, rows: Sequence[Row]) -> Any:
    import pyarrow

    types = arrow_types()

    def arrow_type(tree: Any) -> Any:
        if isinstance(tree, dict):
            return pyarrow.struct([(name, arrow_type(inner)) for name, inner in tree.items()])
        return types[tree]

    fields = [(name, arrow_type(inner)) for name, inner in nested(columns).items()]
    return pyarrow.Table.from_pylist([nested(row) for row in rows], schema=pyarrow.schema(fields))
