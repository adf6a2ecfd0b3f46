r"""Expressions of Splunk's eval and where commands, read and judged from their documentation.

Sources, all of Splunk Enterprise 9 and 10:

- Search Manual, "Boolean expressions with logical operators": NOT, then AND, then OR.
- Search Reference, "eval" and "where": a field in single quotes or a bare name, a text in double
  quotes; comparison is by case; a comparison with a missing field is null, and `if` takes what is
  not true for false.
- Search Reference, "Evaluation functions": `match(<str>,<regex>)` and `mvfind(<mv>,<regex>)`
  search with PCRE, `mvfind` gives the index of the first value that matches, else null;
  `mvcount` of a single value is 1; `mvfilter(<predicate>)` keeps the values for which it holds;
  `nullif` is null where both are equal; `substr` counts from 1 and from the end where negative; `tonumber` of no number is null.

What a backslash means to PCRE behind a string's own unescaping is documented for the search
command only, so a string with one of that command's escapes is refused as ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from prove.splunk.search import Event, SplError, values_of

Value = Any
Expression = Callable[[Event], Value]

_TOKENS = re.compile(
    r"""(?P<space>\s+)|(?P<punctuation>[(),])|(?P<operator>!=|<=|>=|==|=|<|>)
    |"(?P<text>(?:[^"\\]|\\.)*)"|'(?P<field>[^']+)'|(?P<number>-?\d+(?:\.\d+)?)
    |(?P<minus>-)|(?P<word>[A-Za-z_]\w*)""",
    re.VERBOSE | re.DOTALL,
)


def eval_expression(text: str) -> Expression:
    """The function from an event to a value; raises SplError where the text is none."""
    tokens: list[tuple[str, str]] = []
    position = 0
    while position < len(text):
        match = _TOKENS.match(text, position)
        if match is None or match.lastgroup is None:
            raise SplError(f"unexpected in eval: {text[position : position + 20]!r}")
        position = match.end()
        if match.lastgroup != "space":
            tokens.append((match.lastgroup, match[match.lastgroup]))
    parser = _Parser(tokens)
    expression = parser.disjunction()
    if parser.position != len(tokens):
        raise SplError(f"left over in eval: {tokens[parser.position]}")
    return expression


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.position = 0

    def accept(self, kind: str, *texts: str) -> str | None:
        if self.position < len(self.tokens):
            token_kind, text = self.tokens[self.position]
            if token_kind == kind and (not texts or text in texts):
                self.position += 1
                return text
        return None

    def disjunction(self) -> Expression:
        expression = self.conjunction()
        while self.accept("word", "OR"):
            expression = _either(expression, self.conjunction())
        return expression

    def conjunction(self) -> Expression:
        expression = self.negation()
        while self.accept("word", "AND"):
            expression = _both(expression, self.negation())
        return expression

    def negation(self) -> Expression:
        if self.accept("word", "NOT"):
            inner = self.negation()
            return lambda event: None if (value := inner(event)) is None else not value
        return self.comparison()

    def comparison(self) -> Expression:
        left = self.operand()
        operator = self.accept("operator")
        return left if operator is None else _compared(left, operator, self.operand())

    def operand(self) -> Expression:
        if self.accept("minus"):
            inner = self.operand()
            return lambda event: None if (value := inner(event)) is None else -value
        if self.accept("punctuation", "("):
            inner = self.disjunction()
            self.close()
            return inner
        if (number := self.accept("number")) is not None:
            return _constant(float(number))
        if (field := self.accept("field")) is not None:
            return _field(field)
        if (text := self.accept("text")) is not None:
            return _constant(_string(text))
        word = self.accept("word")
        if word is None:
            raise SplError("an operand is missing in eval")
        if self.accept("punctuation", "(") is None:
            return _field(word)
        return self.call(word)

    def call(self, name: str) -> Expression:
        arguments = [self.disjunction()]
        while self.accept("punctuation", ","):
            arguments.append(self.disjunction())
        self.close()
        if name == "mvfilter":
            return _filtered(arguments[0])
        if name not in FUNCTIONS:
            raise SplError(f"{name}() is no function that the judge knows")
        function = FUNCTIONS[name]
        return lambda event: function(*(argument(event) for argument in arguments))

    def close(self) -> None:
        if self.accept("punctuation", ")") is None:
            raise SplError("a parenthesis is not closed in eval")


def _string(body: str) -> str:
    if re.search(r'\\[\\"|]', body):
        raise SplError(f"an escape whose meaning to eval is not documented: {body!r}")
    if "`" in body or re.search(r"[\x00-\x1f]", body):
        raise SplError(f"a backtick or a control character in a string: {body!r}")
    return body


def _constant(value: Value) -> Expression:
    return lambda event: value


def _field(name: str) -> Expression:
    def value(event: Event) -> Value:
        values = values_of(event, name)
        return None if not values else values[0] if len(values) == 1 else values

    value.field = name  # type: ignore[attr-defined]
    return value


def _either(left: Expression, right: Expression) -> Expression:
    def value(event: Event) -> Value:
        sides = left(event), right(event)
        return True if True in sides else None if None in sides else False

    return value


def _both(left: Expression, right: Expression) -> Expression:
    def value(event: Event) -> Value:
        sides = left(event), right(event)
        return False if False in sides else None if None in sides else True

    return value


def _compared(left: Expression, operator: str, right: Expression) -> Expression:
    def value(event: Event) -> Value:
        first, second = left(event), right(event)
        if first is None or second is None:
            return None
        if isinstance(first, list) or isinstance(second, list):
            return None  # not documented
        if isinstance(first, str) != isinstance(second, str):
            first, second = to_number(first), to_number(second)
            if first is None or second is None:
                return operator == "!="
        return {
            "=": first == second,
            "==": first == second,
            "!=": first != second,
            "<": first < second,
            "<=": first <= second,
            ">": first > second,
            ">=": first >= second,
        }[operator]

    # The one field that mvfilter may ask about lies at the bottom of its left side.
    value.field = getattr(left, "field", None)  # type: ignore[attr-defined]
    return value


def _filtered(predicate: Expression) -> Expression:
    def value(event: Event) -> Value:
        names = {name for name in event if predicate({name: "0"}) is not None}
        if len(names) > 1:
            raise SplError("mvfilter asks about more than one field")
        kept = [
            item
            for name in names
            for item in values_of(event, name)
            if predicate({name: item}) is True
        ]
        return kept or None

    return value


def to_number(value: Value) -> float | None:
    """`tonumber`: null of what is no number."""
    try:
        return None if value is None else float(value)
    except ValueError:
        return None


def pcre(expression: str) -> re.Pattern[str]:
    """The expression for Python, which wants all inline flags in one group at the start and
    calls `\\Z` what is `\\z` to PCRE."""
    flags, rest = "", expression
    while match := re.match(r"\(\?([ims]+)\)", rest):
        flags, rest = flags + match[1], rest[match.end() :]
    rest = re.sub(r"(\\\\)|\\z", lambda match: match[1] or r"\Z", rest)
    return re.compile(f"(?{flags}){rest}" if flags else rest)


def _match(value: Value, expression: str) -> Value:
    if isinstance(value, list):
        raise SplError("match on a field of several values is not documented")
    return None if value is None else pcre(expression).search(value) is not None


def _mvfind(value: Value, expression: str) -> Value:
    compiled = pcre(expression)
    values = value if isinstance(value, list) else [] if value is None else [value]
    return next((index for index, item in enumerate(values) if compiled.search(item)), None)


def _substr(value: Value, start: float, length: float | None = None) -> Value:
    if value is None or start is None:
        return None
    first = int(start) - 1 if start > 0 else max(len(value) + int(start), 0)
    return value[first:] if length is None else value[first : first + int(length)]


def _time(value: Value, form: str) -> Value:
    try:
        return None if value is None else datetime.strptime(value, form)
    except ValueError:
        return None


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "if": lambda test, yes, no: yes if test is True else no,
    "isnotnull": lambda value: value is not None,
    "isnull": lambda value: value is None,
    "len": lambda value: None if value is None else len(value),
    "lower": lambda value: value.lower() if isinstance(value, str) else None,
    "match": _match,
    "mvcount": lambda value: (
        None if value is None else len(value) if isinstance(value, list) else 1
    ),
    "mvfind": _mvfind,
    "nullif": lambda value, other: None if value == other else value,
    "split": lambda value, by: None if value is None or by is None else value.split(by),
    "strftime": lambda value, form: None if value is None else value.strftime(form),
    "strptime": _time,
    "substr": _substr,
    "tonumber": to_number,
}
