"""Regular expressions in RE2's dialect, and texts as literals of Go, for the languages of both."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network

from sigma.types import SigmaRegularExpression

from generator.backends.expressions import Shape, Wanted, flags_of, refused, with_flags
from generator.backends.lucene_ranges import network_regex

_PIECE = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?:<[=!]|P=|[=!>(#])?|[*+?}]\+|.", re.DOTALL)
_LACKING = re.compile(r"\\[1-9]|\\Z|\(\?(?:<[=!]|P=|[=!>(#])|[*+?}]\+")


def expression_text(value: SigmaRegularExpression) -> str:
    """An expression of a rule with its flags in front; refuses what RE2 does not have."""
    written = str(value.regexp.to_plain_regex())
    for piece in _PIECE.findall(written):
        if _LACKING.fullmatch(piece):
            raise refused(
                f"The regular expression {written!r} has {piece!r}, which RE2 does not know."
            )
    return with_flags(flags_of(value), written)


def value_text(value: Wanted, *, fold: bool = True) -> str:
    """A value as an expression that is searched for, with the flags that it needs in front."""
    flags = "i" if fold and not value.cased and value.has_case else ""
    flags += "s" if value.shape is Shape.PATTERN else ""
    return with_flags(flags, value.regex())


def network_text(network: IPv4Network | IPv6Network) -> str:
    """The addresses of a network, written in any of the usual ways."""
    flag = "(?i)" if isinstance(network, IPv6Network) else ""
    return f"{flag}^(?:{network_regex(network)})$"


def go_literal(text: str) -> str:
    """A text as a literal of Go: a raw one where backslashes would have to be doubled."""
    if "\\" in text and not re.search(r"[`\n\r]", text):
        return f"`{text}`"
    body = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{body.replace(chr(10), chr(92) + "n").replace(chr(13), chr(92) + "r")}"'
