"""How fields and values are written in a Lucene query.

Source: the grammar of Lucene's classic query parser (`QueryParser.jj`), on which Elasticsearch,
OpenSearch and Graylog build theirs.
"""

from __future__ import annotations

import re

from sigma.exceptions import SigmaPlaceholderError
from sigma.types import Placeholder, SigmaString, SpecialChars

RESERVED = frozenset('+-=&|><!(){}[]^"~*?:\\/')
"""What must not stand unescaped in a term, beside white space; no letter may be escaped, for
Elasticsearch passes every escaped character by when it lower-cases a pattern."""

EVERYTHING = "*:*"
"""The query that every event matches."""

_CONTROL = re.compile(r"[\x00-\x1f]")
_NAME_RESERVED = re.compile(r'[+&|><!(){}\[\]^"~*?:\\/\s=]|^-')


def term(text: str) -> str:
    """A text as (part of) a term outside quotation marks."""
    return "".join("\\" + char if char in RESERVED or char.isspace() else char for char in text)


def phrase(text: str) -> str:
    """A text between quotation marks: one term, whatever characters it has.

    Control characters become `\\u000a`, which only the parser of terms and phrases knows. Of two
    braces the second is escaped: `{{` opens a Mustache tag in a watch.
    """
    escaped = re.sub(r'["\\]', r"\\\g<0>", text)
    escaped = re.sub(r"(?<=\{)\{", r"\\{", escaped)
    escaped = _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)
    return f'"{escaped}"'


def field_name(name: str) -> str:
    """A field's name as it stands before the colon."""
    return _NAME_RESERVED.sub(r"\\\g<0>", name)


def is_anything(value: SigmaString) -> bool:
    """Whether a value is `*` alone: any value at all."""
    return bool(value.s) and all(part is SpecialChars.WILDCARD_MULTI for part in value.s)


def within(value: SigmaString) -> SigmaString:
    """The value with a wildcard before and behind it."""
    wild = SpecialChars.WILDCARD_MULTI
    parts = list(value.s)
    if parts[:1] != [wild]:
        parts.insert(0, wild)
    if parts[-1:] != [wild]:
        parts.append(wild)
    made = SigmaString()
    made.s = parts
    return made


def value_text(value: SigmaString) -> str:
    """A Sigma string as a term with wildcards, or as a phrase where it has none.

    Raises SigmaPlaceholderError for a placeholder that no pipeline has filled in.
    """
    parts: list[str] = []
    for part in value.s:
        if isinstance(part, Placeholder):
            raise SigmaPlaceholderError(
                f"The value holds the placeholder %{part.name}%, for which no pipeline gives"
                " values, so there is no query."
            )
        if part is SpecialChars.WILDCARD_MULTI:
            if parts[-1:] != ["*"]:
                parts.append("*")
        elif part is SpecialChars.WILDCARD_SINGLE:
            parts.append("?")
        else:
            parts.append(term(str(part)))
    if not value.contains_special():
        return phrase("".join(str(part) for part in value.s))
    return "".join(parts)
