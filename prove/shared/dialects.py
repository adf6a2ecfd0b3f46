"""Regular expressions of RE2 and of Java, for the languages that have them."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from prove.engine import Rejected
from prove.shared.re2 import installed

Search = Callable[[str], bool]
"""Whether an expression is found in a text."""


@functools.cache
def re2_search(expression: str, *, fold: bool = False) -> Search:
    """A real RE2; raises Missing where it is not installed, Rejected for what is none of its own.

    Go's `regexp` has the same syntax and finds the same.
    """
    re2 = installed()
    options = re2.Options()
    options.case_sensitive = not fold
    options.log_errors = False
    try:
        compiled = re2.compile(expression, options)
    except re2.error as problem:
        raise Rejected(f"RE2: {problem}") from problem
    return lambda text: compiled.search(text) is not None


NOT_JAVA = re.compile(r"\(\?(P|\(|#)|\\Z")
"""What Python's expressions have and Java's have not, or mean otherwise."""


@functools.cache
def java_expression(expression: str, *, fold: bool = False) -> re.Pattern[str]:
    """An expression of `java.util.regex`, by Python's engine where both mean the same.

    Java's `\\w`, `\\d` and `\\s` know ASCII only. Its `(?i)` does too unless `(?u)` is beside it,
    which is not asked for here: letters beyond ASCII are folded, as in Java with both.
    """
    if NOT_JAVA.search(expression.replace("\\\\", "")):
        raise Rejected(f"the expression {expression!r} is not of Java's dialect")
    flags = re.IGNORECASE if fold else re.NOFLAG
    leading = re.match(r"\(\?([ismu]+)\)", expression)
    if leading:
        expression = expression[leading.end() :]
        for letter in leading[1]:
            flags |= {"i": re.IGNORECASE, "s": re.DOTALL, "m": re.MULTILINE, "u": re.NOFLAG}[letter]
    ascii_classes = re.sub(
        r"\\(.)",
        lambda match: (
            {"d": "[0-9]", "w": "[A-Za-z0-9_]"}.get(match[1], match[0])
            if not _inside_class(expression, match.start())
            else {"d": "0-9", "w": "A-Za-z0-9_"}.get(match[1], match[0])
        ),
        expression,
    )
    try:
        return re.compile(ascii_classes, flags)
    except re.error as problem:
        raise Rejected(f"the expression {expression!r}: {problem}") from problem


def _inside_class(expression: str, place: int) -> bool:
    """Whether a place is between `[` and `]`."""
    inside = False
    at = 0
    while at < place:
        if expression[at] == "\\":
            at += 2
            continue
        if expression[at] == "[" and not inside:
            inside = True
        elif expression[at] == "]" and inside:
            inside = False
        at += 1
    return inside
