r"""A judge of PPL, for the one command `where`.

Sources, in OpenSearch's documentation of PPL: "Expressions" (operators), "Conditional functions"
(`isnull`, `coalesce`, `regexp_match` with Java's expressions, found anywhere in a text), "String
functions" (`lower`, `locate`, `like`), "Type conversion functions" (`tonumber` is null for what is
not a number), "Identifiers" (backticks). Functions and comparisons with a null are taken as null;
whether NOT of a null is true is not documented, so it is refused. In a string, `\` escapes a
quotation mark or itself and is literal elsewhere. Everything else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from prove.problems import NotUnderstood
from prove.shared.expressions import ExpressionParser
from prove.shared.logic import Expression, coalesce, constant, some, strict_call
from prove.shared.values import COMPARISONS, wildcards

Value = Any
Event = Mapping[str, str | float]

PATTERN = re.compile(
    r"(?P<space>\s+)|(?P<operator><=|>=|!=|==|=|<|>)|(?P<mark>[(),])"
    r"|(?P<string>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|`(?P<field>[^`]+)`"
    r"|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>[A-Za-z_][A-Za-z0-9_]*)",
    re.DOTALL,
)
SOURCE = re.compile(r"source=[\w.*-]+ \| where ")
RESERVED = ("AND", "OR", "NOT", "IN")


class PplQuery:
    """A query, parsed once. Raises NotUnderstood."""

    def __init__(self, text: str) -> None:
        source = SOURCE.match(text)
        if source is None:
            raise NotUnderstood("not a source followed by one where")
        self.condition = Where(text[source.end() :]).condition()

    def finds(self, event: Event) -> bool:
        """Whether the query keeps an event."""
        return self.condition(event) is True


class Where(ExpressionParser[Event]):
    """The expression of a where."""

    pattern = PATTERN

    def negation(self) -> Expression[Event]:
        if not self.accept_word("NOT"):
            return self.comparison()
        return _not(self.negation())

    def comparison(self) -> Expression[Event]:
        left = self._operand()
        if self.accept_word("IN"):
            return some([_compared("=", left, right) for right in self.listed(self._operand)])
        if self.peek().kind != "operator":
            return left
        return _compared(self.next().text, left, self._operand())

    def _operand(self) -> Expression[Event]:
        if self.accept_mark("("):
            inner = self.expression()
            self.mark(")")
            return inner
        if self.is_word(RESERVED):
            raise NotUnderstood(f"{self.peek().text} where an operand is expected")
        token = self.take("string", "number", "field", "word")
        match token.kind:
            case "string":
                return constant(re.sub(r"\\([\\'\"])", r"\1", token.text[1:-1]))
            case "number":
                return constant(float(token.text))
            case "word" if self.is_mark("("):
                return self._call(token.text.lower())
            case "word" if token.text.lower() in ("true", "false"):
                return constant(token.text.lower() == "true")
        return lambda event: event.get(token.text)

    def _call(self, name: str) -> Expression[Event]:
        arguments = self.listed(self._argument)
        if name in ("isnull", "isnotnull"):
            (argument,) = arguments
            return lambda event: (argument(event) is None) is (name == "isnull")
        if name == "coalesce":
            return coalesce(arguments)
        if name not in FUNCTIONS:
            raise NotUnderstood(f"the function {name}")
        return strict_call(FUNCTIONS[name], arguments)

    def _argument(self) -> Expression[Event]:
        if self.peek().kind in ("word", "field") and self.peek(1).text == "=":
            raise NotUnderstood(f"the argument {self.peek().text} by name")
        return self.expression()


def _not(inner: Expression[Event]) -> Expression[Event]:
    def value(event: Event) -> Value:
        result = inner(event)
        if result is None:
            raise NotUnderstood("NOT of a null")
        return not result

    return value


def _compared(
    operator: str, left: Expression[Event], right: Expression[Event]
) -> Expression[Event]:
    if operator not in ("=", "==", *COMPARISONS):
        raise NotUnderstood(f"the operator {operator}")

    def value(event: Event) -> Value:
        first, second = left(event), right(event)
        if first is None or second is None:
            return None
        if type(first) is not type(second):
            raise NotUnderstood(f"{first!r} {operator} {second!r} compares two types")
        if operator in COMPARISONS:
            return COMPARISONS[operator](first, second)
        return first == second

    return value


def _regexp_match(text: str, expression: str) -> bool:
    return _java(expression).search(text) is not None


def _java(expression: str) -> re.Pattern[str]:
    """A Java expression for Python. Without the flag `d` Java has more line terminators than Python,
    so that `.` without `s`, and `$`, are refused."""
    flags, rest = "", expression
    if leading := re.match(r"\(\?([dims]+)\)", rest):
        flags, rest = leading[1], rest[leading.end() :]
    bare = re.sub(r"\\.", "", rest, flags=re.DOTALL)
    if "d" not in flags and ("$" in bare or ("." in bare and "s" not in flags)):
        raise NotUnderstood(f"a line terminator in {expression!r}")
    if re.search(r"\[[^\]]*(?:\[|&&)", bare):
        raise NotUnderstood(f"a nested set in {expression!r}")
    rest = re.sub(r"(\\\\)|\\z", lambda found: found[1] or r"\Z", rest)
    rest = rest.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!")
    python = "".join(flag for flag in flags if flag != "d")
    try:
        return re.compile(f"(?{python}){rest}" if python else rest)
    except re.error as problem:
        raise NotUnderstood(f"{problem} in {expression!r}") from problem


def _tonumber(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII) else None


def _like(text: str, pattern: str, cased: bool | None = None) -> bool:
    if cased is None:
        raise NotUnderstood("whether LIKE ignores case depends on a setting")
    if "\\" in pattern:
        raise NotUnderstood("LIKE has no documented escape")
    return wildcards(pattern, many="%", one="_", fold=not cased).fullmatch(text) is not None


def _lower(text: Value) -> str:
    if not isinstance(text, str):
        raise NotUnderstood(f"lower() of {text!r}")
    return text.lower()


FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "like": _like,
    "locate": lambda part, text: float(text.find(part) + 1),
    "lower": _lower,
    "regexp_match": _regexp_match,
    "tonumber": _tonumber,
}
"""Functions of values that are not null; each is null where one of its arguments is."""
