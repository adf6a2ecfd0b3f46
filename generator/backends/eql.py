"""EQL for Elasticsearch, the published back end (pysigma-backend-elasticsearch) mended.

Source: Elastic's "EQL syntax reference". `:` and `like~` compare texts only, without regard to case,
and know no escape for their wildcards; `regex` has to match a whole value, in Lucene's dialect.
"""

from __future__ import annotations

import re
from re import Pattern
from typing import Any, ClassVar

from sigma.backends.elasticsearch.elasticsearch_eql import EqlBackend
from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.conversion.state import ConversionState
from sigma.types import (
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SpecialChars,
)

from generator.backends.elastic_text import (
    folds_beyond_ascii,
    has_wildcards,
    literal,
    parts_of,
    text_regex,
)
from generator.backends.lucene import TEXT_NUMBERS
from generator.backends.lucene_ranges import network_regex, number_regex
from generator.backends.lucene_text import is_anything, within
from generator.backends.lucene_values import alternatives, regex_text, unsupported, value_of

Field = ConditionFieldEqualsValueExpression

RESERVED = (
    "and|any|as|by|false|in|join|like|maxspan|not|null|of|or|regex|sample|sequence|true|where"
)


class EqlQueryBackend(EqlBackend):
    """Sigma rules as EQL over keyword fields, which regard case themselves.

    Keywords are looked for in the sub-fields `lower` and `cased` of `message`. Raises
    SigmaFeatureNotSupportedByBackendError for what has no query, with the reason.
    """

    name: ClassVar[str] = "Elasticsearch EQL"
    field_quote_pattern: ClassVar[Pattern[str]] = re.compile(
        rf"^(?!(?:{RESERVED})$)[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$", re.ASCII
    )
    field_quote_pattern_negation: ClassVar[bool] = True

    # Values of a field.

    def convert_condition_field_eq_val_str(self, cond: Field, state: ConversionState) -> str:
        value = value_of(cond, SigmaString)
        if is_anything(value):
            return self._exists(cond.field)
        return f"{self._name(cond.field)}{_matches(value)}"

    def convert_condition_field_eq_val_str_case_sensitive(
        self, cond: Field, state: ConversionState
    ) -> str:
        value = value_of(cond, SigmaString)
        if is_anything(value):
            return self._exists(cond.field)
        return f"{self._name(cond.field)}{_equals(value)}"

    def convert_condition_field_eq_val_num(self, cond: Field, state: ConversionState) -> str:
        number = value_of(cond, SigmaNumber)
        if state.processing_state.get(TEXT_NUMBERS):
            return f"{self._name(cond.field)} : {literal(str(number))}"
        return f"{self._name(cond.field)} == {number}"

    def convert_condition_field_eq_val_bool(self, cond: Field, state: ConversionState) -> str:
        text = "true" if cond.value else "false"
        if state.processing_state.get(TEXT_NUMBERS):
            return f"{self._name(cond.field)} : {literal(text)}"
        return f"{self._name(cond.field)} == {text}"

    def convert_condition_field_eq_val_null(self, cond: Field, state: ConversionState) -> str:
        return f"?{self._name(cond.field)} == null"

    def convert_condition_field_eq_val_exists(self, cond: Field, state: ConversionState) -> str:
        if cond.value:
            return self._exists(cond.field)
        return f"?{self._name(cond.field)} == null"

    def convert_condition_field_eq_val_re(self, cond: Field, state: ConversionState) -> str:
        return f"{self._name(cond.field)} regex {_regex(value_of(cond, SigmaRegularExpression))}"

    def convert_condition_field_eq_val_cidr(self, cond: Field, state: ConversionState) -> str:
        network = value_of(cond, SigmaCIDRExpression).network
        return f"{self._name(cond.field)} regex~ {literal(network_regex(network))}"

    def convert_condition_field_compare_op_val(self, cond: Field, state: ConversionState) -> str:
        compared = value_of(cond, SigmaCompareExpression)
        operator = self.compare_operators[compared.op]
        if not state.processing_state.get(TEXT_NUMBERS):
            return f"{self._name(cond.field)} {operator} {compared.number}"
        number = compared.number.number
        if not isinstance(number, int):
            raise unsupported(
                f"The field {cond.field} is stored as text, which EQL can compare with whole"
                f" numbers only, not with {compared.number}."
            )
        return f"{self._name(cond.field)} regex {literal(number_regex(operator, number))}"

    def convert_condition_field_eq_field(self, cond: Any, state: ConversionState) -> str:
        raise unsupported("The modifier fieldref compares two fields, which EQL cannot do.")

    def convert_condition_field_eq_expansion(self, cond: Field, state: ConversionState) -> str:
        return str(self.convert_condition_group(alternatives(cond), state))

    # Lists.

    def decide_convert_condition_as_in_expression(
        self, cond: ConditionOR | ConditionAND, state: ConversionState
    ) -> bool:
        """Whether alternatives can be written as `field like~ ("a", "b*")`."""
        args = [arg for arg in cond.args if isinstance(arg, ConditionFieldEqualsValueExpression)]
        return (
            isinstance(cond, ConditionOR)
            and super().decide_convert_condition_as_in_expression(cond, state)
            and all(_is_listed(arg.value) for arg in args)
        )

    def convert_condition_as_in_expression(
        self, cond: ConditionOR | ConditionAND, state: ConversionState
    ) -> str:
        args = [arg for arg in cond.args if isinstance(arg, ConditionFieldEqualsValueExpression)]
        values = ", ".join(literal(_wildcards(value_of(arg, SigmaString))) for arg in args)
        return f"{self._name(args[0].field)} like~ ({values})"

    # Keywords.

    def convert_condition_val_str(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        value = within(value_of(cond, SigmaString))
        if isinstance(cond.value, SigmaCasedString):
            return f"message.cased{_equals(value)}"
        return f"message.lower{_matches(value)}"

    def convert_condition_val_num(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        return f"message.lower{_matches(within(SigmaString(str(cond.value))))}"

    def convert_condition_val_re(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        return f"message.cased regex {_regex(value_of(cond, SigmaRegularExpression))}"

    # Negation.

    def convert_condition_not(self, cond: ConditionNOT, state: ConversionState) -> str:
        inner: Any = cond.args[0]
        if self._is_field_null_condition(inner):
            return self._exists(inner.field)
        return f"not {self.convert_condition_group(inner, state)}"

    def _exists(self, field: str) -> str:
        return f"?{self._name(field)} != null"

    def _name(self, field: str) -> str:
        if "*" in field:
            raise unsupported(
                f"The value has no name of its own in the event ({field}), and EQL asks one"
                " field at a time."
            )
        return str(self.escape_and_quote_field(field))


def _matches(value: SigmaString) -> str:
    """The operator and the value of a comparison without regard to case."""
    if _needs_regex(value) or folds_beyond_ascii(value):
        return f" regex~ {literal(text_regex(value, fold=True))}"
    return f" : {literal(_wildcards(value))}"


def _equals(value: SigmaString) -> str:
    """The same with regard to case."""
    if not has_wildcards(value):
        return f" == {literal(''.join(str(part) for part in parts_of(value)))}"
    if _needs_regex(value):
        return f" regex {literal(text_regex(value, fold=False))}"
    return f" like {literal(_wildcards(value))}"


def _needs_regex(value: SigmaString) -> bool:
    """Whether a value holds an asterisk or question mark that is meant as such."""
    return any(isinstance(part, str) and re.search(r"[*?]", part) for part in value.s)


def _is_listed(value: object) -> bool:
    return (
        isinstance(value, SigmaString)
        and not isinstance(value, SigmaCasedString)
        and not is_anything(value)
        and not _needs_regex(value)
        and not folds_beyond_ascii(value)
    )


def _wildcards(value: SigmaString) -> str:
    return "".join(
        part if isinstance(part, str) else "*" if part is SpecialChars.WILDCARD_MULTI else "?"
        for part in parts_of(value)
    )


def _regex(value: SigmaRegularExpression) -> str:
    # Between slashes in a query string; the expression itself is the same.
    return literal(regex_text(value)[1:-1])
