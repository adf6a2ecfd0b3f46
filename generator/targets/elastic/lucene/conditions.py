"""AND, OR and NOT as Lucene reads them.

A NOT takes away from what the rest of its group finds. Alone, or beside an OR, there is nothing to
take from, so `*:*` stands beside it. Lucene's parser knows no precedence: AND and OR never stand
in one group.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sigma.backends.elasticsearch.elasticsearch_lucene import LuceneBackend
from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionItem,
    ConditionNOT,
    ConditionOR,
)
from sigma.conversion.state import ConversionState
from sigma.types import (
    SigmaCasedString,
    SigmaExists,
    SigmaExpansion,
    SigmaNull,
    SigmaNumber,
    SigmaString,
    SigmaTimestampPart,
)

from generator.targets.elastic.lucene.text import EVERYTHING, field_name, is_anything, value_text
from generator.targets.elastic.lucene.values import (
    alternatives,
    check_wildcards,
    number_text,
    value_of,
)

Field = ConditionFieldEqualsValueExpression
Clause = tuple[bool, str]
"""Whether an expression is negated, and the expression itself, grouped where it needs it."""


class LuceneConditions(LuceneBackend):
    """The part of the Lucene back end that puts conditions together."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._negated = False

    def convert_condition_and(self, cond: ConditionAND, state: ConversionState) -> str:
        clauses = [self._clause(arg, state) for arg in flat(cond, ConditionAND)]
        terms = [f"NOT {text}" if negated else text for negated, text in clauses]
        if all(negated for negated, _ in clauses):
            terms.insert(0, EVERYTHING)
        return " AND ".join(terms)

    def convert_condition_or(self, cond: ConditionOR, state: ConversionState) -> str:
        clauses = (self._clause(arg, state) for arg in flat(cond, ConditionOR))
        return " OR ".join(
            f"({EVERYTHING} AND NOT {text})" if negated else text for negated, text in clauses
        )

    def convert_condition_not(self, cond: ConditionNOT, state: ConversionState) -> str:
        negated, text = self._clause(cond, state)
        return f"{EVERYTHING} AND NOT {text}" if negated else text

    def _clause(self, cond: Any, state: ConversionState) -> Clause:
        """A condition with its negations counted away."""
        if isinstance(cond, ConditionNOT):
            self._negated = not self._negated
            try:
                negated, text = self._clause(cond.args[0], state)
            finally:
                self._negated = not self._negated
            return not negated, text
        if isinstance(cond, Field):
            if isinstance(cond.value, SigmaNull):
                return True, self._exists(cond.field)
            if isinstance(cond.value, SigmaExists):
                return not cond.value, self._exists(cond.field)
            if isinstance(cond.value, SigmaExpansion):
                cond = alternatives(cond)
        if isinstance(cond, (ConditionAND, ConditionOR)) and len(cond.args) == 1:
            return self._clause(cond.args[0], state)
        text = str(self.convert_condition(cond, state))
        in_list = isinstance(cond, ConditionOR) and self._is_list(cond)
        if isinstance(cond, ConditionItem) and not in_list:
            text = f"({text})"
        return False, text

    def decide_convert_condition_as_in_expression(self, cond: Any, state: ConversionState) -> bool:
        return isinstance(cond, ConditionOR) and self._is_list(cond)

    def _is_list(self, cond: ConditionOR) -> bool:
        """Whether alternatives can be written as `field:(a OR b)`."""
        args = [arg for arg in cond.args if isinstance(arg, Field)]
        return (
            len(args) == len(cond.args) > 1
            and len({arg.field for arg in args}) == 1
            and all(self._is_listed(arg.value) for arg in args)
        )

    def _is_listed(self, value: object) -> bool:
        if isinstance(value, SigmaString):
            return not isinstance(value, SigmaCasedString) and not is_anything(value)
        return isinstance(value, SigmaNumber) and not isinstance(value, SigmaTimestampPart)

    def convert_condition_as_in_expression(self, cond: Any, state: ConversionState) -> str:
        values = " OR ".join(self._value(arg) for arg in cond.args)
        return f"{field_name(cond.args[0].field)}:({values})"

    def _exists(self, field: str) -> str:
        return f"_exists_:{field_name(field)}"

    def _value(self, cond: Field) -> str:
        if isinstance(cond.value, SigmaNumber):
            return number_text(cond.value)
        value = value_of(cond, SigmaString)
        check_wildcards(value)
        return value_text(value)


def flat(cond: ConditionItem, kind: type[ConditionItem]) -> Iterator[Any]:
    """The arguments of a condition, those of the same kind among them replaced by their own."""
    for arg in cond.args:
        if isinstance(arg, kind) and not _one_field(arg):
            yield from flat(arg, kind)
        else:
            yield arg


def _one_field(cond: ConditionItem) -> bool:
    """Whether the arguments are values of one field: then they stay together."""
    args = [arg for arg in cond.args if isinstance(arg, Field)]
    return (
        isinstance(cond, ConditionOR)
        and len(args) == len(cond.args)
        and len({arg.field for arg in args}) == 1
    )
