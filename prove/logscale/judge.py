r"""Queries of CrowdStrike's LogScale, read and judged from its documentation alone.

Sources, all of library.humio.com:

- "Query Filters" and "LQL Grammar": a filter is `or`s joined by `and`, which may be left out, so
  `or` binds more tightly; `not` before what it negates; steps are divided by `|`. An asterisk in a
  pattern is a wildcard that nothing escapes; a pattern is the whole of a value and regards case.
- "Operators": a comparison with a field that is missing fails, unless it is `!=`; `<` and its like
  compare numbers.
- "Regular Expression Flags": `i` pays no regard to case, `d` lets `.` be a line break, `m` makes
  `^` and `$` those of lines; without it they are those of the text.
- "Differences from Other Regex Implementations": `/regex/` alone searches all fields.
- "test()" and "Expressions": `lower(a) == lower(b)` compares two fields.

What the engine of regular expressions takes is documented as RE2's with differences; those are of
constructs that no query of ours has (`\h`, `\W`, possessive repetition), and `\W` is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from prove.engine import NotUnderstood, Rejected
from prove.shared.re2 import compiled

Row = Mapping[str, str]
"""The fields of an event; all values are texts."""
Test = Callable[[Row], bool]

_TOKENS = re.compile(
    r"(?P<space>\s+)|(?P<bracket>[()])|(?P<pipe>\|)|(?P<operator>!=|<=|>=|=|<|>)"
    r"|/(?P<regex>(?:[^/\\\n]|\\.)+)/(?P<flags>[A-Za-z]*)"
    r'|"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<word>[^\s()|=<>!/"]+)',
)
_CALL = re.compile(r'test\(lower\(("[^"]+"|[^\s()]+)\) == lower\(("[^"]+"|[^\s()]+)\)\)\s*$')
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_WORDS = ("and", "or", "not")


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    flags: str = ""


class LogScaleQuery:
    """A query, parsed once. Raises NotUnderstood and Rejected."""

    def __init__(self, query: str) -> None:
        self.steps = [_step(step) for step in _divided(query)]

    def finds(self, row: Row) -> bool:
        """Whether the query returns an event."""
        return all(step(row) for step in self.steps)


def _divided(query: str) -> list[str]:
    """The steps of a pipeline; a bar in a text or an expression divides nothing."""
    steps, start = [], 0
    for token, position in _scanned(query):
        if token.kind == "pipe":
            steps.append(query[start:position])
            start = position + 1
    return [*steps, query[start:]]


def _scanned(text: str) -> list[tuple[Token, int]]:
    found, position = [], 0
    while position < len(text):
        match = _TOKENS.match(text, position)
        if match is None or match.lastgroup is None:
            raise Rejected(f"unexpected {text[position : position + 20]!r}")
        kind = "regex" if match.lastgroup == "flags" else match.lastgroup
        if kind != "space":
            found.append((Token(kind, match[kind], match["flags"] or ""), position))
        position = match.end()
    return found


def _step(text: str) -> Test:
    text = text.strip()
    call = _CALL.match(text)
    if call:
        first, second = (name.strip('"') for name in call.groups())
        return lambda row: (
            first in row and second in row and row[first].lower() == row[second].lower()
        )
    parser = _Parser([token for token, _ in _scanned(text)])
    test = parser.conjunction()
    if parser.tokens:
        raise Rejected(f"left over: {parser.tokens[0]}")
    return test


class _Parser:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = list(tokens)

    def word(self) -> str:
        """The word of the language that is next, in small letters; empty where none is."""
        if self.tokens and self.tokens[0].kind == "word":
            word = self.tokens[0].text.lower()
            return word if word in _WORDS else ""
        return ""

    def conjunction(self) -> Test:
        tests = [self.disjunction()]
        while self.tokens and self.tokens[0] != Token("bracket", ")"):
            if self.word() == "and":
                self.tokens.pop(0)
            tests.append(self.disjunction())
        return lambda row: all(test(row) for test in tests)

    def disjunction(self) -> Test:
        tests = [self.negation()]
        while self.word() == "or":
            self.tokens.pop(0)
            tests.append(self.negation())
        return lambda row: any(test(row) for test in tests)

    def negation(self) -> Test:
        if self.word() == "not":
            self.tokens.pop(0)
            inner = self.negation()
            return lambda row: not inner(row)
        return self.primary()

    def primary(self) -> Test:
        token = self.next()
        if token == Token("bracket", "("):
            test = self.conjunction()
            if self.next() != Token("bracket", ")"):
                raise Rejected("a parenthesis is not closed")
            return test
        if token.kind == "regex":
            search = _search(token)
            return lambda row: any(search(value) for value in row.values())
        if token.kind not in ("word", "quoted") or token.text.lower() in _WORDS:
            raise Rejected(f"unexpected {token}")
        if not self.tokens or self.tokens[0].kind != "operator":
            raise NotUnderstood(f"a free text {token.text!r}")
        return self.comparison(_unquoted(token), self.next().text)

    def comparison(self, field: str, operator: str) -> Test:
        pattern = self.next()
        if operator in ("=", "!="):
            matches = _pattern(pattern)
            if operator == "=":
                return lambda row: field in row and matches(row[field])
            return lambda row: field not in row or not matches(row[field])
        if pattern.kind != "word" or not _NUMBER.fullmatch(pattern.text):
            raise Rejected(f"no number: {pattern.text!r}")
        bound = float(pattern.text)
        return lambda row: field in row and _ordered(row[field], operator, bound)

    def next(self) -> Token:
        if not self.tokens:
            raise Rejected("the filter ends too early")
        return self.tokens.pop(0)


def _pattern(token: Token) -> Callable[[str], bool]:
    if token.kind == "regex":
        return _search(token)
    if token.kind not in ("word", "quoted") or (
        token.kind == "word" and token.text.lower() in _WORDS
    ):
        raise Rejected(f"no pattern: {token}")
    expression = re.compile(
        ".*".join(re.escape(part) for part in _unquoted(token).split("*")), re.DOTALL
    )
    return lambda value: expression.fullmatch(value) is not None


def _unquoted(token: Token) -> str:
    if token.kind == "quoted" and re.search(r'\\[^\\"]', token.text):
        raise NotUnderstood(f"an escape in the text {token.text!r}")
    return re.sub(r"\\(.)", r"\1", token.text) if token.kind == "quoted" else token.text


def _search(token: Token) -> Callable[[str], bool]:
    if set(token.flags) - set("idmF"):
        raise NotUnderstood(f"the flags {token.flags!r} of a regular expression")
    if re.search(r"(?<!\\)(?:\\\\)*(?:\\[Whpk]|\(\?P?<)", token.text):
        raise NotUnderstood(f"a construct that LogScale reads otherwise: {token.text!r}")
    flags = token.flags.replace("d", "s").replace("F", "")
    source = token.text.replace(r"\/", "/")
    expression = compiled(f"(?{flags}){source}" if flags else source)
    return lambda value: expression.search(value) is not None


def _ordered(text: str, operator: str, bound: float) -> bool:
    if not _NUMBER.fullmatch(text):
        return False
    value = float(text)
    return {
        "<": value < bound,
        "<=": value <= bound,
        ">": value > bound,
        ">=": value >= bound,
    }[operator]
