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
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
)
from sigma.conversion.state import ConversionState
from sigma.types import (
    SigmaCIDRExpression,
    SigmaExists,
    SigmaFieldReference,
    SigmaNull,
    SigmaRegularExpression,
    SigmaString,
    SpecialChars,
)

from generator.targets.elastic.keyword_fields import FunctionsOfFields
from generator.targets.elastic.lucene.values import regex_text, value_of
from generator.targets.elastic.text import literal, parts_of

Field = ConditionFieldEqualsValueExpression

RESERVED = "and|asc|by|desc|false|first|in|is|last|like|not|null|nulls|on|or|rlike|true|where|with"


class EsqlQueryBackend(FunctionsOfFields, ESQLBackend):
    """Sigma rules as ES|QL over keyword fields, whatever case their mapping keeps.

    Raises SigmaFeatureNotSupportedByBackendError for what has no query, with the reason.
    """

    name: ClassVar[str] = "Elasticsearch ES|QL"
    language: ClassVar[str] = "ES|QL"
    equal: ClassVar[str] = "=="
    lower: ClassVar[str] = "to_lower"
    to_number: ClassVar[str] = "to_double"
    field_quote_pattern: ClassVar[Pattern[str]] = re.compile(
        rf"^(?!(?:{RESERVED})$)[A-Za-z_@]\w*(?:\.[A-Za-z_@]\w*)*$", re.ASCII
    )

    def literal(self, text: str) -> str:
        return literal(text)

    def pattern(self, name: str, value: SigmaString, *, fold: bool) -> str:
        pattern = _pattern(value)
        if fold:
            return f"{self.lower}({name}) like {literal(pattern.lower())}"
        return f"{name} like {literal(pattern)}"

    def searched(self, name: str, value: SigmaRegularExpression) -> str:
        # Between slashes in a query string; the expression itself is the same.
        return f"{name} rlike {literal(regex_text(value)[1:-1])}"

    def present(self, name: str) -> str:
        return f"{name} is not null"

    def absent(self, name: str) -> str:
        return f"{name} is null"

    def convert_condition_field_eq_val_cidr(self, cond: Field, state: ConversionState) -> str:
        network = value_of(cond, SigmaCIDRExpression).network
        return f"cidr_match(to_ip({self.field_name(cond.field)}), {literal(str(network))})"

    def convert_condition_field_eq_field(self, cond: Any, state: ConversionState) -> str:
        other = value_of(cond, SigmaFieldReference)
        names = self.field_name(cond.field), self.field_name(other.field)
        left, right = (f"to_lower({name})" for name in names)
        if other.starts_with and other.ends_with:
            return f"locate({left}, {right}) > 0"
        if other.starts_with:
            return f"starts_with({left}, {right})"
        if other.ends_with:
            return f"ends_with({left}, {right})"
        return f"{left} == {right}"

    def convert_condition_not(self, cond: ConditionNOT, state: ConversionState) -> str:
        inner: Any = cond.args[0]
        text = self.convert_condition(inner, state)
        if isinstance(inner, Field) and isinstance(inner.value, SigmaNull | SigmaExists):
            return f"not {text}"
        return f"not coalesce({text}, false)"


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
