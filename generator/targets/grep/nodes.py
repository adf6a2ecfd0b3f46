"""A rule's condition on its way to a pattern: tests of one field, linked by and, or, not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from generator.targets.grep.factoring import factored
from generator.targets.grep.helpers import LINE_RUN, RUN
from generator.targets.grep.text import Value, literal
from generator.targets.shared.network_patterns import grouped

_SCALAR = r'(?:(?<_j>")|(?<_n>)(?!null\b)(?=[\w.+-]))'
_IN_NUMBER = r"(?(<_n>)(?<=[\w.+-]))"
"""A number ends before `,`, `]` or `}`, which a text of the rule may hold."""

_ELEMENT = r"(?:\[\s*+(?>(?&_item)\s*+,\s*+)*?)?"
_IS = r"\s*+:\s*+"
_QUOTED = r'(?<_j>")(?=(?&_tail))|(?<_q>")(?=(?&_raw))'
_PLAIN = r"(?:(?=(?&_even))(?<_d>)|)"
_READINGS = rf"(?:{_QUOTED}|(?!null(?&_end)){_PLAIN})"
_READINGS_OF_NULL = rf"(?:{_QUOTED}|{_PLAIN})"
"""For a rule that asks for the word `null`, which in `name=null` cannot be told from a null."""

_NULL = re.compile(r"null|\(\?-i:null\)", re.IGNORECASE)
_SKIP = r"(?>(?&_skip))*?(?<![^\s])"


@dataclass(frozen=True, slots=True)
class ValueTest:
    """The field holds one of the values."""

    field: str
    values: tuple[Value, ...]

    @property
    def asks_for_null(self) -> bool:
        """Whether it is the word `null` that the field is to hold, and nothing else."""
        return all(
            value.ends and not value.floats and _NULL.fullmatch(value.text) for value in self.values
        )

    def pattern(self, compact: bool = False) -> str:
        readings = _READINGS_OF_NULL if self.asks_for_null else _READINGS
        json = rf"{json_key(self.field)}{_IS}{_ELEMENT}{_SCALAR}"
        pair = rf"{pair_key(self.field)}(?<_s>=|:\s){readings}"
        beyond = any("," in v.text or "]" in v.text or "}" in v.text for v in self.values)
        inside = _IN_NUMBER if beyond else ""
        return f"(?:{json}|{pair}){any_of(self.values, RUN, compact)}{inside}"


@dataclass(frozen=True, slots=True)
class PresenceTest:
    """The field is there; with a value other than null, if `filled`."""

    field: str
    filled: bool

    def pattern(self, compact: bool = False) -> str:
        json, pair = json_key(self.field) + _IS, pair_key(self.field)
        if not self.filled:
            return rf"{json}|{pair}(?:=|:\s)"
        return rf"{json}(?!null\b|\[(?:[\s,]|null\b)*+\])|{pair}(?<_s>=|:\s)(?!null(?&_end))"


@dataclass(frozen=True, slots=True)
class LineTest:
    """One of the values stands somewhere in the line."""

    values: tuple[Value, ...]
    field = None

    def pattern(self, compact: bool = False) -> str:
        body = any_of(self.values, LINE_RUN, compact)
        return f"(?:(?<_d>)|){body}" if "(?&_" in body else body


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceTest:
    """The field holds (or begins with, ends with, contains) what another field holds.

    The one that comes first in the line is read first; both must be written in the same form.
    """

    field: str
    other: str
    floats: bool
    ends: bool

    def pattern(self, compact: bool = False) -> str:
        same_scalar = r'(?(<_j>)"|(?!null\b)(?=[\w.+-]))'
        pair = rf"(?<_s>=|:\s){_READINGS}"
        same_pair = r'\k<_s>(?(<_j>)"|(?(<_q>)"))'
        json = self._both(json_key, _IS + _ELEMENT + _SCALAR, _IS + _ELEMENT + same_scalar)
        return f"{json}|{self._both(pair_key, pair, same_pair)}"

    def _both(self, key: Callable[[str], str], first: str, second: str) -> str:
        named = rf"(?<_r>{RUN})(?&_end)"
        found = (RUN if self.floats else "") + r"\k<_r>" + ("(?&_end)" if self.ends else "")
        field, other = key(self.field), key(self.other)
        return rf"{other}{first}{named}{field}{second}{found}" + (
            rf"|{field}{first}(?={other}{second}{named}){found}"
        )


Test = ValueTest | PresenceTest | LineTest | ReferenceTest


def json_key(field: str) -> str:
    """The way to a JSON key, at any depth: by its last segment, or by more of a dotted name.

    In a JSON string a quotation mark has a backslash before it, so a key is never looked for
    inside of one.
    """
    *parents, last = (literal(segment) for segment in field.split("."))
    path = r'(?:[^"\\]*\.)?'
    for parent in parents:
        path = rf"(?:{path}{parent}\.)?"
    return rf'.*?(?<!\\)"{path}{last}"'


def pair_key(field: str) -> str:
    """The way to the name in `name=value` or `name: value`, past JSON and quoted values."""
    return _SKIP + literal(field)


def any_of(values: tuple[Value, ...], run: str, compact: bool = False) -> str:
    """The pattern that one of the values matches, with what they share written once.

    If it is to be compact, their beginnings too.
    """
    shapes: dict[tuple[bool, bool], list[str]] = {}
    for value in dict.fromkeys(values):
        shapes.setdefault((value.floats, value.ends), []).append(value.text)
    fixed: list[str] = []
    floating: list[str] = []
    for (floats, ends), texts in shapes.items():
        choices = [factored(texts)] if compact else texts
        target = floating if floats else fixed
        target += [grouped(choices) + "(?&_end)"] if ends else choices
    return grouped([*fixed, *([run + grouped(floating)] if floating else [])])
