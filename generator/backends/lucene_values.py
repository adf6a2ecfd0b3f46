"""Values that are more than a text: regular expressions, comparisons with a number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from sigma.conditions import (
    ConditionFieldEqualsValueExpression,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.types import (
    CompareOperators,
    SigmaCompareExpression,
    SigmaExpansion,
    SigmaNumber,
    SigmaRegularExpression,
)

from generator.backends.lucene_ranges import number_regex
from generator.backends.lucene_regex import lucene_regex
from generator.backends.lucene_regex_tree import RegexNotExpressible
from generator.backends.lucene_text import field_name, phrase

MAX_REGEX = 1000
"""The longest regular expression that Elasticsearch takes (`index.max_regex_length`)."""

_OPERATORS: Mapping[CompareOperators, tuple[str, str]] = MappingProxyType(
    {
        CompareOperators.LT: ("<", "[* TO {0}}}"),
        CompareOperators.LTE: ("<=", "[* TO {0}]"),
        CompareOperators.GT: (">", "{{{0} TO *]"),
        CompareOperators.GTE: (">=", "[{0} TO *]"),
    }
)

Condition = ConditionFieldEqualsValueExpression | ConditionValueExpression
Kind = TypeVar("Kind")


def value_of(cond: Condition, kind: type[Kind]) -> Kind:
    """The value of a condition, which the caller knows to be of a kind."""
    value: Any = cond.value
    if not isinstance(value, kind):
        raise TypeError(f"{kind.__name__} expected, not {type(value).__name__}")
    return value


def unsupported(reason: str) -> SigmaFeatureNotSupportedByBackendError:
    """The error that refuses a rule; the reason is a sentence for its author."""
    return SigmaFeatureNotSupportedByBackendError(reason)


def alternatives(cond: ConditionFieldEqualsValueExpression) -> ConditionOR:
    """The values of an expansion (base64offset, windash), of which any may match."""
    values = value_of(cond, SigmaExpansion).values
    return ConditionOR(
        [ConditionFieldEqualsValueExpression(cond.field, value) for value in values], cond.source
    )


def number_text(value: SigmaNumber) -> str:
    """A number as a value."""
    text = str(value)
    return text if text.isdecimal() else phrase(text)


def comparison(field: str, compared: SigmaCompareExpression, *, as_text: bool) -> str:
    """`field` less or greater than a number, which the field holds as a number or as text."""
    operator, range_form = _OPERATORS[compared.op]
    number = compared.number
    if not as_text:
        return f"{field_name(field)}:{range_form.format(number_text(number))}"
    if not isinstance(number.number, int):
        raise unsupported(
            f"The field {field} is stored as text, which Lucene can compare with whole numbers"
            f" only, not with {number}."
        )
    return f"{field_name(field)}:/{number_regex(operator, number.number)}/"


def regex_text(value: SigmaRegularExpression) -> str:
    """A regular expression between slashes."""
    written = value.regexp.to_plain_regex()
    flags = re.NOFLAG
    for flag in value.flags:
        flags |= value.sigma_to_python_flags[flag]
    try:
        text = lucene_regex(written, flags)
    except RegexNotExpressible as error:
        raise unsupported(
            f"The regular expression {written} has {error}, which Lucene does not have."
        ) from error
    if text is None:
        raise unsupported(f"The regular expression {written} cannot match any text.")
    if len(text) > MAX_REGEX:
        raise unsupported(
            f"The regular expression {written[:60]}… takes {len(text)} characters in Lucene's"
            f" dialect; Elasticsearch accepts {MAX_REGEX}."
        )
    return f"/{text}/"
