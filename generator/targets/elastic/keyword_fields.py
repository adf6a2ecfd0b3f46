"""What the back ends for languages over Elasticsearch's and OpenSearch's keyword fields share.

EQL, ES|QL and PPL have other words for the same few things: a text with and without regard to case, a
regular expression, whether there is a value. Each says them in its own; the walk over what Sigma
asks is here.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.conversion.base import TextQueryBackend
from sigma.conversion.state import ConversionState
from sigma.types import (
    CompareOperators,
    SigmaCasedString,
    SigmaCompareExpression,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
)

from generator.targets.elastic.lucene.text import is_anything, within
from generator.targets.elastic.lucene.values import alternatives, unsupported, value_of
from generator.targets.elastic.text import has_wildcards, plain_text
from generator.targets.shared.winlogbeat import TEXT_NUMBERS

Field = ConditionFieldEqualsValueExpression


class KeywordFields(TextQueryBackend):
    """Values, lists and keywords; stands before the published back end among the bases of a class.

    `language` is the name of the language in reasons; keywords are looked for in the field `message`,
    where case counts in `cased_message`.
    """

    language: ClassVar[str]
    message: ClassVar[str] = "message"
    cased_message: ClassVar[str] = "message"

    @abstractmethod
    def matches(self, name: str, value: SigmaString) -> str:
        """A comparison without regard to case."""

    @abstractmethod
    def equals(self, name: str, value: SigmaString) -> str:
        """The same with regard to case."""

    @abstractmethod
    def searched(self, name: str, value: SigmaRegularExpression) -> str:
        """A regular expression."""

    @abstractmethod
    def present(self, name: str) -> str:
        """That there is a value."""

    @abstractmethod
    def absent(self, name: str) -> str:
        """That there is none."""

    @abstractmethod
    def is_listed(self, value: SigmaString) -> bool:
        """Whether a value without regard to case can be one of a list."""

    @abstractmethod
    def listed(self, name: str, values: list[SigmaString]) -> str:
        """That the value is one of a list."""

    def convert_condition_field_eq_val_str(self, cond: Field, state: ConversionState) -> str:
        value, name = value_of(cond, SigmaString), self.field_name(cond.field)
        return self.present(name) if is_anything(value) else self.matches(name, value)

    def convert_condition_field_eq_val_str_case_sensitive(
        self, cond: Field, state: ConversionState
    ) -> str:
        value, name = value_of(cond, SigmaString), self.field_name(cond.field)
        return self.present(name) if is_anything(value) else self.equals(name, value)

    def convert_condition_field_eq_val_re(self, cond: Field, state: ConversionState) -> str:
        return self.searched(self.field_name(cond.field), value_of(cond, SigmaRegularExpression))

    def convert_condition_field_eq_val_null(self, cond: Field, state: ConversionState) -> str:
        return self.absent(self.field_name(cond.field))

    def convert_condition_field_eq_val_exists(self, cond: Field, state: ConversionState) -> str:
        name = self.field_name(cond.field)
        return self.present(name) if cond.value else self.absent(name)

    def convert_condition_field_eq_expansion(self, cond: Field, state: ConversionState) -> str:
        return str(self.convert_condition_group(alternatives(cond), state))

    def decide_convert_condition_as_in_expression(
        self, cond: ConditionOR | ConditionAND, state: ConversionState
    ) -> bool:
        """Whether alternatives can be written as a list."""
        return (
            isinstance(cond, ConditionOR)
            and super().decide_convert_condition_as_in_expression(cond, state)
            and all(self._may_be_listed(arg) for arg in cond.args)
        )

    def _may_be_listed(self, arg: Any) -> bool:
        value = getattr(arg, "value", None)
        return (
            isinstance(value, SigmaString)
            and not isinstance(value, SigmaCasedString)
            and self.is_listed(value)
        )

    def convert_condition_as_in_expression(
        self, cond: ConditionOR | ConditionAND, state: ConversionState
    ) -> str:
        args = [arg for arg in cond.args if isinstance(arg, ConditionFieldEqualsValueExpression)]
        values = [value_of(arg, SigmaString) for arg in args]
        return self.listed(self.field_name(args[0].field), values)

    def convert_condition_val_str(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        value = within(value_of(cond, SigmaString))
        if isinstance(cond.value, SigmaCasedString):
            return self.equals(self.cased_message, value)
        return self.matches(self.message, value)

    def convert_condition_val_num(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        return self.matches(self.message, within(SigmaString(str(cond.value))))

    def convert_condition_val_re(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        return self.searched(self.cased_message, value_of(cond, SigmaRegularExpression))

    def field_name(self, field: str) -> str:
        """A field as the language writes it."""
        if "*" in field:
            raise unsupported(
                f"The value has no name of its own in the event ({field}), and {self.language} asks"
                " one field at a time."
            )
        return str(self.escape_and_quote_field(field))


class FunctionsOfFields(KeywordFields):
    """For languages in which a condition is made of functions and operators, ES|QL and PPL: they
    lower the case of both sides, and may be told that numbers are stored as text (TEXT_NUMBERS).
    """

    equal: ClassVar[str]
    """The operator that compares whole values."""
    lower: ClassVar[str]
    """The function that lowers the case of a value."""
    to_number: ClassVar[str]
    """The function that reads a text as a number."""
    compare_operators: ClassVar[dict[CompareOperators, str]]

    @abstractmethod
    def literal(self, text: str) -> str:
        """A text between quotation marks."""

    @abstractmethod
    def pattern(self, name: str, value: SigmaString, *, fold: bool) -> str:
        """A comparison with a value that has wildcards; `fold` lowers the case of both sides."""

    def matches(self, name: str, value: SigmaString) -> str:
        if has_wildcards(value):
            return self.pattern(name, value, fold=True)
        return self._is(f"{self.lower}({name})", self.literal(plain_text(value).lower()))

    def equals(self, name: str, value: SigmaString) -> str:
        if has_wildcards(value):
            return self.pattern(name, value, fold=False)
        return self._is(name, self.literal(plain_text(value)))

    def is_listed(self, value: SigmaString) -> bool:
        return not has_wildcards(value)

    def listed(self, name: str, values: list[SigmaString]) -> str:
        texts = ", ".join(self.literal(plain_text(value).lower()) for value in values)
        return f"{self.lower}({name}) in ({texts})"

    def convert_condition_field_eq_val_num(self, cond: Field, state: ConversionState) -> str:
        number = str(value_of(cond, SigmaNumber))
        text = bool(state.processing_state.get(TEXT_NUMBERS))
        return self._is(self.field_name(cond.field), self.literal(number) if text else number)

    def convert_condition_field_eq_val_bool(self, cond: Field, state: ConversionState) -> str:
        text = "true" if cond.value else "false"
        name = self.field_name(cond.field)
        if state.processing_state.get(TEXT_NUMBERS):
            return self._is(f"{self.lower}({name})", self.literal(text))
        return self._is(name, text)

    def convert_condition_field_compare_op_val(self, cond: Field, state: ConversionState) -> str:
        compared = value_of(cond, SigmaCompareExpression)
        name = self.field_name(cond.field)
        if state.processing_state.get(TEXT_NUMBERS):
            name = f"{self.to_number}({name})"
        return f"{name} {self.compare_operators[compared.op]} {compared.number}"

    def _is(self, name: str, value: str) -> str:
        return f"{name} {self.equal} {value}"
