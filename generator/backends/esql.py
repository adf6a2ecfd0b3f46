"""ES|QL for Elasticsearch, the published back end (pysigma-backend-elasticsearch) mended.

Source: Elastic's reference of ES|QL. Everything regards case there, so both sides are lower-cased; a
condition about a field that is missing is null, and so is its negation, which COALESCE turns into
what Sigma means; `LIKE` and `RLIKE` match whole values.
"""

from __future__ import annotations

import re
from re import Pattern
from typing import Any, ClassVar

from sigma.backends.elasticsearch.elasticsearch_esql import ESQLBackend
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
    SigmaExists,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SpecialChars,
)

from generator.backends.elastic_text import has_wildcards, literal, parts_of
from generator.backends.lucene import TEXT_NUMBERS
from generator.backends.lucene_text import is_anything, within
from generator.backends.lucene_values import alternatives, regex_text, unsupported, value_of

Field = ConditionFieldEqualsValueExpression

RESERVED = "and|asc|by|desc|false|first|in|is|last|like|not|null|nulls|on|or|rlike|true|where|with"

MESSAGE = "message"
"""The field in which keywords are looked for."""


class EsqlQueryBackend(ESQLBackend):
    """Sigma rules as ES|QL over keyword fields, whatever case their mapping keeps.

    Raises SigmaFeatureNotSupportedByBackendError for what has no query, with the reason.
    """

    name: ClassVar[str] = "Elasticsearch ES|QL"
    field_quote_pattern: ClassVar[Pattern[str]] = re.compile(
        rf"^(?!(?:{RESERVED})$)[A-Za-z_@]\w*(?:\.[A-Za-z_@]\w*)*$", re.ASCII
    )

    # Values of a field.

    def convert_condition_field_eq_val_str(self, cond: Field, state: ConversionState) -> str:
        value = value_of(cond, SigmaString)
        name = self._name(cond.field)
        return f"{name} is not null" if is_anything(value) else _matches(name, value)

    def convert_condition_field_eq_val_str_case_sensitive(
        self, cond: Field, state: ConversionState
    ) -> str:
        value = value_of(cond, SigmaString)
        name = self._name(cond.field)
        return f"{name} is not null" if is_anything(value) else _equals(name, value)

    def convert_condition_field_eq_val_num(self, cond: Field, state: ConversionState) -> str:
        number = str(value_of(cond, SigmaNumber))
        text = bool(state.processing_state.get(TEXT_NUMBERS))
        return f"{self._name(cond.field)} == {literal(number) if text else number}"

    def convert_condition_field_eq_val_bool(self, cond: Field, state: ConversionState) -> str:
        text = "true" if cond.value else "false"
        name = self._name(cond.field)
        if state.processing_state.get(TEXT_NUMBERS):
            return f"to_lower({name}) == {literal(text)}"
        return f"{name} == {text}"

    def convert_condition_field_eq_val_null(self, cond: Field, state: ConversionState) -> str:
        return f"{self._name(cond.field)} is null"

    def convert_condition_field_eq_val_exists(self, cond: Field, state: ConversionState) -> str:
        return f"{self._name(cond.field)} is {'not null' if cond.value else 'null'}"

    def convert_condition_field_eq_val_re(self, cond: Field, state: ConversionState) -> str:
        return f"{self._name(cond.field)} rlike {_regex(value_of(cond, SigmaRegularExpression))}"

    def convert_condition_field_eq_val_cidr(self, cond: Field, state: ConversionState) -> str:
        network = value_of(cond, SigmaCIDRExpression).network
        return f"cidr_match(to_ip({self._name(cond.field)}), {literal(str(network))})"

    def convert_condition_field_compare_op_val(self, cond: Field, state: ConversionState) -> str:
        compared = value_of(cond, SigmaCompareExpression)
        name = self._name(cond.field)
        if state.processing_state.get(TEXT_NUMBERS):
            name = f"to_double({name})"
        return f"{name} {self.compare_operators[compared.op]} {compared.number}"

    def convert_condition_field_eq_field(self, cond: Any, state: ConversionState) -> str:
        other = value_of(cond, SigmaFieldReference)
        names = self._name(cond.field), self._name(other.field)
        left, right = (f"to_lower({name})" for name in names)
        if other.starts_with and other.ends_with:
            return f"locate({left}, {right}) > 0"
        if other.starts_with:
            return f"starts_with({left}, {right})"
        if other.ends_with:
            return f"ends_with({left}, {right})"
        return f"{left} == {right}"

    def convert_condition_field_eq_expansion(self, cond: Field, state: ConversionState) -> str:
        return str(self.convert_condition_group(alternatives(cond), state))

    # Lists.

    def decide_convert_condition_as_in_expression(
        self, cond: ConditionOR | ConditionAND, state: ConversionState
    ) -> bool:
        """Whether alternatives can be written as `to_lower(field) in ("a", "b")`."""
        args = [arg for arg in cond.args if isinstance(arg, ConditionFieldEqualsValueExpression)]
        return (
            isinstance(cond, ConditionOR)
            and super().decide_convert_condition_as_in_expression(cond, state)
            and all(_is_plain(arg.value) for arg in args)
        )

    def convert_condition_as_in_expression(
        self, cond: ConditionOR | ConditionAND, state: ConversionState
    ) -> str:
        args = [arg for arg in cond.args if isinstance(arg, ConditionFieldEqualsValueExpression)]
        values = ", ".join(literal(_plain(value_of(arg, SigmaString)).lower()) for arg in args)
        return f"to_lower({self._name(args[0].field)}) in ({values})"

    # Keywords.

    def convert_condition_val_str(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        value = within(value_of(cond, SigmaString))
        if isinstance(cond.value, SigmaCasedString):
            return _equals(MESSAGE, value)
        return _matches(MESSAGE, value)

    def convert_condition_val_num(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        return _matches(MESSAGE, within(SigmaString(str(cond.value))))

    def convert_condition_val_re(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        return f"{MESSAGE} rlike {_regex(value_of(cond, SigmaRegularExpression))}"

    # Negation.

    def convert_condition_not(self, cond: ConditionNOT, state: ConversionState) -> str:
        inner: Any = cond.args[0]
        text = self.convert_condition(inner, state)
        if isinstance(inner, Field) and isinstance(inner.value, SigmaNull | SigmaExists):
            return f"not {text}"
        return f"not coalesce({text}, false)"

    def _name(self, field: str) -> str:
        if "*" in field:
            raise unsupported(
                f"The value has no name of its own in the event ({field}), and ES|QL asks one"
                " field at a time."
            )
        return str(self.escape_and_quote_field(field))


def _matches(name: str, value: SigmaString) -> str:
    """A comparison without regard to case."""
    if has_wildcards(value):
        return f"to_lower({name}) like {literal(_pattern(value).lower())}"
    return f"to_lower({name}) == {literal(_plain(value).lower())}"


def _equals(name: str, value: SigmaString) -> str:
    """The same with regard to case."""
    if has_wildcards(value):
        return f"{name} like {literal(_pattern(value))}"
    return f"{name} == {literal(_plain(value))}"


def _plain(value: SigmaString) -> str:
    return "".join(str(part) for part in parts_of(value))


def _is_plain(value: object) -> bool:
    return (
        isinstance(value, SigmaString)
        and not isinstance(value, SigmaCasedString)
        and not has_wildcards(value)
    )


def _pattern(value: SigmaString) -> str:
    r"""The pattern of LIKE, in which `\` makes a wildcard, or itself, a character."""
    return "".join(
        re.sub(r"[\\*?]", r"\\\g<0>", part)
        if isinstance(part, str)
        else "*"
        if part is SpecialChars.WILDCARD_MULTI
        else "?"
        for part in parts_of(value)
    )


def _regex(value: SigmaRegularExpression) -> str:
    # Between slashes in a query string; the expression itself is the same.
    return literal(regex_text(value)[1:-1])
