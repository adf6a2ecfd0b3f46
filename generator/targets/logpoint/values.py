"""How Logpoint's query language writes values: quoted text, regular expressions, networks.

Sources: Logpoint's documentation of its search query language (wildcards `*` and `?` inside
quoted values, quotes of one kind around values with quotes of the other, `process regex` with
a named group) and SigmaHQ/sigma issue 3200 (a backslash in a quoted value is itself, never an
escape). What they leave open is listed in `docs/targets/logpoint.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv6Network

from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.types import Placeholder, SigmaNumber, SigmaRegularExpression, SigmaString, SpecialChars

_CONTROL = re.compile(r"[\x00-\x1f]")
_INLINE_FLAGS = re.compile(r"^\(\?([aimsux]+)\)")
_ZERO_WIDTH = re.compile(r"\(\?<?[=!]")
_REGEX_SPECIAL = re.compile(r"[\\.^$*+?{}\[\]()|]")
_CONTROL_ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_WILDCARDS = {SpecialChars.WILDCARD_MULTI: "*", SpecialChars.WILDCARD_SINGLE: "?"}
_WILDCARDS_RE = {SpecialChars.WILDCARD_MULTI: ".*", SpecialChars.WILDCARD_SINGLE: "."}

ANY = SpecialChars.WILDCARD_MULTI


def quoted(value: SigmaString) -> str | None:
    """The value in quotes, its wildcards as `*` and `?`; None where no quotes can hold it.

    None for a literal `*` or `?`, for both kinds of quotes in one value, for control characters,
    and for a backslash at the end, which might be read as an escape of the closing quote.
    """
    text = literal_text(value)
    if "*" in text or "?" in text or _CONTROL.search(text) or ends_in_backslash(value):
        return None
    if '"' in text and "'" in text:
        return None
    quote = "'" if '"' in text else '"'
    return quote + "".join(_printed(part) for part in value.s) + quote


def literal_text(value: SigmaString) -> str:
    """The value without its wildcards."""
    return "".join(part for part in value.s if isinstance(part, str))


def has_case(value: SigmaString) -> bool:
    """Whether a comparison with case differs from one without."""
    text = literal_text(value)
    return text.lower() != text.upper()


def number(value: SigmaNumber) -> str:
    """A number; a negative one in quotes, as a `-` negates conditions."""
    text = str(value)
    return f'"{text}"' if text.startswith("-") else text


def ends_in_backslash(value: SigmaString) -> bool:
    """Whether the closing quote would follow a backslash."""
    last = value.s[-1] if value.s else ""
    return isinstance(last, str) and last.endswith("\\")


def begins_and_ends(value: SigmaString) -> tuple[str, str] | None:
    """For a value that ends in a backslash: a wildcard that it fits, and one for longer texts.

    A text that fits the first and not the second ends where the value does. None for a value
    that cannot be quoted for another reason.
    """
    if not ends_in_backslash(value):
        return None
    first = quoted(_string(*value.s, ANY))
    second = quoted(_string(*value.s, SpecialChars.WILDCARD_SINGLE, ANY))
    return None if first is None or second is None else (first, second)


def substring(value: SigmaString) -> SigmaString:
    """The value to be found anywhere in a text."""
    parts = tuple(value.s)
    before = () if parts[:1] == (ANY,) else (ANY,)
    after = () if parts[-1:] == (ANY,) else (ANY,)
    return _string(*before, *parts, *after)


def pattern_of_text(value: SigmaString, *, cased: bool) -> str:
    """A regular expression that finds what a string with wildcards means, flags first."""
    parts = list(value.s)
    start = end = ""
    if parts and parts[0] is ANY:
        parts.pop(0)
    else:
        start = "^"
    if parts and parts[-1] is ANY:
        parts.pop()
    else:
        end = "$"
    body = "".join(_WILDCARDS_RE[p] if isinstance(p, SpecialChars) else _escaped(p) for p in parts)
    flags = "" if cased else "i"
    if any(isinstance(part, SpecialChars) for part in parts):
        flags += "s"
    return _with_flags(flags, start + body + end)


def pattern_of_regex(value: SigmaRegularExpression) -> str:
    """A Sigma regular expression as Logpoint can be given it: no double quote, flags first.

    Raises SigmaFeatureNotSupportedByBackendError for the inline flag `x`, under which the
    closing parenthesis of our group could fall into a comment.
    """
    text = str(value.regexp)
    flags = {value.sigma_to_re_flag[flag] for flag in value.flags}
    if inline := _INLINE_FLAGS.match(text):
        flags |= set(inline[1])
        text = text[inline.end() :]
    if "x" in flags:
        raise SigmaFeatureNotSupportedByBackendError(
            "The regular expression has the inline flag `x` (verbose), which the Logpoint target"
            " cannot express; write it without blanks and comments."
        )
    return _with_flags("".join(sorted(flags)), _without_quotes(text))


def named(pattern: str, group: str) -> str:
    """The pattern with its match captured as `group`; the capture is never empty.

    Flags stay before the group: Python refuses them anywhere else. A pattern that may match
    without consuming anything is stretched over the whole text, as an empty capture could not be
    told from none.
    """
    flags = _INLINE_FLAGS.match(pattern)
    head, body = (flags[0], pattern[flags.end() :]) if flags else ("", pattern)
    if _ZERO_WIDTH.search(body) or re.search(pattern, ""):
        body = rf"[\s\S]*?(?:{body})[\s\S]*"
    return f"{head}(?P<{group}>{body})"


def ipv6_wildcards(network: IPv6Network) -> Iterator[str]:
    """Texts with wildcards for the addresses of a network, written without leading zeros.

    Covers both spellings of zero groups (`2001:db8::1`, `2001:db8:0:0:0:0:0:1`). Raises
    SigmaFeatureNotSupportedByBackendError where `::` could stand for more or fewer groups than
    the prefix has, so that a wildcard would be too wide.
    """
    numbers = [int(group, 16) for group in network.network_address.exploded.split(":")]
    if network.prefixlen == network.max_prefixlen:
        long = ":".join(f"{number:x}" for number in numbers)
        yield from dict.fromkeys((network.network_address.compressed, long))
        return
    whole, bits = divmod(network.prefixlen, 16)
    fixed = numbers[:whole]
    zeros = fixed.count(0) + (bits > 0 and numbers[whole] == 0)
    if zeros > 1 or 0 in fixed[:-1] or not any(fixed + numbers[whole : whole + (bits > 0)]):
        raise SigmaFeatureNotSupportedByBackendError(
            f"The network {network} of `|cidr` has groups of zeros in its prefix, which addresses"
            " abbreviate in several ways; Logpoint's wildcards cannot name exactly these."
        )
    head = "".join(f"{number:x}:" for number in fixed)
    if bits:
        rest = "" if whole == len(numbers) - 1 else ":*"
        last = numbers[whole] + (1 << (16 - bits)) - 1
        yield from (head + digits + rest for digits in _hex_ranges(numbers[whole], last))
    else:
        yield head + "*"
    if zeros:
        yield "".join(f"{number:x}:" for number in fixed if number) + ":*"


def _hex_ranges(low: int, high: int) -> Iterator[str]:
    """Hexadecimal numbers of a range, without leading zeros, as texts with `?` for a digit."""
    while low <= high:
        size = 0
        while low % 16 ** (size + 1) == 0 and low + 16 ** (size + 1) - 1 <= high:
            size += 1
        if low == 0:
            yield from ("?" * length for length in range(1, size + 1))
            low = 16**size
        else:
            yield f"{low >> 4 * size:x}" + "?" * size
            low += 16**size


def _string(*parts: str | SpecialChars | Placeholder) -> SigmaString:
    made = SigmaString()
    made.s = list(parts)
    return made


def _printed(part: str | SpecialChars | Placeholder) -> str:
    if isinstance(part, SpecialChars):
        return _WILDCARDS[part]
    return str(part)


def _escaped(part: str | Placeholder) -> str:
    return _without_quotes(_REGEX_SPECIAL.sub(r"\\\g<0>", str(part)))


def _without_quotes(pattern: str) -> str:
    """A double quote, escaped or not, as `\\x22`; the same for control characters."""

    def replaced(match: re.Match[str]) -> str:
        char = match[0][-1]
        if char == '"':
            return r"\x22"
        return _CONTROL_ESCAPES.get(char, f"\\x{ord(char):02x}" if char < " " else match[0])

    return re.sub(r"\\?[\x00-\x1f\"]|\\.", replaced, pattern)


def _with_flags(flags: str, pattern: str) -> str:
    return f"(?{flags}){pattern}" if flags else pattern
