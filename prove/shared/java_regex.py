"""Regular expressions of `java.util.regex`, by Python's engine where both mean the same."""

from __future__ import annotations

import functools
import re

from prove.problems import Rejected

NOT_JAVA = re.compile(r"\(\?(P|\(|#)|\\Z")
"""What only Python's expressions have, or what means something else in them."""


@functools.cache
def java_expression(expression: str, *, fold: bool = False) -> re.Pattern[str]:
    """A compiled expression. Raises Rejected for what Java does not accept.

    Java's `\\w`, `\\d` and `\\s` match ASCII only. Its `(?i)` does too, except with `(?u)`; letters
    beyond ASCII are folded here as with both.
    """
    if NOT_JAVA.search(expression.replace("\\\\", "")):
        raise Rejected(f"the expression {expression!r} is not in Java's dialect")
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
