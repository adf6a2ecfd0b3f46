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
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
)
from sigma.conversion.state import ConversionState
from sigma.types import (
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SpecialChars,
)

from generator.targets.elastic.keyword_fields import KeywordFields
from generator.targets.elastic.lucene.text import is_anything
from generator.targets.elastic.lucene.values import regex_text, unsupported, value_of
from generator.targets.elastic.text import (
    folds_beyond_ascii,
    has_wildcards,
    literal,
    parts_of,
    plain_text,
    text_regex,
)
from generator.targets.shared.range_patterns import network_regex, number_regex
from generator.targets.shared.winlogbeat import TEXT_NUMBERS

Field = ConditionFieldEqualsValueExpression

RESERVED = (
    "and|any|as|by|false|in|join|like|maxspan|not|null|of|or|regex|sample|sequence|true|where"
)


class EqlQueryBackend(KeywordFields, EqlBackend):
    """Sigma rules as EQL over keyword fields, which regard case themselves.

    Keywords are looked for in the sub-fields `lower` and `cased` of `message`. Raises
    SigmaFeatureNotSupportedByBackendError for what has no query, with the reason.
    """

    name: ClassVar[str] = "Elasticsearch EQL"
    language: ClassVar[str] = "EQL"
    message: ClassVar[str] = "message.lower"
    cased_message: ClassVar[str] = "message.cased"
    field_quote_pattern: ClassVar[Pattern[str]] = re.compile(
        rf"^(?!(?:{RESERVED})$)[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$", re.ASCII
    )
    field_quote_pattern_negation: ClassVar[bool] = True

    def matches(self, name: str, value: SigmaString) -> str:
        if _needs_regex(value) or folds_beyond_ascii(value):
            return f"{name} regex~ {literal(text_regex(value, fold=True))}"
        return f"{name} : {literal(_wildcards(value))}"

    def equals(self, name: str, value: SigmaString) -> str:
        if not has_wildcards(value):
            return f"{name} == {literal(plain_text(value))}"
        if _needs_regex(value):
            return f"{name} regex {literal(text_regex(value, fold=False))}"
        return f"{name} like {literal(_wildcards(value))}"

    def searched(self, name: str, value: SigmaRegularExpression) -> str:
        # Between slashes in a query string; the expression itself is the same.
        return f"{name} regex {literal(regex_text(value)[1:-1])}"

    def present(self, name: str) -> str:
        return f"?{name} != null"

    def absent(self, name: str) -> str:
        return f"?{name} == null"

    def is_listed(self, value: SigmaString) -> bool:
        return not (is_anything(value) or _needs_regex(value) or folds_beyond_ascii(value))

    def listed(self, name: str, values: list[SigmaString]) -> str:
        return f"{name} like~ ({', '.join(literal(_wildcards(value)) for value in values)})"

    def convert_condition_field_eq_val_num(self, cond: Field, state: ConversionState) -> str:
        number = value_of(cond, SigmaNumber)
        if state.processing_state.get(TEXT_NUMBERS):
            return f"{self.field_name(cond.field)} : {literal(str(number))}"
        return f"{self.field_name(cond.field)} == {number}"

    def convert_condition_field_eq_val_bool(self, cond: Field, state: ConversionState) -> str:
        text = "true" if cond.value else "false"
        if state.processing_state.get(TEXT_NUMBERS):
            return f"{self.field_name(cond.field)} : {literal(text)}"
        return f"{self.field_name(cond.field)} == {text}"

    def convert_condition_field_eq_val_cidr(self, cond: Field, state: ConversionState) -> str:
        network = value_of(cond, SigmaCIDRExpression).network
        return f"{self.field_name(cond.field)} regex~ {literal(network_regex(network))}"

    def convert_condition_field_compare_op_val(self, cond: Field, state: ConversionState) -> str:
        compared = value_of(cond, SigmaCompareExpression)
        operator = self.compare_operators[compared.op]
        if not state.processing_state.get(TEXT_NUMBERS):
            return f"{self.field_name(cond.field)} {operator} {compared.number}"
        number = compared.number.number
        if not isinstance(number, int):
            raise unsupported(
                f"The field {cond.field} is stored as text, which EQL can compare with whole"
                f" numbers only, not with {compared.number}."
            )
        return f"{self.field_name(cond.field)} regex {literal(number_regex(operator, number))}"

    def convert_condition_field_eq_field(self, cond: Any, state: ConversionState) -> str:
        raise unsupported("The modifier fieldref compares two fields, which EQL cannot do.")

    def convert_condition_not(self, cond: ConditionNOT, state: ConversionState) -> str:
        inner: Any = cond.args[0]
        if self._is_field_null_condition(inner):
            return self.present(self.field_name(inner.field))
        return f"not {self.convert_condition_group(inner, state)}"


def _needs_regex(value: SigmaString) -> bool:
    """Whether a value holds an asterisk or question mark that is meant as such."""
    return any(isinstance(part, str) and re.search(r"[*?]", part) for part in value.s)


def _wildcards(value: SigmaString) -> str:
    return "".join(
        part if isinstance(part, str) else "*" if part is SpecialChars.WILDCARD_MULTI else "?"
        for part in parts_of(value)
    )
