"""Sigma's regular expressions in the dialect of Java, `java.util.regex.Pattern`.

The two are close. In Java a bracket inside a set opens another set and `&&` is an intersection
there, a brace that is no repetition is a mistake, and `.` and `$` know more ends of lines than the
newline unless the flag `d` is there.
"""

from __future__ import annotations

import re

_REPETITION = re.compile(r"\{\d+(?:,\d*)?\}")
_META = re.compile(r"[\\.\[\]{}()*+?^$|]")


def java_text(text: str) -> str:
    """A text as an expression that matches just it."""
    return _META.sub(r"\\\g<0>", text)


def java_regex(expression: str) -> str:
    """An expression of Python's or PCRE's dialect as one of Java's, without its flags."""
    made: list[str] = []
    position, in_set = 0, False
    while position < len(expression):
        char = expression[position]
        size = 2 if char == "\\" else 1
        part = expression[position : position + size]
        if part == "\\Z":
            part = "\\z"
        elif in_set:
            if char == "]":
                in_set = False
            elif char in "[&":
                part = f"\\{char}"
        elif char == "[":
            in_set = True
            opening = re.compile(r"\[\^?\]?").match(expression, position)
            assert opening is not None
            size = len(opening[0])
            part = opening[0].replace("]", "\\]")
        elif expression.startswith("(?P<", position):
            size, part = 4, "(?<"
        elif char == "{":
            repetition = _REPETITION.match(expression, position)
            size = len(repetition[0]) if repetition else 1
            part = repetition[0] if repetition else "\\{"
        made.append(part)
        position += size
    return "".join(made)
