"""Searches of Carbon Black Cloud: `field:value` joined by blanks, OR and `-`.

From *Carbon Black Cloud on VMware Cloud Services Platform User Guide*, search basics: terms beside
each other are both to match, `-` or NOT before a term negates it, `*` is any text and `?` one
character, a backslash before special characters and blanks, ranges in brackets that include their
ends, no regard to case. A value is compared with the whole text of a field: how a field is cut
into words is documented for some of them only.
"""

from __future__ import annotations

import re

from prove.engine import NotUnderstood
from prove.judges.expressions import Condition, ExpressionParser, Row, number_of, text_of

PATTERN = re.compile(
    r"""(?P<space>\s+)
      | (?P<mark>[()])
      | (?P<operator>-(?=[\w(]))
      | (?P<term>\w+:(?:\[[^\]]*\]|"(?:[^"\\]|\\.)*"|(?:[^\s()\\]|\\.)*))
      | (?P<word>AND|OR|NOT)\b""",
    re.VERBOSE | re.DOTALL,
)
SPECIAL = set('+-!(){}[]^"~:/') | {"&&", "||"}


class CarbonBlack(ExpressionParser):
    """A search of the Investigate page."""

    pattern = PATTERN
    NOT = ("NOT", "-")
    juxtaposed = True
    strict = True

    def comparison(self) -> Condition:
        name, _, value = self.take("term").text.partition(":")
        if value.startswith("["):
            return _range(name, value)
        if value == "":
            raise NotUnderstood(f"the field {name} without a value")
        if value == "*":
            return lambda row: text_of(row.get(name)) is not None
        pattern = re.compile(_body(value), re.IGNORECASE | re.DOTALL)

        def holds(row: Row) -> bool:
            text = text_of(row.get(name))
            return text is not None and pattern.fullmatch(text) is not None

        return holds


def _body(value: str) -> str:
    made = ""
    at = 0
    quoted = value.startswith('"')
    value = value[1:-1] if quoted else value
    while at < len(value):
        char = value[at]
        if char == "\\" and at + 1 < len(value):
            made += re.escape(value[at + 1])
            at += 2
            continue
        if char in "*?" and not quoted:
            made += ".*" if char == "*" else "."
        elif not quoted and (char in SPECIAL or value[at : at + 2] in SPECIAL):
            raise NotUnderstood(f"{char} in a value without a backslash")
        else:
            made += re.escape(char)
        at += 1
    return made


def _range(name: str, value: str) -> Condition:
    match = re.fullmatch(r"\[(\*|-?\d+) TO (\*|-?\d+)\]", value)
    if match is None:
        raise NotUnderstood(f"the range {value}")
    low, high = (number_of(edge) for edge in match.groups())

    def holds(row: Row) -> bool:
        number = number_of(row.get(name))
        return (
            number is not None
            and (low is None or number >= low)
            and (high is None or number <= high)
        )

    return holds
