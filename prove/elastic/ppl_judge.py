r"""A judge of PPL, for the one command `where`.

Sources, in OpenSearch's documentation of PPL: "Expressions" (operators), "Conditional functions"
(`isnull`, `coalesce`, `regexp_match` with Java's expressions, found anywhere in a text), "String
functions" (`lower`, `locate`, `like`), "Type conversion functions" (`tonumber` is null of what is no
number), "Identifiers" (backticks). Functions and comparisons with a null are taken as null; whether
NOT of a null is true is not documented, so the judge refuses to say. In a string `\` makes a
quotation mark or itself a character, and stands for itself elsewhere. Everything else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Value = Any
Event = Mapping[str, str | float]
Expression = Callable[[Event], Value]

_TOKENS = re.compile(
    r"(?P<space>\s+)|(?P<operator><=|>=|!=|==|=|<|>)|(?P<punctuation>[(),])"
    r"|(?P<string>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|(?P<field>`[^`]+`)"
    r"|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>[A-Za-z_][A-Za-z0-9_]*)",
    re.DOTALL,
)
_SOURCE = re.compile(r"source=[\w.*-]+ \| where ")


class PplError(ValueError):
    """What is no PPL, or PPL that the judge does not know."""


class PplQuery:
    """A query, parsed once. Raises PplError."""

    def __init__(self, text: str) -> None:
        source = _SOURCE.match(text)
        if source is None:
            raise PplError("not a source with one where behind it")
        self.condition = _Parser(text[source.end() :]).whole()

    def finds(self, event: Event) -> bool:
        """Whether the query keeps an event."""
        return self.condition(event) is True


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        position = 0
        while position < len(text):
            found = _TOKENS.match(text, position)
            if found is None:
                raise PplError(f"unexpected {text[position : position + 20]!r}")
            position = found.end()
            if found.lastgroup != "space":
                self.tokens.append((str(found.lastgroup), found[0]))
        self.position = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.position] if self.position < len(self.tokens) else ("end", "")

    def accept(self, kind: str, *texts: str) -> str | None:
        found = self.peek()
        if found[0] == kind and (not texts or found[1].upper() in texts):
            self.position += 1
            return found[1]
        return None

    def expect(self, text: str) -> None:
        if self.accept("punctuation", text) is None:
            raise PplError(f"{text} is expected, not {self.peek()[1]!r}")

    def whole(self) -> Expression:
        made = self.either()
        if self.peek()[0] != "end":
            raise PplError(f"left over: {self.peek()[1]!r}")
        return made

    def either(self) -> Expression:
        parts = [self.both()]
        while self.accept("word", "OR"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else _or(*parts)

    def both(self) -> Expression:
        parts = [self.negation()]
        while self.accept("word", "AND"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else _and(*parts)

    def negation(self) -> Expression:
        if self.accept("word", "NOT"):
            return _not(self.negation())
        return self.comparison()

    def comparison(self) -> Expression:
        left = self.operand()
        if self.accept("word", "IN"):
            self.expect("(")
            tests = [_compared("=", left, self.operand())]
            while self.accept("punctuation", ","):
                tests.append(_compared("=", left, self.operand()))
            self.expect(")")
            return _or(*tests)
        operator = self.accept("operator")
        return left if operator is None else _compared(operator, left, self.operand())

    def operand(self) -> Expression:
        if self.accept("punctuation", "("):
            made = self.either()
            self.expect(")")
            return made
        if (text := self.accept("string")) is not None:
            return _constant(_string(text))
        if (number := self.accept("number")) is not None:
            return _constant(float(number))
        if (field := self.accept("field")) is not None:
            return _field(field[1:-1])
        word = self.accept("word")
        if word is None or word.upper() in ("AND", "OR", "NOT", "IN"):
            raise PplError(f"an operand is missing before {self.peek()[1]!r}")
        if self.accept("punctuation", "("):
            return self.call(word.lower())
        if word.lower() in ("true", "false"):
            return _constant(word.lower() == "true")
        return _field(word)

    def call(self, name: str) -> Expression:
        arguments = [self.argument()]
        while self.accept("punctuation", ","):
            arguments.append(self.argument())
        self.expect(")")
        if name in ("isnull", "isnotnull"):
            (argument,) = arguments
            return lambda event: (argument(event) is None) is (name == "isnull")
        if name == "coalesce":
            return lambda event: next(
                (value for argument in arguments if (value := argument(event)) is not None), None
            )
        if name not in FUNCTIONS:
            raise PplError(f"the function {name}")
        function = FUNCTIONS[name]

        def value(event: Event) -> Value:
            given = [argument(event) for argument in arguments]
            return None if None in given else function(*given)

        return value

    def argument(self) -> Expression:
        following = self.tokens[self.position + 1 : self.position + 2]
        if self.peek()[0] in ("word", "field") and following == [("operator", "=")]:
            raise PplError(f"an argument by the name of {self.peek()[1]}")
        return self.either()


def _string(text: str) -> str:
    return re.sub(r"\\([\\'\"])", r"\1", text[1:-1])


def _constant(value: Value) -> Expression:
    return lambda event: value


def _field(name: str) -> Expression:
    return lambda event: event.get(name)


def _not(inner: Expression) -> Expression:
    def value(event: Event) -> Value:
        negated = inner(event)
        if negated is None:
            raise PplError("NOT of a null")
        return not negated

    return value


def _and(*parts: Expression) -> Expression:
    def value(event: Event) -> Value:
        found = [part(event) for part in parts]
        return False if False in found else None if None in found else True

    return value


def _or(*parts: Expression) -> Expression:
    def value(event: Event) -> Value:
        found = [part(event) for part in parts]
        return True if True in found else None if None in found else False

    return value


def _compared(operator: str, left: Expression, right: Expression) -> Expression:
    def value(event: Event) -> Value:
        first, second = left(event), right(event)
        if first is None or second is None:
            return None
        if type(first) is not type(second):
            raise PplError(f"{first!r} {operator} {second!r} compares two types")
        compared: dict[str, Callable[[], bool]] = {
            "=": lambda: first == second,
            "==": lambda: first == second,
            "<": lambda: first < second,
            "<=": lambda: first <= second,
            ">": lambda: first > second,
            ">=": lambda: first >= second,
        }
        if operator not in compared:
            raise PplError(f"the operator {operator}")
        return compared[operator]()

    return value


def _regexp_match(text: str, expression: str) -> bool:
    return _java(expression).search(text) is not None


def _java(expression: str) -> re.Pattern[str]:
    """A Java expression for Python. Without the flag `d` Java knows more ends of lines, so `.`
    without `s`, and `$`, are refused then."""
    flags, rest = "", expression
    if leading := re.match(r"\(\?([dims]+)\)", rest):
        flags, rest = leading[1], rest[leading.end() :]
    bare = re.sub(r"\\.", "", rest, flags=re.DOTALL)
    if "d" not in flags and ("$" in bare or ("." in bare and "s" not in flags)):
        raise PplError(f"an end of a line in {expression!r}")
    if re.search(r"\[[^\]]*(?:\[|&&)", bare):
        raise PplError(f"a set in a set in {expression!r}")
    rest = re.sub(r"(\\\\)|\\z", lambda found: found[1] or r"\Z", rest)
    rest = rest.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!")
    python = "".join(flag for flag in flags if flag != "d")
    try:
        return re.compile(f"(?{python}){rest}" if python else rest)
    except re.error as problem:
        raise PplError(f"{problem} in {expression!r}") from problem


def _tonumber(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII) else None


def _like(text: str, pattern: str, cased: bool | None = None) -> bool:
    if cased is None:
        raise PplError("whether LIKE regards case depends on a setting")
    if "\\" in pattern:
        raise PplError("LIKE has no documented escape")
    parts = {"%": ".*", "_": "."}
    expression = "".join(parts.get(char) or re.escape(char) for char in pattern)
    flags = re.DOTALL if cased else re.DOTALL | re.IGNORECASE
    return re.fullmatch(expression, text, flags) is not None


def _lower(text: Value) -> str:
    if not isinstance(text, str):
        raise PplError(f"a text is to be lower-cased, not {text!r}")
    return text.lower()


FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "like": _like,
    "locate": lambda part, text: float(text.find(part) + 1),
    "lower": _lower,
    "regexp_match": _regexp_match,
    "tonumber": _tonumber,
}
"""Functions of values that are not null; each is null where one of its arguments is."""
