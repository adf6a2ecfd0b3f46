"""Targets for databases that are queried in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.shared.loaders import expansions, own_channel, scope
from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend
    from sigma.processing.pipeline import ProcessingPipeline


def sqlite_backend() -> type[Backend]:
    from generator.targets.sql.sqlite import SQLiteBackend

    return SQLiteBackend


def duckdb_backend() -> type[Backend]:
    from generator.targets.sql.duckdb import DuckDBBackend

    return DuckDBBackend


def databricks_backend() -> type[Backend]:
    from generator.targets.sql.databricks import DatabricksBackend

    return DatabricksBackend


def parseable_backend() -> type[Backend]:
    from generator.targets.sql.parseable import ParseableBackend

    return ParseableBackend


def parseable_fields() -> ProcessingPipeline:
    from generator.targets.sql.parseable_fields import parseable_windows

    return parseable_windows()


def parseable_references() -> ProcessingPipeline:
    from generator.targets.sql.parseable import parseable_references

    return parseable_references()


TARGETS: tuple[Target, ...] = (
    Target(
        id="sqlite",
        title="SQLite",
        product="SQLite",
        backend=sqlite_backend,
        pipelines=(
            expansions,
            scope,
            own_channel,
        ),
        language="sql",
        suffix="sql",
        assumes="Events lie in a table `logs` with a column for each field, declared `TEXT COLLATE "
        "NOCASE`, and, for keywords, the whole event in `raw`; for regular expressions, networks "
        "and comparisons of numbers the application provides `REGEXP`.",
        manual="https://www.sqlite.org/lang_expr.html",
        correlations=True,
    ),
    Target(
        id="duckdb",
        title="DuckDB",
        product="DuckDB",
        backend=duckdb_backend,
        pipelines=(
            expansions,
            scope,
            own_channel,
        ),
        language="sql",
        suffix="sql",
        assumes="Events lie in a table `logs` with a column for each field and, for keywords, the "
        "whole event in `raw`.",
        manual="https://duckdb.org/docs/stable/sql/introduction",
    ),
    Target(
        id="databricks",
        title="Databricks SQL condition",
        product="Databricks",
        backend=databricks_backend,
        pipelines=(
            expansions,
            scope,
            own_channel,
        ),
        language="sql",
        suffix="sql",
        assumes="The condition goes after WHERE, on a table with a column for each field, a dotted "
        "name being a field of a struct, and, for keywords, the whole event in `raw`.",
        manual="https://docs.databricks.com/aws/en/sql/language-manual/",
    ),
    Target(
        id="parseable",
        title="Parseable SQL",
        product="Parseable",
        backend=parseable_backend,
        pipelines=(
            expansions,
            scope,
            parseable_fields,
            parseable_references,
        ),
        options=(("dataset", "logs"),),
        language="sql",
        suffix="sql",
        assumes="Events lie in a dataset `logs`, Windows events in columns named by the Elastic "
        "Common Schema with `_` for dots; keywords are looked for in `message`.",
        manual="https://www.parseable.com/docs",
        taxonomy=True,
    ),
)
