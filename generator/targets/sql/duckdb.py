"""SQL for DuckDB: the published back end's frame with the conditions of `generator.targets.sql.conditions`.

Source: DuckDB's documentation, "Pattern Matching", "Casting", "Regular Expressions".
"""

from __future__ import annotations

from typing import ClassVar

from sigma.types import SigmaCasedString, SigmaString
from sigma_backend_duckdb import DuckDBBackend as Published  # type: ignore[import-untyped]

from generator.targets.sql.conditions import SqlConditions
from generator.targets.sql.regex import Dialect


class DuckDBBackend(SqlConditions, Published):  # type: ignore[misc]
    """Over columns of any type: what is compared as a text is cast to one.

    DuckDB casts nothing to a text by itself, and a text to a number only at the price of an error
    for the whole query where it is none.
    """

    dialect: ClassVar[Dialect] = Dialect(product="DuckDB (RE2)", automaton=True, most=1000)
    whole_event: ClassVar[str] = "raw"

    def escape_and_quote_field(self, field_name: str) -> str:
        """Always quoted: more words than the published list are reserved."""
        return '"' + field_name.replace('"', '""') + '"'

    def text_in(self, field: str) -> str:
        return f"{self.escape_and_quote_field(field)}::VARCHAR"

    def number_in(self, field: str) -> str:
        return f"TRY_CAST({self.escape_and_quote_field(field)} AS DOUBLE)"

    def search(self, text: str, expression: str) -> str:
        return f"regexp_matches({text}, {self.string(expression)})"

    def like(self, text: str, value: SigmaString) -> str:
        operator = "LIKE" if isinstance(value, SigmaCasedString) else "ILIKE"
        return f"{text} {operator} {self.pattern(value)}"
