"""PPL for OpenSearch, the published back end (pysigma-backend-opensearch) mended.

Source: OpenSearch's reference of PPL. Everything regards case there, so both sides are lower-cased;
what has wildcards is a regular expression of Java's for `regexp_match`, since `LIKE` has no
documented escape; a condition about a field that is missing is null, and so is its negation, which
`coalesce` turns into what Sigma means.
"""

from __future__ import annotations

import re
from re import Pattern
from typing import Any, ClassVar

from sigma.backends.opensearch.opensearch_ppl import OpenSearchPPLBackend
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
from generator.targets.elastic.lucene.values import unsupported, value_of
from generator.targets.elastic.text import parts_of
from generator.targets.shared.java_regex import java_regex, java_text
from generator.targets.shared.range_patterns import network_regex

Field = ConditionFieldEqualsValueExpression


class PplQueryBackend(FunctionsOfFields, OpenSearchPPLBackend):
    """Sigma rules as PPL over keyword fields, whatever case their mapping keeps.

    Raises SigmaFeatureNotSupportedByBackendError for what has no query, with the reason.
    """

    name: ClassVar[str] = "OpenSearch PPL"
    language: ClassVar[str] = "PPL"
    equal: ClassVar[str] = "="
    lower: ClassVar[str] = "lower"
    to_number: ClassVar[str] = "tonumber"
    field_quote_pattern: ClassVar[Pattern[str] | None] = None  # type: ignore[assignment]
    """All names stand between backticks: many a field is called as a word of the language is."""

    def literal(self, text: str) -> str:
        return literal(text)

    def pattern(self, name: str, value: SigmaString, *, fold: bool) -> str:
        left = f"{self.lower}({name})" if fold else name
        return f"regexp_match({left}, {literal(_pattern(value, fold=fold))})"

    def searched(self, name: str, value: SigmaRegularExpression) -> str:
        flags = "".join(sorted(flag.name[0].lower() for flag in value.flags))
        expression = java_regex(value.regexp.to_plain_regex())
        return f"regexp_match({name}, {literal(f'(?d{flags}){expression}')})"

    def present(self, name: str) -> str:
        return f"isnotnull({name})"

    def absent(self, name: str) -> str:
        return f"isnull({name})"

    def finish_query(self, rule: Any, query: Any, state: ConversionState) -> str:
        """The condition behind its source. The published back end also moves the percent signs
        around here, in whatever stands between quotation marks."""
        least, most = self._get_min_time(rule), self._get_max_time(rule)
        times = [f"earliest={self._format_time_modifier(least)}"] if least else []
        times += [f"latest={self._format_time_modifier(most)}"] if most else []
        search = " ".join(["search", *times, ""]) if times else ""
        return f"{search}source={self._get_index_pattern(rule)} | where {query}"

    def convert_condition_field_eq_val_cidr(self, cond: Field, state: ConversionState) -> str:
        network = network_regex(value_of(cond, SigmaCIDRExpression).network)
        return f"regexp_match(lower({self.field_name(cond.field)}), {literal(f'^(?:{network})' + BACK)})"

    def convert_condition_field_eq_field(self, cond: Any, state: ConversionState) -> str:
        other = value_of(cond, SigmaFieldReference)
        names = self.field_name(cond.field), self.field_name(other.field)
        left, right = (f"lower({name})" for name in names)
        if other.starts_with:
            return f"locate({right}, {left}) {'>' if other.ends_with else '='} {+(not other.ends_with)}"
        if other.ends_with:
            raise unsupported("PPL has no function for the end of a value that is a field's.")
        return f"{left} = {right}"

    def convert_condition_not(self, cond: ConditionNOT, state: ConversionState) -> str:
        inner: Any = cond.args[0]
        text = self.convert_condition(inner, state)
        if isinstance(inner, Field) and isinstance(inner.value, SigmaNull | SigmaExists):
            return f"NOT {text}"
        # Without the parentheses `coalesce(f = 1, …)` has an argument by the name of f.
        return f"NOT coalesce(({text}), false)"


BACK = r"\z"
"""The very end of a text, which `$` is not."""


def literal(text: str) -> str:
    r"""A string, with `\` before what ends it, and before itself."""
    return "'" + re.sub(r"[\\']", r"\\\g<0>", text) + "'"


def _pattern(value: SigmaString, *, fold: bool) -> str:
    """A Java expression that is found in the texts that a value with wildcards stands for."""
    parts = parts_of(value)
    many = SpecialChars.WILDCARD_MULTI
    start = "" if parts[0] is many else "^"
    end = "" if parts[-1] is many else BACK
    made = []
    for part in parts[not start : len(parts) - (not end)]:
        if isinstance(part, str):
            made.append(java_text(part.lower() if fold else part))
        else:
            made.append(".*" if part is many else ".")
    return f"(?s){start}{''.join(made)}{end}"
