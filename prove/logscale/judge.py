r"""Queries of CrowdStrike's LogScale, judged by its documentation alone.

Sources, all of library.humio.com:

- "Query Filters" and "LQL Grammar": a filter is `or`s joined by `and`, which may be left out, so
  `or` binds more tightly; `not` precedes what it negates; steps are divided by `|`. An asterisk in a
  pattern is a wildcard that cannot be escaped; a pattern is the whole of a value and respects case.
- "Operators": a comparison with a missing field fails, except with `!=`; `<` and the like compare
  numbers.
- "Regular Expression Flags": `i` ignores case, `d` lets `.` match a line break, `m` makes `^` and
  `$` match at lines; without it they match at the text.
- "Differences from Other Regex Implementations": `/regex/` alone searches all fields.
- "test()" and "Expressions": `lower(a) == lower(b)` compares two fields.

The engine of regular expressions is documented as RE2 with differences; those concern constructs
that none of our queries has (`\h`, `\W`, possessive repetition), and `\W` is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from prove.problems import NotUnderstood, Rejected
from prove.shared import re2
from prove.shared.expressions import Condition, ExpressionParser
from prove.shared.tokens import Token
from prove.shared.values import COMPARISONS, Test, wildcards

Row = Mapping[str, str]
"""The fields of an event; all values are texts."""

PATTERN = re.compile(
    r"(?P<space>\s+)|(?P<mark>[()])|(?P<pipe>\|)|(?P<operator>!=|<=|>=|=|<|>)"
    r"|(?P<regex>/(?:[^/\\\n]|\\.)+/[A-Za-z]*)"
    r'|"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<word>[^\s()|=<>!/"]+)',
)
CALL = re.compile(r'test\(lower\(("[^"]+"|[^\s()]+)\) == lower\(("[^"]+"|[^\s()]+)\)\)\s*$')
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
RESERVED = ("AND", "OR", "NOT")


class LogScaleQuery:
    """A query, parsed once. Raises NotUnderstood and Rejected."""

    def __init__(self, query: str) -> None:
        self.steps = [_step(step.strip()) for step in _divided(query)]

    def finds(self, row: Row) -> bool:
        """Whether the query returns an event."""
        return all(step(row) for step in self.steps)


def _divided(query: str) -> list[str]:
    """The steps of a pipeline; a bar in a text or an expression does not divide it."""
    steps, start = [], 0
    for match in PATTERN.finditer(query):
        if match.lastgroup == "pipe":
            steps.append(query[start : match.start()])
            start = match.end()
    return [*steps, query[start:]]


def _step(text: str) -> Condition[Row]:
    call = CALL.match(text)
    if call:
        first, second = (name.strip('"') for name in call.groups())
        return lambda row: (
            first in row and second in row and row[first].lower() == row[second].lower()
        )
    return Filter(text).condition()


class Filter(ExpressionParser[Row]):
    """A step that is a filter."""

    pattern = PATTERN
    problem = Rejected
    or_first = True
    juxtaposed = True

    def comparison(self) -> Condition[Row]:
        if self.peek().kind == "regex":
            search = _search(self.next())
            return lambda row: any(search(value) for value in row.values())
        if self.is_word(RESERVED):
            raise Rejected(f"unexpected {self.peek().text}")
        token = self.take("word", "quoted")
        if self.peek().kind != "operator":
            raise NotUnderstood(f"a free text {token.text!r}")
        field, operator = _unquoted(token), self.next().text
        if operator in ("=", "!="):
            matches = self._pattern()
            if operator == "=":
                return lambda row: field in row and matches(row[field])
            return lambda row: field not in row or not matches(row[field])
        bound = self.take("word").text
        if not NUMBER.fullmatch(bound):
            raise Rejected(f"not a number: {bound!r}")
        return lambda row: (
            field in row
            and NUMBER.fullmatch(row[field]) is not None
            and COMPARISONS[operator](float(row[field]), float(bound))
        )

    def _pattern(self) -> Test:
        if self.is_word(RESERVED):
            raise Rejected(f"not a pattern: {self.peek().text}")
        token = self.take("regex", "word", "quoted")
        if token.kind == "regex":
            return _search(token)
        pattern = wildcards(_unquoted(token), fold=False)
        return lambda value: pattern.fullmatch(value) is not None


def _unquoted(token: Token) -> str:
    if token.kind == "quoted" and re.search(r'\\[^\\"]', token.text):
        raise NotUnderstood(f"an escape in the text {token.text!r}")
    return re.sub(r"\\(.)", r"\1", token.text) if token.kind == "quoted" else token.text


def _search(token: Token) -> Test:
    body, _, flags = token.text[1:].rpartition("/")
    if set(flags) - set("idmF"):
        raise NotUnderstood(f"the flags {flags!r} of a regular expression")
    if re.search(r"(?<!\\)(?:\\\\)*(?:\\[Whpk]|\(\?P?<)", body):
        raise NotUnderstood(f"a construct that means something else in LogScale: {body!r}")
    flags = flags.replace("d", "s").replace("F", "")
    body = body.replace(r"\/", "/")
    return re2.search(f"(?{flags}){body}" if flags else body)
