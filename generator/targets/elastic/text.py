"""Texts as regular expressions and string literals of Elastic's query languages, EQL and ES|QL."""

from __future__ import annotations

import re

from sigma.exceptions import SigmaPlaceholderError
from sigma.types import Placeholder, SigmaString, SpecialChars

from generator.targets.elastic.lucene.regex import OPERATORS
from generator.targets.elastic.lucene.values import MAX_REGEX, unsupported

_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


def literal(text: str) -> str:
    """A string between quotation marks, with the escapes that both languages know."""
    return '"' + "".join(_ESCAPES.get(char, char) for char in text) + '"'


def parts_of(value: SigmaString) -> list[str | SpecialChars]:
    """Texts and wildcards. Raises SigmaPlaceholderError for a placeholder that is left."""
    parts: list[str | SpecialChars] = []
    for part in value.s:
        if isinstance(part, Placeholder):
            raise SigmaPlaceholderError(
                f"The value holds the placeholder %{part.name}%, for which no pipeline gives"
                " values, so there is no query."
            )
        parts.append(part)
    return parts


def has_wildcards(value: SigmaString) -> bool:
    return any(not isinstance(part, str) for part in value.s)


def text_regex(value: SigmaString, *, fold: bool) -> str:
    """A Lucene expression for the texts that a value with wildcards stands for.

    With `fold` letters beyond ASCII become sets of both cases: where Elasticsearch compares
    without regard to case it does so for ASCII only. Raises
    SigmaFeatureNotSupportedByBackendError for one that is too long for Elasticsearch.
    """
    made: list[str] = []
    for part in parts_of(value):
        if isinstance(part, str):
            made.extend(_char(char, fold) for char in part)
        else:
            made.append(".*" if part is SpecialChars.WILDCARD_MULTI else ".")
    text = "".join(made)
    if len(text) > MAX_REGEX:
        raise unsupported(
            f"The value takes a regular expression of {len(text)} characters; Elasticsearch"
            f" accepts {MAX_REGEX}."
        )
    return text


def _char(char: str, fold: bool) -> str:
    if fold and not char.isascii():
        cases = dict.fromkeys(case for case in (char.lower(), char.upper()) if len(case) == 1)
        if len(cases) > 1:
            return f"[{''.join(cases)}]"
    return f"\\{char}" if char in OPERATORS else char


def folds_beyond_ascii(value: SigmaString) -> bool:
    """Whether a value holds letters of two cases that are not ASCII."""
    text = "".join(part for part in value.s if isinstance(part, str))
    return re.search(r"[^\x00-\x7f]", text) is not None and text.lower() != text.upper()


def plain_text(value: SigmaString) -> str:
    """The text of a value without wildcards."""
    return "".join(str(part) for part in parts_of(value))
