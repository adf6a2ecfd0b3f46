"""Values of rules as expressions of RE2 and as literals of Go, for the languages of both."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network

from generator.targets.shared.expressions import with_flags
from generator.targets.shared.range_patterns import network_regex
from generator.targets.shared.required_texts import Shape, Wanted


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
