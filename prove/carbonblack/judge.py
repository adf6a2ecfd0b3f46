"""Searches of Carbon Black Cloud: `field:value` joined by blanks, OR and `-`.

From *Carbon Black Cloud on VMware Cloud Services Platform User Guide*, search basics: adjacent terms
must both match, `-` or NOT negates a term, `*` is any text and `?` any character, special characters
and spaces are escaped with a backslash, ranges in brackets include their ends, case is ignored. On
the Investigate page fields are split into words at every character that is not a letter or digit
(*Using Wildcards with Data Forwarder Custom Query Filters*, on the difference between the two): the
words of a value must follow each other in the field.
"""

from __future__ import annotations

import re

from prove.problems import NotUnderstood
from prove.shared.expressions import Condition, ExpressionParser
from prove.shared.values import Row, number_of, text_of

PATTERN = re.compile(
    r"""(?P<space>\s+)
      | (?P<mark>[()])
      | (?P<operator>-(?=[\w(]))
      | (?P<term>\w+:(?:\[[^\]]*\]|"(?:[^"\\]|\\.)*"|(?:[^\s()\\]|\\.)*))
      | (?P<word>AND|OR|NOT)\b""",
    re.VERBOSE | re.DOTALL,
)
WORD = r"[^\W_]+"
SPECIAL = set('+-!(){}[]^"~:/') | {"&&", "||"}


class CarbonBlack(ExpressionParser[Row]):
    """A search of the Investigate page."""

    pattern = PATTERN
    NOT = ("NOT", "-")
    juxtaposed = True
    strict = True

    def comparison(self) -> Condition[Row]:
        name, _, value = self.take("term").text.partition(":")
        if value.startswith("["):
            return _range(name, value)
        if value == "":
            raise NotUnderstood(f"the field {name} without a value")
        if value == "*":
            return lambda row: text_of(row.get(name)) is not None
        words = _words(value)
        if not words:
            raise NotUnderstood(f"the value {value!r}, which has no words")

        def holds(row: Row) -> bool:
            found = re.findall(WORD, text_of(row.get(name)) or "")
            return any(
                all(word.fullmatch(one) for word, one in zip(words, found[start:], strict=False))
                for start in range(len(found) - len(words) + 1)
            )

        return holds


def _words(value: str) -> list[re.Pattern[str]]:
    """The words of a value, with their wildcards."""
    words: list[str] = []
    current = ""
    quoted = value.startswith('"')
    value = value[1:-1] if quoted else value
    pieces = re.findall(r"\\.|.", value, re.DOTALL)
    for place, piece in enumerate(pieces):
        char = piece[-1]
        if len(piece) == 1 and not quoted and char in "*?":
            current += ".*" if char == "*" else "."
        elif re.fullmatch(WORD, char):
            current += re.escape(char)
        else:
            pair = char + "".join(pieces[place + 1 : place + 2])
            if len(piece) == 1 and not quoted and (char in SPECIAL or pair in SPECIAL):
                raise NotUnderstood(f"{char} in a value without a backslash")
            words.append(current)
            current = ""
    return [re.compile(word, re.IGNORECASE) for word in (*words, current) if word]


def _range(name: str, value: str) -> Condition[Row]:
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
