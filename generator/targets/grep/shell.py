"""The command around a pattern, and what the shell and grep can take of it."""

from __future__ import annotations

from sigma.exceptions import SigmaFeatureNotSupportedByBackendError

from generator.targets.grep.size import compiled_size

MAX_COMPILED = 65_000
"""Bytes of compiled expression that grep takes: PCRE2 counts in 16 bits, and we count high."""

MAX_ARGUMENT = 131_071
"""Bytes of one argument of a command: MAX_ARG_STRLEN of Linux, without the closing NUL."""


def fits(pattern: str) -> bool:
    """Whether grep and the shell take the pattern."""
    return compiled_size(pattern) <= MAX_COMPILED and len(pattern.encode()) <= MAX_ARGUMENT


def command(pattern: str) -> str:
    """The grep command for a pattern, quoted for any POSIX shell.

    Raises SigmaFeatureNotSupportedByBackendError for a pattern that grep or the shell would refuse.
    """
    size = compiled_size(pattern)
    if size > MAX_COMPILED:
        raise SigmaFeatureNotSupportedByBackendError(
            f"The rule has too many or too long values for grep: compiled, the expression would"
            f" take about {size:,} bytes, and grep refuses one of more than 65,535"
            ' ("regular expression is too large").'
        )
    length = len(pattern.encode())
    if length > MAX_ARGUMENT:
        raise SigmaFeatureNotSupportedByBackendError(
            f"The rule has too many or too long values for one command: the expression is"
            f" {length:,} bytes long, and Linux takes {MAX_ARGUMENT:,} in one argument."
        )
    return "grep -P -a " + quoted(pattern)


def quoted(text: str) -> str:
    """A text in single quotes, in which a shell leaves all but the single quote alone."""
    return "'" + text.replace("'", "'\\''") + "'"
