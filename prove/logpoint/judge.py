"""Evaluates Logpoint queries on events: the part of the language that our queries use.

Written from Logpoint's documentation (search query language, process commands, evaluation
process plugin), without a look at the back end. Stricter than Logpoint where the documentation
is silent: AND beside OR without parentheses, an unquoted reserved word, a field that is no plain
name as argument of a command, and a new field that takes an existing one's name are errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Event = Mapping[str, tuple[str, ...]]
"""Values by Logpoint's field names; `msg` has the log as it came, in pieces."""

Condition = Callable[[Event], bool]
Command = Callable[[dict[str, tuple[str, ...]]], bool]
"""Adds fields to an event; false if it drops it."""

RESERVED = {"process", "search", "filter", "chart", "and", "or", "not", "in", "rename", "fields"}

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>"[^"]*"|'[^']*')
      | (?P<operator>!=|<=|>=|=|<|>)
      | (?P<mark>[()\[\],|])
      | (?P<minus>-(?=\S))
      | (?P<word>[\w.*?/\\:-]+)""",
    re.VERBOSE,
)
_EVAL = re.compile(
    r"(?P<new>\w+)=case\(isnotnull\((?P<old>\w+)\) -> '(?P<yes>\w+)', true -> '(?P<no>\w+)'\)"
)


class LogpointSyntaxError(ValueError):
    """A query that Logpoint's documentation does not allow, or leaves ambiguous."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query."""

    kind: str
    text: str

    @property
    def value(self) -> str:
        """What a quoted token holds: a backslash in it is a backslash."""
        return self.text[1:-1] if self.kind == "string" else self.text


@dataclass(frozen=True, slots=True)
class Query:
    """A search followed by commands."""

    commands: tuple[Command, ...]

    def matches(self, event: Event) -> bool:
        """Whether the log is among the results."""
        fields = dict(event)
        return all(command(fields) for command in self.commands)


def parse(text: str) -> Query:
    """Reads a query; raises LogpointSyntaxError."""
    return _Parser(_tokens(text)).query()


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise LogpointSyntaxError(f"cannot read {text[position : position + 20]!r}")
        kind = match.lastgroup or ""
        if kind != "space":
            tokens.append(Token(kind, match[0]))
        position = match.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self, ahead: int = 0) -> Token:
        index = self.at + ahead
        return self.tokens[index] if index < len(self.tokens) else Token("end", "")

    def take(self, text: str | None = None, kind: str | None = None) -> Token:
        token = self.peek()
        if (text is not None and token.text != text) or (kind is not None and token.kind != kind):
            raise LogpointSyntaxError(f"expected {text or kind}, found {token.text!r}")
        self.at += 1
        return token

    def query(self) -> Query:
        commands: list[Command] = []
        if self.peek().text != "|":
            commands.append(_search(self.expression()))
        while self.peek().kind != "end":
            self.take("|")
            commands.append(self.command())
        if not commands:
            raise LogpointSyntaxError("an empty query")
        return Query(tuple(commands))

    def command(self) -> Command:
        name = self.take(kind="word").text
        if name == "search":
            return _search(self.expression())
        if name != "process":
            raise LogpointSyntaxError(f"the command {name} is not known here")
        plugin = self.take(kind="word").text
        self.take("(")
        first = self.take(kind="string")
        if first.text[0] != '"':
            raise LogpointSyntaxError("the argument of a process command stands in double quotes")
        if plugin == "eval":
            made = _eval(first.value)
        elif plugin == "regex":
            self.take(",")
            made = _regex(first.value, self.field_argument())
        else:
            raise LogpointSyntaxError(f"the process command {plugin} is not known here")
        self.take(")")
        return made

    def field_argument(self) -> str:
        name = self.take(kind="word").text
        if not re.fullmatch(r"[A-Za-z_][\w.]*", name) or name.lower() in RESERVED:
            raise LogpointSyntaxError(f"{name!r} cannot stand as an argument")
        return name

    def expression(self) -> Condition:
        terms = [self.term()]
        joiners: set[str] = set()
        while (token := self.peek()).kind != "end" and token.text not in ("|", ")"):
            joiner = token.text.upper() if token.kind == "word" else ""
            if joiner in ("AND", "OR"):
                self.at += 1
            joiners.add("OR" if joiner == "OR" else "AND")
            terms.append(self.term())
        if len(joiners) > 1:
            raise LogpointSyntaxError("AND and OR beside each other without parentheses")
        if "OR" in joiners:
            return lambda event: any(term(event) for term in terms)
        return lambda event: all(term(event) for term in terms)

    def term(self) -> Condition:
        token = self.peek()
        if token.kind == "minus":
            self.at += 1
            if self.peek().kind == "minus":
                raise LogpointSyntaxError("two signs of negation")
            inner = self.term()
            return lambda event: not inner(event)
        if token.text == "(":
            self.at += 1
            inner = self.expression()
            self.take(")")
            return inner
        return self.comparison()

    def comparison(self) -> Condition:
        first = self.peek()
        if first.kind not in ("string", "word"):
            raise LogpointSyntaxError(f"expected a condition, found {first.text!r}")
        self.at += 1
        following = self.peek()
        if following.kind == "operator":
            self.at += 1
            return _comparison(_field(first), following.text, self.value())
        if following.kind == "word" and following.text.upper() == "IN":
            self.at += 1
            self.take("[")
            values = [self.value()]
            while self.peek().text == ",":
                self.at += 1
                values.append(self.value())
            self.take("]")
            name = _field(first)
            tests = [_comparison(name, "=", value) for value in values]
            return lambda event: any(test(event) for test in tests)
        if first.kind == "word" and first.text.lower() in RESERVED:
            raise LogpointSyntaxError(f"the reserved word {first.text} as a search term")
        return _phrase(first.value)

    def value(self) -> str:
        token = self.peek()
        if token.kind == "minus" and self.peek(1).kind == "word":
            self.at += 2
            return "-" + self.tokens[self.at - 1].text
        if token.kind not in ("string", "word"):
            raise LogpointSyntaxError(f"expected a value, found {token.text!r}")
        self.at += 1
        return token.value


def _field(token: Token) -> str:
    if token.kind == "word" and (
        not re.fullmatch(r"[\w.]+", token.text) or token.text.lower() in RESERVED
    ):
        raise LogpointSyntaxError(f"the field {token.text!r} must be quoted")
    return token.value


def _search(condition: Condition) -> Command:
    return lambda event: condition(event)


def wildcard(value: str) -> re.Pattern[str]:
    """A value as a pattern: `*` is any text, `?` one character, case does not matter."""
    body = "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in value)
    return re.compile(body, re.IGNORECASE | re.DOTALL)


def _comparison(name: str, operator: str, value: str) -> Condition:
    if operator == "=":
        pattern = wildcard(value)
        return lambda event: any(map(pattern.fullmatch, event.get(name, ())))
    if operator == "!=":
        raise LogpointSyntaxError("whether != holds for a missing field is not documented")
    tests: dict[str, Callable[[float, float], bool]] = {
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b,
    }
    holds, limit = tests[operator], float(value)
    return lambda event: any(
        holds(float(text), limit) for text in event.get(name, ()) if _is_number(text)
    )


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", text, re.ASCII) is not None


def _phrase(text: str) -> Condition:
    """A text without a field: looked for in the log as it came, whole words unless wildcards."""
    body = "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in text)
    start = "" if text.startswith("*") else r"(?<!\w)"
    end = "" if text.endswith("*") else r"(?!\w)"
    pattern = re.compile(start + body + end, re.IGNORECASE | re.DOTALL)
    return lambda event: any(map(pattern.search, event.get("msg", ())))


def _regex(pattern: str, name: str) -> Command:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise LogpointSyntaxError(f"the regular expression {pattern!r}: {error}") from error
    if not compiled.groupindex:
        raise LogpointSyntaxError("process regex without a named group")

    def run(event: dict[str, tuple[str, ...]]) -> bool:
        for text in event.get(name, ()):
            if match := compiled.search(text):
                # An empty capture is left out: whether it makes a field is not documented.
                event.update({group: (got,) for group, got in match.groupdict().items() if got})
                break
        return True

    return run


def _eval(text: str) -> Command:
    match = _EVAL.fullmatch(text)
    if match is None:
        raise LogpointSyntaxError(f"the evaluation {text!r} is not known here")
    new, old, yes, no = match["new"], match["old"], match["yes"], match["no"]

    def run(event: dict[str, tuple[str, ...]]) -> bool:
        if new in event:
            raise LogpointSyntaxError(f"eval cannot change the existing field {new}")
        event[new] = (yes if old in event else no,)
        return True

    return run
