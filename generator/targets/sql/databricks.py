"""Conditions of Databricks SQL, by way of the published back end.

Source: Databricks, "SQL language reference"; Apache Spark, "SQL Reference". A text in single
quotes has escapes there, so that a backslash of a value is written twice.
"""

from __future__ import annotations

from typing import ClassVar

from sigma.backends.databricks.databricks import DatabricksBackend as Published
from sigma.conversion.state import ConversionState
from sigma.types import SigmaBool, SigmaCasedString, SigmaNumber, SigmaString, SpecialChars

from generator.targets.sql.conditions import Condition, SqlConditions
from generator.targets.sql.regex import Dialect
from generator.targets.sql.values import like_pattern, plain

_VARIABLES = {"${": "\\u0024{", "{{": "\\u007b\\u007b"}
_STAR = SpecialChars.WILDCARD_MULTI


class DatabricksBackend(SqlConditions, Published):
    """Over columns of any type; a dotted name is a field of a struct."""

    dialect: ClassVar[Dialect] = Dialect(product="Databricks", automaton=False, java=True)
    whole_event: ClassVar[str] = "raw"
    optimize_or_as_regex: ClassVar[bool] = False

    def escape_and_quote_field(self, field_name: str) -> str:
        parts = field_name.split(".")
        return ".".join("`" + part.replace("`", "``") + "`" for part in parts)

    def text_in(self, field: str) -> str:
        """The functions for texts take a column of another type as well."""
        return self.escape_and_quote_field(field)

    def number_in(self, field: str) -> str:
        return f"try_cast({self.escape_and_quote_field(field)} AS DOUBLE)"

    def search(self, text: str, expression: str) -> str:
        return f"{text} RLIKE {self.string(expression)}"

    def string(self, text: str) -> str:
        """Line breaks may stand in a literal as they are.

        `${…}` is replaced in the whole text of a query by what a variable holds, or by nothing,
        and so is `{{…}}` in Databricks' editor by a parameter: what begins them is written by its
        number.
        """
        literal = text.replace("\\", "\\\\").replace("'", "\\'")
        for begins, written in _VARIABLES.items():
            literal = literal.replace(begins, written)
        return f"'{literal}'"

    def equal_number(self, field: str, number: str) -> str:
        """A literal is cast to the type of the column; a number would cast the column instead,
        and end the query at the first text that is none."""
        return f"{self.escape_and_quote_field(field)} = {self.string(number)}"

    def convert_condition_as_in_expression(self, cond: Condition, state: ConversionState) -> str:
        values = [arg.value for arg in cond.args]
        if all(isinstance(v, SigmaNumber) and not isinstance(v, SigmaBool) for v in values):
            column = self.escape_and_quote_field(cond.args[0].field)
            return self.one_of(column, tuple(map(str, values)))
        return super().convert_condition_as_in_expression(cond, state)

    def like(self, text: str, value: SigmaString) -> str:
        cased = isinstance(value, SigmaCasedString)
        operand = text if cased else self.without_case(text)
        before, after = value.startswith(_STAR), value.endswith(_STAR)
        inner = value.s[1 if before else 0 : -1 if after else None]
        if not all(isinstance(part, str) for part in inner) or not inner:
            pattern = like_pattern(value)
            return f"{operand} LIKE {self.string(pattern if cased else pattern.lower())}"
        function = {
            (True, True): "contains",
            (False, True): "startswith",
            (True, False): "endswith",
        }[before, after]
        part = "".join(map(str, inner))
        return f"{function}({operand}, {self.string(part if cased else part.lower())})"

    def equal(self, field: str, value: SigmaString) -> str:
        if isinstance(value, SigmaCasedString):
            return f"string({self.text_in(field)}) = {self.string(plain(value))}"
        return super().equal(field, value)

    def starts(self, text: str, part: str) -> str:
        return f"startswith({text}, {part})"

    def ends(self, text: str, part: str) -> str:
        return f"endswith({text}, {part})"

    def contains(self, text: str, part: str) -> str:
        return f"contains({text}, {part})"
