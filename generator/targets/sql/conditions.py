"""What conditions of a rule are in SQL, whatever the dialect.

SQL knows three truth values and Sigma two; its texts differ by case and Sigma's do not; a column
has one type, and a rule's value may be of another. The published back ends print what is right
where no field is missing and no value is odd. This stands before such a back end among the bases
of a class, prints every condition itself, and leaves the frame of the query to it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sigma.conditions import (
    ConditionAND,
    ConditionNOT,
    ConditionOR,
)
from sigma.conversion.base import TextQueryBackend
from sigma.conversion.state import ConversionState
from sigma.types import (
    CompareOperators,
    SigmaBool,
    SigmaCasedString,
    SigmaExists,
    SigmaNull,
    SigmaNumber,
    SigmaString,
    TimestampPart,
)

from generator.targets.sql.networks import network_expression
from generator.targets.sql.regex import Dialect, translated
from generator.targets.sql.values import anywhere, like_pattern, plain, plain_text, unsupported

Condition = Any
"""A field or keyword condition; its value is of the type that the method is named after."""

NUMBER = r"^[+-]?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?$"
"""A regular expression for texts that write a number."""

_OPERATORS = {
    CompareOperators.LT: "<",
    CompareOperators.LTE: "<=",
    CompareOperators.GT: ">",
    CompareOperators.GTE: ">=",
}

_TIME_PARTS = {
    TimestampPart.YEAR: (1, 4),
    TimestampPart.MONTH: (6, 2),
    TimestampPart.DAY: (9, 2),
    TimestampPart.HOUR: (12, 2),
    TimestampPart.MINUTE: (15, 2),
}
"""Where it stands in a text, counted from 1, and how many digits it has."""


class SqlConditions(TextQueryBackend):
    """Prints conditions by a few questions that each dialect answers: see the first methods."""

    dialect: ClassVar[Dialect]
    """That of the regular expressions."""
    whole_event: ClassVar[str]
    """The column with an event as a whole, in which keywords are looked for."""
    null_safe: ClassVar[str] = "COALESCE({expr}, FALSE)"
    convert_or_as_in: ClassVar[bool] = True

    def text_in(self, field: str) -> str:
        """What a field holds, as a text, whatever the type of its column."""
        raise NotImplementedError

    def number_in(self, field: str) -> str:
        """The number that a field holds or writes; NULL where it is none."""
        raise NotImplementedError

    def search(self, text: str, expression: str) -> str:
        """The condition that a regular expression is found in a text."""
        raise NotImplementedError

    def without_case(self, text: str) -> str:
        """A text in lower case."""
        return f"lower({text})"

    def string(self, text: str) -> str:
        """A text as a literal."""
        return "'" + text.replace("'", "''") + "'"

    def equal(self, field: str, value: SigmaString) -> str:
        """The condition that a field holds a text without wildcards."""
        if isinstance(value, SigmaCasedString):
            return f"{self.text_in(field)} = {self.string(plain(value))}"
        return self.one_of(self.without_case(self.text_in(field)), self.forms(plain(value)))

    def like(self, text: str, value: SigmaString) -> str:
        """The condition that a text is what a value with wildcards describes."""
        if isinstance(value, SigmaCasedString):
            return f"{text} LIKE {self.pattern(value)}"
        return f"{self.without_case(text)} LIKE {self.pattern(value, lower=True)}"

    def equal_number(self, field: str, number: str) -> str:
        """The condition that a field holds a number, or the text that writes it."""
        return self.one_of(self.text_in(field), self.forms(number))

    def forms(self, text: str) -> tuple[str, ...]:
        """The texts, in lower case, that a column of any type may make of a value."""
        return (text.lower(),)

    def pattern(self, value: SigmaString, *, lower: bool = False) -> str:
        """The operand of LIKE, and its escape character where it has one."""
        text = like_pattern(value)
        escape = " ESCAPE '\\'" if "\\" in text else ""
        return self.string(text.lower() if lower else text) + escape

    def one_of(self, operand: str, texts: tuple[str, ...]) -> str:
        """The condition that an operand is one of some texts."""
        literals = [self.string(text) for text in dict.fromkeys(texts)]
        if len(literals) == 1:
            return f"{operand} = {literals[0]}"
        return f"{operand} IN ({', '.join(literals)})"

    def starts(self, text: str, part: str) -> str:
        """The condition that a text begins with another."""
        return f"left({text}, length({part})) = {part}"

    def ends(self, text: str, part: str) -> str:
        """The condition that a text ends with another."""
        return f"right({text}, length({part})) = {part}"

    def contains(self, text: str, part: str) -> str:
        """The condition that a text has another in it."""
        return f"strpos({text}, {part}) > 0"

    def convert_condition_not(self, cond: ConditionNOT, state: ConversionState) -> str:
        """The negation of what is NULL is true: a test of a field that is missing does not hold."""
        (arg,) = cond.args
        if isinstance(getattr(arg, "value", None), SigmaNull | SigmaExists):
            return f"NOT ({self.convert_condition(arg, state)})"
        return "NOT " + self.null_safe.format(expr=self.convert_condition(arg, state))

    def decide_convert_condition_as_in_expression(
        self, cond: ConditionOR | ConditionAND, state: ConversionState
    ) -> bool:
        """Several plain values of one field, as far as they are compared in the same way."""
        if not self.convert_or_as_in or not isinstance(cond, ConditionOR) or len(cond.args) < 2:
            return False
        fields = {getattr(arg, "field", None) for arg in cond.args}
        if len(fields) != 1 or None in fields:
            return False
        return all(_is_plain(getattr(arg, "value", None)) for arg in cond.args)

    def convert_condition_as_in_expression(self, cond: Condition, state: ConversionState) -> str:
        field = cond.args[0].field
        texts = [form for arg in cond.args for form in self.forms(plain_text(arg.value))]
        return self.one_of(self.without_case(self.text_in(field)), tuple(texts))

    def convert_condition_field_eq_val_str(self, cond: Condition, state: ConversionState) -> str:
        if cond.value.contains_special():
            return self.like(self.text_in(cond.field), cond.value)
        return self.equal(cond.field, cond.value)

    convert_condition_field_eq_val_str_case_sensitive = convert_condition_field_eq_val_str

    def convert_condition_field_eq_val_num(self, cond: Condition, state: ConversionState) -> str:
        return self.equal_number(cond.field, str(cond.value))

    def convert_condition_field_eq_val_bool(self, cond: Condition, state: ConversionState) -> str:
        text = self.without_case(self.text_in(cond.field))
        return self.one_of(text, (str(cond.value.boolean).lower(),))

    def convert_condition_field_eq_val_timestamp_part(
        self, cond: Condition, state: ConversionState
    ) -> str:
        """The digits of a time in the form of ISO 8601, which it also has as a text."""
        part = cond.value.timestamp_part
        if part not in _TIME_PARTS:
            raise unsupported("The rule asks for the week of a time, which needs a calendar.")
        start, width = _TIME_PARTS[part]
        text, digits = self.text_in(cond.field), f"{int(cond.value.number):0{width}}"
        here = f"substr({text}, {start}, {width}) = {self.string(digits)}"
        return f"({text} LIKE '____-__-__%' AND {here})"

    def convert_condition_field_eq_val_re(self, cond: Condition, state: ConversionState) -> str:
        return self.search(self.text_in(cond.field), translated(cond.value, self.dialect))

    convert_condition_field_eq_val_re_contains = convert_condition_field_eq_val_re

    def convert_condition_field_eq_val_cidr(self, cond: Condition, state: ConversionState) -> str:
        """By the text of an address: no dialect has a function for it that all versions have."""
        return self.search(self.text_in(cond.field), network_expression(cond.value.network))

    def convert_condition_field_compare_op_val(
        self, cond: Condition, state: ConversionState
    ) -> str:
        number = cond.value.number
        if not isinstance(number, SigmaNumber):
            raise unsupported("The rule compares a part of a time.")
        if cond.value.op is CompareOperators.NEQ:
            equal = self.equal_number(cond.field, str(number))
            return "NOT " + self.null_safe.format(expr=equal)
        return f"{self.number_in(cond.field)} {_OPERATORS[cond.value.op]} {number}"

    def convert_condition_field_eq_field(self, cond: Condition, state: ConversionState) -> str:
        text, other = (
            self.without_case(self.text_in(field)) for field in (cond.field, cond.value.field)
        )
        match cond.value.starts_with, cond.value.ends_with:
            case True, True:
                return self.contains(text, other)
            case True, False:
                return self.starts(text, other)
            case False, True:
                return self.ends(text, other)
        return f"{text} = {other}"

    def convert_condition_field_eq_val_null(self, cond: Condition, state: ConversionState) -> str:
        return f"{self.escape_and_quote_field(cond.field)} IS NULL"

    convert_condition_field_not_exists = convert_condition_field_eq_val_null

    def convert_condition_field_exists(self, cond: Condition, state: ConversionState) -> str:
        return f"{self.escape_and_quote_field(cond.field)} IS NOT NULL"

    def convert_condition_val_str(self, cond: Condition, state: ConversionState) -> str:
        """A keyword stands anywhere in the event."""
        return self.like(self.text_in(self.whole_event), anywhere(cond.value))

    def convert_condition_val_num(self, cond: Condition, state: ConversionState) -> str:
        return self.like(self.text_in(self.whole_event), anywhere(SigmaString(str(cond.value))))

    def convert_condition_val_re(self, cond: Condition, state: ConversionState) -> str:
        return self.search(self.text_in(self.whole_event), translated(cond.value, self.dialect))


def _is_plain(value: object) -> bool:
    if isinstance(value, SigmaString):
        return not value.contains_special() and not isinstance(value, SigmaCasedString)
    return isinstance(value, SigmaNumber) and not isinstance(value, SigmaBool)
