"""Text and wildcards as .NET regular expressions, and Sigma's expressions in .NET's dialect.

All of it comes out in ASCII: what a console's or a file's encoding could change, or a quote that
PowerShell would take for its own, is written `\\uXXXX`. Source of the dialect: Microsoft, ".NET
regular expression language - quick reference" and "Character escapes".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.types import SpecialChars

_SPECIAL = frozenset("\\*+?|{}[]()^$.")
_NAMED = MappingProxyType({"\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f", "\v": "\\v"})


def literal(text: str) -> str:
    """An expression for exactly this text."""
    return "".join("\\" + char if char in _SPECIAL else plain(char) for char in text)


def plain(char: str) -> str:
    """A character as it may stand in an expression where it has no special meaning."""
    if char in _NAMED:
        return _NAMED[char]
    if char.isascii() and char.isprintable():
        return char
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02X}{units[i + 1]:02X}" for i in range(0, len(units), 2))


def wildcards(parts: Sequence[str | SpecialChars], *, whole: bool = True) -> str:
    """An expression for a Sigma string: for a whole value, or for a stretch of it.

    Each stretch between two `*` is taken where it first fits (an atomic group): that finds a
    match whenever there is one, and a long value cannot exhaust the search.
    """
    stretches = [""]
    for part in parts:
        if part is SpecialChars.WILDCARD_MULTI:
            stretches.append("")
        else:
            stretches[-1] += "." if isinstance(part, SpecialChars) else literal(part)
    open_start = not whole or (len(stretches) > 1 and not stretches[0])
    open_end = not whole or (len(stretches) > 1 and not stretches[-1])
    first, *rest = [stretch for stretch in stretches if stretch] or [""]
    if not rest:
        body = first
    else:
        *middle, last = rest
        body = first + "".join(f"(?>.*?{stretch})" for stretch in middle) + f".*{last}"
    return ("" if open_start else "\\A") + body + ("" if open_end else "\\z")


def translated(expression: str) -> str:
    """A regular expression of a rule, which Python has accepted, in .NET's dialect.

    Raises SigmaFeatureNotSupportedByBackendError for what .NET does not have.
    """
    pieces: list[str] = []
    position = 0
    while position < len(expression):
        char = expression[position]
        if char == "\\":
            piece, position = _escape(expression, position, in_class=False)
        elif char == "[":
            piece, position = _character_class(expression, position)
        elif char == "(":
            piece, position = _group(expression, position)
        elif char in "*+?{":
            piece, position = _quantifier(expression, position)
        else:
            piece, position = plain(char), position + 1
        pieces.append(piece)
    return "".join(pieces)


def _refused(what: str, expression: str) -> SigmaFeatureNotSupportedByBackendError:
    return SigmaFeatureNotSupportedByBackendError(
        f"The regular expression '{expression}' uses {what}."
    )


_QUANTIFIER = re.compile(r"[*+?]|\{(?P<low>[0-9]*)(?P<comma>,?)(?P<high>[0-9]*)\}")


def _quantifier(expression: str, position: int) -> tuple[str, int]:
    found = _QUANTIFIER.match(expression, position)
    if found is None or found.group() == "{}":
        return "\\{", position + 1
    end = found.end()
    if expression[end : end + 1] == "+":
        what = f"the possessive quantifier '{found.group()}+', which .NET does not have"
        raise _refused(f"{what}; an atomic group (?>...) does the same", expression)
    text = found.group()
    if found["comma"] and not found["low"]:
        text = "{0," + text[2:]
    if expression[end : end + 1] == "?":
        return text + "?", end + 1
    return text, end


def _character_class(expression: str, position: int) -> tuple[str, int]:
    """A class; `[` in it is escaped, as .NET takes `-[` for a subtraction."""
    piece = "["
    position += 1
    if expression[position] == "^":
        piece += "^"
        position += 1
    first = True
    while first or expression[position] != "]":
        char = expression[position]
        if char == "\\":
            text, position = _escape(expression, position, in_class=True)
        else:
            text = "\\" + char if char in "[]" else plain(char)
            position += 1
        piece += text
        first = False
    return piece + "]", position + 1


_GROUPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\(\?P<(\w+)>"), r"(?<\1>"),
    (re.compile(r"\(\?P=(\w+)\)"), r"\\k<\1>"),
    (re.compile(r"\(\?#[^)]*\)"), ""),
    (re.compile(r"\(\?(?:[:=!>]|<[=!])"), r"\g<0>"),
    (re.compile(r"\(\?\(\w+\)"), r"\g<0>"),
)
_FLAGS = re.compile(r"\(\?(?P<on>[a-zA-Z]*)(?P<off>-[a-zA-Z]+)?(?P<end>[:)])")
_FLAGS_REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "a": "the flag (?a), which .NET does not have",
        "L": "the flag (?L), which .NET does not have",
        "x": "the flag (?x), whose blanks and comments a command in one line could not keep",
    }
)


def _group(expression: str, position: int) -> tuple[str, int]:
    if expression[position + 1 : position + 2] != "?":
        return "(", position + 1
    for pattern, replacement in _GROUPS:
        if found := pattern.match(expression, position):
            return found.expand(replacement), found.end()
    found = _FLAGS.match(expression, position)
    if found is None:
        raise _refused(
            f"the group '{expression[position : position + 4]}', which .NET does not have",
            expression,
        )
    for flag in found["on"] + (found["off"] or ""):
        if flag in _FLAGS_REFUSED:
            raise _refused(_FLAGS_REFUSED[flag], expression)
    flags = found["on"].replace("u", "") + (found["off"] or "")
    if not flags and found["end"] == ")":
        return "", found.end()
    return f"(?{flags}{found['end']}", found.end()


_CODES: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile(r"\\x([0-9a-fA-F]{2})"), lambda digits: chr(int(digits, 16))),
    (re.compile(r"\\u([0-9a-fA-F]{4})"), lambda digits: chr(int(digits, 16))),
    (re.compile(r"\\U([0-9a-fA-F]{8})"), lambda digits: chr(int(digits, 16))),
    (re.compile(r"\\N\{([^}]+)\}"), unicodedata.lookup),
    (re.compile(r"\\(0[0-7]{0,2}|[0-3][0-7]{2})"), lambda digits: chr(int(digits, 8))),
)


def _escape(expression: str, position: int, *, in_class: bool) -> tuple[str, int]:
    for pattern, char_of in _CODES:
        if found := pattern.match(expression, position):
            return literal(char_of(found[1])).replace("-", "\\-"), found.end()
    char = expression[position + 1]
    if char == "Z" and not in_class:
        return "\\z", position + 2
    if char.isascii() and char.isalnum():
        return "\\" + char, position + 2
    if char.isascii() and char.isprintable() and char != "_":
        return "\\" + char, position + 2
    return plain(char), position + 2
