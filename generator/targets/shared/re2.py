r"""Regular expressions for engines of the RE2 family (Kusto, Loki, LogScale).

Sigma's are those of Python. What RE2 has no construct for is refused; `\Z` is `\z` to it, and
`$` is the very end of a text to it, where Python also takes a line break before it.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.types import (
    SigmaRegularExpression,
    SigmaRegularExpressionFlag,
    SigmaString,
    SpecialChars,
)

from generator.logic.regex import (
    AtomicGroup,
    BackReference,
    Conditional,
    Greed,
    LookAround,
    Node,
    RegexError,
    Repeat,
    parse,
    walk,
)

MOST_REPEATS = 1000
"""The largest count of a repetition that RE2 takes."""

_META = re.compile(r"[\\.+*?()|\[\]{}^$]")
_FLAGS = MappingProxyType(
    {
        SigmaRegularExpressionFlag.IGNORECASE: "i",
        SigmaRegularExpressionFlag.MULTILINE: "m",
        SigmaRegularExpressionFlag.DOTALL: "s",
    }
)
_PIECE = re.compile(
    r"(?P<class>\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\])|(?P<escape>\\.)|(?P<end>\$)|.", re.DOTALL
)


def re2_of(value: SigmaRegularExpression) -> str:
    """The expression with its flags in front, as RE2 reads it.

    Raises SigmaFeatureNotSupportedByBackendError for what RE2 cannot say.
    """
    written, flags = re2_parts(value)
    return f"(?{flags}){written}" if flags else written


def re2_parts(value: SigmaRegularExpression) -> tuple[str, str]:
    """The expression and the letters of its flags, apart; raises as `re2_of`."""
    source = str(value.regexp)
    try:
        nodes = parse(source).nodes
    except RegexError as problem:
        raise SigmaFeatureNotSupportedByBackendError(
            f"The regular expression is none: {problem}"
        ) from problem
    for node in walk(nodes):
        what = _lacking(node)
        if what is not None:
            raise SigmaFeatureNotSupportedByBackendError(
                f"The regular expression {what}, which the product's engine cannot do."
            )
    flags = "".join(sorted(_FLAGS[flag] for flag in value.flags))
    inline = re.match(r"\(\?([ims]+)\)", source)
    many_lines = "m" in flags or bool(inline and "m" in inline[1])
    return "".join(_written(match, many_lines) for match in _PIECE.finditer(source)), flags


def _written(match: re.Match[str], many_lines: bool) -> str:
    if match["escape"] == r"\Z":
        return r"\z"
    if match["escape"] and re.fullmatch(r"[^\w]|_", match["escape"][1], re.ASCII):
        return re2_escaped(match["escape"][1])
    if match["end"] and not many_lines:
        return r"(?:\n?\z)"
    return match[0]


def _lacking(node: Node) -> str | None:
    """What RE2 cannot do of what a part of an expression asks for."""
    match node:
        case LookAround():
            return "looks ahead or behind"
        case BackReference():
            return "refers back to a group"
        case Conditional():
            return "depends on whether a group matched"
        case AtomicGroup():
            return "has an atomic group"
        case Repeat(greed=Greed.POSSESSIVE):
            return "has a possessive repetition"
        case Repeat() if max(node.least, node.most or 0) > MOST_REPEATS:
            return f"repeats something more than {MOST_REPEATS} times"
    return None


def re2_escaped(text: str) -> str:
    """A text as an expression that matches it."""
    return _META.sub(lambda match: "\\" + match[0], text)


def re2_of_text(value: SigmaString, *, cased: bool) -> str:
    """An expression for all of a text with wildcards."""
    return f"(?{'' if cased else 'i'}s){re2_body(value)}"


def re2_body(value: SigmaString, *, begin: str = "^", end: str = r"\z") -> str:
    """The same without flags; `.` is to stand for a line break too.

    An anchor with a wildcard beside it says nothing, so both are left out.
    """
    parts = [part for part in value.s if part != ""]
    for part in parts:
        if not isinstance(part, str | SpecialChars):
            raise SigmaFeatureNotSupportedByBackendError(
                f"The placeholder `{part.name}` has no value."
            )
    many = SpecialChars.WILDCARD_MULTI
    begin = "" if parts and parts[0] is many else begin
    end = "" if parts and parts[-1] is many else end
    while parts and not begin and parts[0] is many:
        parts.pop(0)
    while parts and not end and parts[-1] is many:
        parts.pop()
    body = "".join(
        re2_escaped(part) if isinstance(part, str) else ".*" if part is many else "."
        for part in parts
    )
    return begin + body + end
