r"""Expressions of Splunk's eval and where commands, judged by their documentation.

Sources, all of Splunk Enterprise 9 and 10:

- Search Manual, "Boolean expressions with logical operators": NOT, then AND, then OR.
- Search Reference, "eval" and "where": a field in single quotes or a bare name, a text in double
  quotes; comparison respects case; a comparison with a missing field is null, and `if` treats null
  as false.
- Search Reference, "Evaluation functions": `match(<str>,<regex>)` and `mvfind(<mv>,<regex>)`
  search with PCRE, `mvfind` gives the index of the first value that matches, else null;
  `mvcount` of a single value is 1; `mvfilter(<predicate>)` keeps the values for which it holds;
  `nullif` is null where both are equal; `substr` counts from 1, and from the end where negative;
  `tonumber` is null for what is not a number.

What a backslash means to PCRE after the unescaping of the string itself is documented for the
search command only, so a string with one of that command's escapes is refused as ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from prove.problems import NotUnderstood
from prove.shared.expressions import ExpressionParser
from prove.shared.logic import Expression, constant
from prove.shared.values import COMPARISONS
from prove.splunk.search import Event, values_of

Value = Any

PATTERN = re.compile(
    r"""(?P<space>\s+)|(?P<mark>[(),])|(?P<operator>!=|<=|>=|==|=|<|>)
    |"(?P<text>(?:[^"\\]|\\.)*)"|'(?P<field>[^']+)'|(?P<number>-?\d+(?:\.\d+)?)
    |(?P<minus>-)|(?P<word>[A-Za-z_]\w*)""",
    re.VERBOSE | re.DOTALL,
)


def eval_expression(text: str) -> Expression[Event]:
    """The value of an expression for an event. Raises NotUnderstood."""
    return _Eval(text).condition()


class _Eval(ExpressionParser[Event]):
    pattern = PATTERN
    ignore_case = False

    def primary(self) -> Expression[Event]:
        return self.comparison()

    def comparison(self) -> Expression[Event]:
        left = self._operand()
        if self.peek().kind != "operator":
            return left
        return _compared(left, self.next().text, self._operand())

    def _operand(self) -> Expression[Event]:
        if self.accept_mark("("):
            inner = self.expression()
            self.mark(")")
            return inner
        token = self.take("minus", "number", "field", "text", "word")
        match token.kind:
            case "minus":
                number = self._operand()
                return lambda event: None if (value := number(event)) is None else -value
            case "number":
                return constant(float(token.text))
            case "text":
                return constant(_string(token.text))
            case "word" if self.is_mark("("):
                return self._call(token.text)
        return _field(token.text)

    def _call(self, name: str) -> Expression[Event]:
        arguments = self.listed(self.expression)
        if name == "mvfilter":
            return _filtered(arguments[0])
        if name not in FUNCTIONS:
            raise NotUnderstood(f"{name}() is not a function that the judge knows")
        function = FUNCTIONS[name]
        return lambda event: function(*(argument(event) for argument in arguments))


def _string(body: str) -> str:
    if re.search(r'\\[\\"|]', body):
        raise NotUnderstood(f"an escape whose meaning to eval is not documented: {body!r}")
    if "`" in body or re.search(r"[\x00-\x1f]", body):
        raise NotUnderstood(f"a backtick or a control character in a string: {body!r}")
    return body


def _field(name: str) -> Expression[Event]:
    def value(event: Event) -> Value:
        values = values_of(event, name)
        return None if not values else values[0] if len(values) == 1 else values

    value.field = name  # type: ignore[attr-defined]
    return value


def _compared(
    left: Expression[Event], operator: str, right: Expression[Event]
) -> Expression[Event]:
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
        if operator in COMPARISONS:
            return COMPARISONS[operator](first, second)
        return (first == second) is not (operator == "!=")

    # The one field that mvfilter may test is on the left side.
    value.field = getattr(left, "field", None)  # type: ignore[attr-defined]
    return value


def _filtered(predicate: Expression[Event]) -> Expression[Event]:
    def value(event: Event) -> Value:
        names = {name for name in event if predicate({name: "0"}) is not None}
        if len(names) > 1:
            raise NotUnderstood("mvfilter tests more than one field")
        matching = [
            item
            for name in names
            for item in values_of(event, name)
            if predicate({name: item}) is True
        ]
        return matching or None

    return value


def to_number(value: Value) -> float | None:
    """`tonumber`: null for what is not a number."""
    try:
        return None if value is None else float(value)
    except ValueError:
        return None


def pcre(expression: str) -> re.Pattern[str]:
    """The expression in Python's syntax: all inline flags in one group at the start, and `\\Z` for
    PCRE's `\\z`."""
    flags, rest = "", expression
    while match := re.match(r"\(\?([ims]+)\)", rest):
        flags, rest = flags + match[1], rest[match.end() :]
    rest = re.sub(r"(\\\\)|\\z", lambda match: match[1] or r"\Z", rest)
    return re.compile(f"(?{flags}){rest}" if flags else rest)


def _match(value: Value, expression: str) -> Value:
    if isinstance(value, list):
        raise NotUnderstood("match on a field of several values is not documented")
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
