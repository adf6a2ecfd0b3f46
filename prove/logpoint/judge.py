"""Evaluates Logpoint queries on events: the part of the language that our queries use.

Written from Logpoint's documentation (search query language, process commands, evaluation
process plugin), without looking at the back end. Stricter than Logpoint where the documentation
is silent: AND next to OR without parentheses, an unquoted reserved word, a field that is not a
plain name as argument of a command, and a new field with the name of an existing one are errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from prove.problems import NotUnderstood
from prove.shared.expressions import Condition, ExpressionParser
from prove.shared.logic import negated
from prove.shared.tokens import Token
from prove.shared.values import COMPARISONS, wildcards

Event = Mapping[str, tuple[str, ...]]
"""Values by Logpoint's field names; `msg` has the original log, in pieces."""

Command = Callable[[dict[str, tuple[str, ...]]], bool]
"""Adds fields to an event; false if it drops it."""

RESERVED = {"process", "search", "filter", "chart", "and", "or", "not", "in", "rename", "fields"}

PATTERN = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>"[^"]*"|'[^']*')
      | (?P<operator>!=|<=|>=|=|<|>)
      | (?P<mark>[()\[\],|])
      | (?P<minus>-(?=\S))
      | (?P<word>[\w.*?/\\:-]+)""",
    re.VERBOSE,
)
EVAL = re.compile(
    r"(?P<new>\w+)=case\(isnotnull\((?P<old>\w+)\) -> '(?P<yes>\w+)', true -> '(?P<no>\w+)'\)"
)


@dataclass(frozen=True, slots=True)
class Query:
    """A search followed by commands."""

    commands: tuple[Command, ...]

    def matches(self, event: Event) -> bool:
        """Whether the log is among the results."""
        fields = dict(event)
        return all(command(fields) for command in self.commands)


def parse(text: str) -> Query:
    """Reads a query. Raises NotUnderstood."""
    return _Parser(text).query()


class _Parser(ExpressionParser[Event]):
    pattern = PATTERN
    ENDS = (")", "|")
    juxtaposed = True
    strict = True

    def query(self) -> Query:
        commands: list[Command] = []
        if not self.is_mark("|"):
            commands.append(_search(self.expression()))
        while self.peek().kind != "end":
            self.mark("|")
            commands.append(self._command())
        if not commands:
            raise NotUnderstood("an empty query")
        return Query(tuple(commands))

    def _command(self) -> Command:
        name = self.take("word").text
        if name == "search":
            return _search(self.expression())
        if name != "process":
            raise NotUnderstood(f"the command {name}")
        plugin = self.take("word").text
        self.mark("(")
        first = self.take("string")
        if first.text[0] != '"':
            raise NotUnderstood("an argument of a process command without double quotes")
        if plugin == "eval":
            command = _eval(_value(first))
        elif plugin == "regex":
            self.mark(",")
            command = _regex(_value(first), self._field_argument())
        else:
            raise NotUnderstood(f"the process command {plugin}")
        self.mark(")")
        return command

    def _field_argument(self) -> str:
        name = self.take("word").text
        if not re.fullmatch(r"[A-Za-z_][\w.]*", name) or name.lower() in RESERVED:
            raise NotUnderstood(f"the argument {name!r}")
        return name

    def negation(self) -> Condition[Event]:
        if self.peek().kind != "minus":
            return self.primary()
        self.next()
        if self.peek().kind == "minus":
            raise NotUnderstood("two signs of negation")
        return negated(self.negation())

    def comparison(self) -> Condition[Event]:
        first = self.take("string", "word")
        if self.peek().kind == "operator":
            return _comparison(_field(first), self.next().text, self._operand())
        if self.accept_word("IN"):
            self.mark("[")
            values = self.separated(self._operand)
            self.mark("]")
            name = _field(first)
            tests = [_comparison(name, "=", value) for value in values]
            return lambda event: any(test(event) for test in tests)
        if first.kind == "word" and first.text.lower() in RESERVED:
            raise NotUnderstood(f"the reserved word {first.text} as a search term")
        return _phrase(_value(first))

    def _operand(self) -> str:
        if self.peek().kind == "minus" and self.peek(1).kind == "word":
            return self.next().text + self.next().text
        return _value(self.take("string", "word"))


def _value(token: Token) -> str:
    """What a token holds: a backslash in quotes is a backslash."""
    return token.text[1:-1] if token.kind == "string" else token.text


def _field(token: Token) -> str:
    if token.kind == "word" and (
        not re.fullmatch(r"[\w.]+", token.text) or token.text.lower() in RESERVED
    ):
        raise NotUnderstood(f"the field {token.text!r} must be quoted")
    return _value(token)


def _search(condition: Condition[Event]) -> Command:
    return lambda event: condition(event) is True


def _comparison(name: str, operator: str, value: str) -> Condition[Event]:
    if operator == "=":
        pattern = wildcards(value, one="?")
        return lambda event: any(map(pattern.fullmatch, event.get(name, ())))
    if operator == "!=":
        raise NotUnderstood("whether != holds for a missing field is not documented")
    holds, limit = COMPARISONS[operator], float(value)
    return lambda event: any(
        holds(float(text), limit) for text in event.get(name, ()) if _is_number(text)
    )


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", text, re.ASCII) is not None


def _phrase(text: str) -> Condition[Event]:
    """A text without a field: found in the original log, as whole words except at wildcards."""
    body = wildcards(text, one="?").pattern
    start = "" if text.startswith("*") else r"(?<!\w)"
    end = "" if text.endswith("*") else r"(?!\w)"
    pattern = re.compile(start + body + end, re.IGNORECASE | re.DOTALL)
    return lambda event: any(map(pattern.search, event.get("msg", ())))


def _regex(pattern: str, name: str) -> Command:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise NotUnderstood(f"the regular expression {pattern!r}: {error}") from error
    if not compiled.groupindex:
        raise NotUnderstood("process regex without a named group")

    def run(event: dict[str, tuple[str, ...]]) -> bool:
        for text in event.get(name, ()):
            if match := compiled.search(text):
                # An empty capture is left out: whether it makes a field is not documented.
                event.update({group: (got,) for group, got in match.groupdict().items() if got})
                break
        return True

    return run


def _eval(text: str) -> Command:
    match = EVAL.fullmatch(text)
    if match is None:
        raise NotUnderstood(f"the evaluation {text!r}")
    new, old, yes, no = match["new"], match["old"], match["yes"], match["no"]

    def run(event: dict[str, tuple[str, ...]]) -> bool:
        if new in event:
            raise NotUnderstood(f"eval cannot change the existing field {new}")
        event[new] = (yes if old in event else no,)
        return True

    return run
