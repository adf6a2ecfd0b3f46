r"""How texts and names are written in the Kusto Query Language.

A string is `"…"` with backslash escapes, or verbatim, `@"…"`, where only the quotation mark is
doubled (Kusto documentation, "The string data type"). Verbatim is what paths and regular
expressions are read best in; it cannot hold a line break.
"""

from __future__ import annotations

import json
import re

from sigma.types import SigmaString, SpecialChars

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def literal(text: str) -> str:
    """A text as a string of KQL."""
    if _CONTROL.search(text):
        escaped = _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", _escaped(text))
        return f'"{escaped}"'
    if "\\" in text:
        return '@"' + text.replace('"', '""') + '"'
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def name(field: str) -> str:
    """A column's name, in brackets where it is no plain one."""
    return field if _NAME.fullmatch(field) else f"[{json.dumps(field, ensure_ascii=False)}]"


def folds_beyond_ascii(text: str) -> bool:
    """Whether a text has a letter, not of ASCII, of which there are two cases.

    KQL's operators without regard to case do so for ASCII only ("String operators").
    """
    return any(char > "\x7f" and char.lower() != char.upper() for char in text)


def shape(value: SigmaString) -> tuple[str, str] | None:
    """How a text with wildcards at its ends is asked for, and the characters between; None where
    there is a wildcard inside."""
    parts = [part for part in value.s if part != ""]
    many = SpecialChars.WILDCARD_MULTI
    begins = bool(parts) and parts[0] is many
    ends = bool(parts) and parts[-1] is many
    while parts and parts[0] is many:
        parts.pop(0)
    while parts and parts[-1] is many:
        parts.pop()
    if not all(isinstance(part, str) for part in parts):
        return None
    text = "".join(str(part) for part in parts)
    if begins and ends:
        return "contains", text
    return ("endswith" if begins else "startswith" if ends else "equals"), text
