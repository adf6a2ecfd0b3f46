"""SQL for Parseable: the published back end's frame with the conditions of `generator.targets.sql.conditions`.

Source: Apache DataFusion, "SQL Reference" and "Scalar Functions", which is Parseable's engine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from sigma.backends.parseable import ParseableBackend as Published
from sigma.conversion.state import ConversionState
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations.base import ValueTransformation
from sigma.rule import SigmaRule
from sigma.types import SigmaFieldReference, SigmaType

from generator.targets.shared.scope import WindowsCondition
from generator.targets.sql.conditions import SqlConditions
from generator.targets.sql.regex import Dialect

_WHOLE_NUMBER = re.compile(r"-?[0-9]+")


class ParseableBackend(SqlConditions, Published):
    """Over columns of any type; DataFusion does not cast a column to a text by itself, and a text
    to a number only at the price of an error for the whole query where it is none."""

    dialect: ClassVar[Dialect] = Dialect(product="Parseable (Rust's regex)", automaton=True)
    whole_event: ClassVar[str] = "message"

    def text_in(self, field: str) -> str:
        return f"CAST({self.escape_and_quote_field(field)} AS VARCHAR)"

    def number_in(self, field: str) -> str:
        return f"TRY_CAST({self.escape_and_quote_field(field)} AS DOUBLE)"

    def search(self, text: str, expression: str) -> str:
        return f"regexp_like({text}, {self.string(expression)})"

    def forms(self, text: str) -> tuple[str, ...]:
        """Parseable may keep a whole number as one with decimals, whose text ends in `.0`."""
        return (text, f"{text}.0") if _WHOLE_NUMBER.fullmatch(text) else (text.lower(),)

    def finalize_query_default(
        self, rule: SigmaRule, query: str, index: int, state: ConversionState
    ) -> str:
        """All columns, and not only those that a rule names as telling: it need not have them."""
        table = self.escape_and_quote_field(self.dataset)
        return f"SELECT * FROM {table} WHERE {query}"  # noqa: S608 - a query is what it makes


EVENT_DATA = "winlog_event_data_"
USER_DATA = "winlog_user_data_"
_NAMED = re.compile(r"\w+[._]\w+")
"""What the published pipeline takes for a name that needs no prefix."""


@dataclass
class ReferredEventData(ValueTransformation):
    """Gives the field that another one is compared with the prefix that it has as a column."""

    def apply_value(self, field: str | None, val: SigmaType) -> SigmaFieldReference | None:
        """The reference to the column; None where it is one already."""
        if not isinstance(val, SigmaFieldReference) or _NAMED.match(val.field):
            return None
        return SigmaFieldReference(EVENT_DATA + val.field, val.starts_with, val.ends_with)


def parseable_references() -> ProcessingPipeline:
    """What the published pipeline forgets; to come after it."""
    item = ProcessingItem(
        identifier="referred_event_data",
        transformation=ReferredEventData(),
        rule_conditions=[WindowsCondition()],
    )
    return ProcessingPipeline(name="Fields that are referred to", priority=30, items=[item])
