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
    SigmaString,
    SpecialChars,
)

from generator.targets.elastic.lucene.anchors import UnanchoredPart
from generator.targets.elastic.lucene.effort import is_too_complex
from generator.targets.elastic.lucene.regex import lucene_regex
from generator.targets.elastic.lucene.regex_tree import (
    Chars,
    Dot,
    Node,
    RegexNotExpressible,
    RegexTooComplex,
    Repeat,
    Sequence,
)
from generator.targets.elastic.lucene.text import field_name, phrase
from generator.targets.shared.range_patterns import number_regex

MANY_SINGLES = 8
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


def check_wildcards(value: SigmaString) -> None:
    """Raises the error for a value with so many `?` behind a `*` that Lucene gives up on it."""
    if value.s.count(SpecialChars.WILDCARD_SINGLE) < MANY_SINGLES:
        return
    parts: list[Node] = []
    for part in value.s:
        if isinstance(part, str):
            parts.extend(Chars(ranges=((ord(char), ord(char)),)) for char in part)
        elif part is SpecialChars.WILDCARD_MULTI:
            parts.append(Repeat(Dot(line_breaks=True), 0, None))
        else:
            parts.append(Dot(line_breaks=True))
    if is_too_complex([UnanchoredPart("", Sequence(tuple(parts)), "")]):
        raise _too_complex(f"The value {value.to_plain()!r}")


def _too_complex(what: str) -> SigmaFeatureNotSupportedByBackendError:
    return unsupported(
        f"{what} is too complex for Lucene: to run it takes more than the 10,000 states that are"
        " allowed (max_determinized_states)."
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
    except RegexTooComplex as error:
        raise _too_complex(f"The regular expression {written}") from error
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
