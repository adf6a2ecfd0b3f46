"""Presets for databases, stores of logs and rule engines."""

from __future__ import annotations

from generator.convert.presets_search import EXPANSIONS, OWN_CHANNEL, SCOPE, WINLOGBEAT
from generator.convert.target import Target

ENGINES: tuple[Target, ...] = (
    Target(
        id="sqlite",
        title="SQLite",
        product="SQLite",
        backend="generator.backends.sql_sqlite:SQLiteBackend",
        pipelines=(
            EXPANSIONS,
            SCOPE,
            OWN_CHANNEL,
        ),
        language="sql",
        suffix="sql",
        assumes="Events lie in a table `logs` with a column for each field, declared `TEXT COLLATE "
        "NOCASE`, and, for keywords, the whole event in `raw`; for regular expressions, networks "
        "and comparisons of numbers the application provides `REGEXP`.",
        manual="https://www.sqlite.org/lang_expr.html",
        correlations=True,
        packages=("pysigma", "pysigma-backend-sqlite"),
    ),
    Target(
        id="duckdb",
        title="DuckDB",
        product="DuckDB",
        backend="generator.backends.sql_duckdb:DuckDBBackend",
        pipelines=(
            EXPANSIONS,
            SCOPE,
            OWN_CHANNEL,
        ),
        language="sql",
        suffix="sql",
        assumes="Events lie in a table `logs` with a column for each field and, for keywords, the "
        "whole event in `raw`.",
        manual="https://duckdb.org/docs/stable/sql/introduction",
        packages=("pysigma", "pysigma-backend-duckdb"),
    ),
    Target(
        id="databricks",
        title="Databricks SQL condition",
        product="Databricks",
        backend="generator.backends.sql_databricks:DatabricksBackend",
        pipelines=(
            EXPANSIONS,
            SCOPE,
            OWN_CHANNEL,
        ),
        language="sql",
        suffix="sql",
        assumes="The condition goes after WHERE, on a table with a column for each field, a dotted "
        "name being a field of a struct, and, for keywords, the whole event in `raw`.",
        manual="https://docs.databricks.com/aws/en/sql/language-manual/",
        packages=("pysigma", "pysigma-backend-databricks"),
    ),
    Target(
        id="parseable",
        title="Parseable SQL",
        product="Parseable",
        backend="generator.backends.sql_parseable:ParseableBackend",
        pipelines=(
            EXPANSIONS,
            SCOPE,
            "generator.convert.published:parseable_windows",
            "generator.backends.sql_parseable:parseable_references",
        ),
        options=(("dataset", "logs"),),
        language="sql",
        suffix="sql",
        assumes="Events lie in a dataset `logs`, Windows events in columns named by the Elastic "
        "Common Schema with `_` for dots; keywords are looked for in `message`.",
        manual="https://www.parseable.com/docs",
        taxonomy=True,
        packages=("pysigma", "pysigma-backend-parseable"),
    ),
    Target(
        id="victorialogs",
        title="VictoriaLogs LogsQL",
        product="VictoriaLogs",
        backend="generator.backends.victorialogs:LogsQLBackend",
        pipelines=(EXPANSIONS, SCOPE, "generator.convert.published:victorialogs_windows"),
        assumes="Field names of Windows events are those of winlogbeat and Vector; keywords are "
        "looked for in the message, `_msg`.",
        manual="https://docs.victoriametrics.com/victorialogs/logsql/",
        taxonomy=True,
        packages=("pysigma", "pysigma-backend-victorialogs"),
    ),
    Target(
        id="loki",
        title="Grafana Loki LogQL",
        product="Grafana Loki",
        backend="generator.backends.logql:LogQLQueryBackend",
        pipelines=(EXPANSIONS, SCOPE, OWN_CHANNEL),
        suffix="logql",
        assumes="Lines are JSON with the event's own fields at the top, `Channel` and `EventID` "
        "among them, in streams whose label `job` is one that the query names.",
        manual="https://grafana.com/docs/loki/latest/query/",
        packages=("pysigma",),
    ),
    Target(
        id="quickwit",
        title="Quickwit search",
        product="Quickwit",
        backend="sigma.backends.quickwit:QuickwitBackend",
        pipelines=(EXPANSIONS, SCOPE, WINLOGBEAT),
        assumes="Field names are those of winlogbeat, and fields have the tokenizer `raw`, as those "
        "that are mapped dynamically.",
        warning="parentheses are dropped, so `not (a or b)` becomes `NOT a OR b`, and a wildcard "
        "between quotation marks is a plain character.",
        manual="https://quickwit.io/docs/reference/query-language",
        packages=("pysigma", "pysigma-backend-quickwit"),
    ),
    Target(
        id="golangexpr",
        title="Expr expression",
        product="Go applications with Expr",
        backend="generator.backends.expr_language:ExprBackend",
        pipelines=(EXPANSIONS, SCOPE, OWN_CHANNEL),
        assumes="The environment is the event; a field that it does not have is `nil` and no error of the "
        "compiler (`AllowUndefinedVariables`).",
        manual="https://expr-lang.org/docs/language-definition",
        packages=("pysigma", "pysigma-backend-golangexpr", "pysigma-backend-elasticsearch"),
    ),
)
