"""SQL for SQLite: the published back end's frame with the conditions of `generator.targets.sql.conditions`.

Source: SQLite's documentation, "SQL Language Expressions" and "Datatypes In SQLite".
"""

from __future__ import annotations

from typing import ClassVar

from sigma.backends.sqlite.sqlite import sqliteBackend
from sigma.conversion.state import ConversionState
from sigma.types import SigmaCasedString, SigmaNumber, SigmaString, SpecialChars

from generator.targets.sql.conditions import NUMBER, Condition, SqlConditions
from generator.targets.sql.regex import Dialect
from generator.targets.sql.values import like_pattern, plain, with_wildcards

_WILDCARDS = {SpecialChars.WILDCARD_MULTI: "*", SpecialChars.WILDCARD_SINGLE: "?"}


class SQLiteBackend(SqlConditions, sqliteBackend):
    """Over columns `TEXT COLLATE NOCASE`, so that numbers are texts and case does not matter."""

    dialect: ClassVar[Dialect] = Dialect(product="SQLite", automaton=False, as_written=True)
    whole_event: ClassVar[str] = "raw"
    null_safe: ClassVar[str] = "COALESCE({expr}, 0)"

    def text_in(self, field: str) -> str:
        return str(self.escape_and_quote_field(field))  # type: ignore[no-untyped-call]

    def number_in(self, field: str) -> str:
        """`CAST` alone takes any text for a number: what it does not begin with one is 0."""
        text = self.text_in(field)
        return f"CASE WHEN {self.search(text, NUMBER)} THEN CAST({text} AS REAL) END"

    def search(self, text: str, expression: str) -> str:
        return f"{text} REGEXP {self.string(expression)}"

    def without_case(self, text: str) -> str:
        """The collation and LIKE do without case by themselves."""
        return text

    def equal(self, field: str, value: SigmaString) -> str:
        if isinstance(value, SigmaCasedString):
            return f"{self.text_in(field)} GLOB {self._glob(value)}"
        if not plain(value).isascii():
            return self.like(self.text_in(field), value)
        return f"{self.text_in(field)} = {self.string(plain(value))}"

    def like(self, text: str, value: SigmaString) -> str:
        """LIKE folds the letters of ASCII only; others are made small in the column as well."""
        if isinstance(value, SigmaCasedString):
            return f"{text} GLOB {self._glob(value)}"
        pattern = like_pattern(value)
        for letter in sorted({letter.lower() for letter in pattern if not letter.isascii()}):
            capital = letter.upper()
            if len(letter) == len(capital) == 1 and letter != capital:
                text = f"REPLACE({text}, '{capital}', '{letter}')"
                pattern = pattern.replace(capital, letter)
        escape = " ESCAPE '\\'" if "\\" in pattern else ""
        return f"{text} LIKE {self.string(pattern)}{escape}"

    def equal_number(self, field: str, number: str) -> str:
        return f"{self.text_in(field)} = {number}"

    def convert_condition_field_eq_val_bool(self, cond: Condition, state: ConversionState) -> str:
        """SQLite has no truth values: `true` is 1 there, unless it was stored as a word."""
        word, number = ("'true'", 1) if cond.value.boolean else ("'false'", 0)
        return f"{self.text_in(cond.field)} IN ({word}, {number})"

    def convert_condition_as_in_expression(self, cond: Condition, state: ConversionState) -> str:
        values = [arg.value for arg in cond.args]
        if not all(isinstance(v, SigmaNumber) or plain(v).isascii() for v in values):
            return f"({self.convert_condition_or(cond, state)})"
        literals = [
            str(value) if isinstance(value, SigmaNumber) else self.string(plain(value))
            for value in values
        ]
        return f"{self.text_in(cond.args[0].field)} IN ({', '.join(dict.fromkeys(literals))})"

    def starts(self, text: str, part: str) -> str:
        return f"substr({text}, 1, length({part})) = {part} COLLATE NOCASE"

    def ends(self, text: str, part: str) -> str:
        """A negative start counts from the end; one of 0 gives all, so an empty part is apart."""
        tail = f"substr({text}, -length({part})) = {part} COLLATE NOCASE"
        return f"({tail} OR ({part} = '' AND {text} IS NOT NULL))"

    def contains(self, text: str, part: str) -> str:
        return f"instr(lower({text}), lower({part})) > 0"

    def _glob(self, value: SigmaString) -> str:
        """The pattern of GLOB, in which a class of one stands for a character as such."""
        pattern = with_wildcards(
            value,
            _WILDCARDS,
            lambda text: "".join(f"[{char}]" if char in "[*?" else char for char in text),
        )
        return self.string(pattern)
