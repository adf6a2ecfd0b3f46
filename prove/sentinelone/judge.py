"""The two query languages of SentinelOne.

`DeepVisibility`: conditions `Field Operator "Value"` joined by AND, OR and NOT, as in the vendor's
query language 1.0. The vendor's manual is not public; this is what the names of its operators say
(`CIS` and `AnyCase` ignore case; `In Contains AnyCase` is a part, `In AnyCase` the whole), and what
published queries show (a backslash is literal). Whether `=` ignores case, and how a quotation mark
is written, is unknown and so not understood where it matters.

`PowerQuery`: the vendor's article *PowerQuery expression syntax*: `contains` and `matches` ignore
case unless followed by `:matchcase`, `=` and `in` respect it unless followed by `:anycase`; `x = *`
tests that a field exists; a literal is escaped with backslashes, and `matches` searches for an
expression, which is escaped once more.
"""

from __future__ import annotations

import re

from prove.problems import NotUnderstood
from prove.shared.expressions import Condition, ExpressionParser
from prove.shared.java_regex import java_expression
from prove.shared.values import COMPARISONS, Row, field_ordered, text_of, unescaped

DEEP = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>"[^"]*")
      | (?P<operator><=|>=|!=|=|<|>)
      | (?P<mark>[(),])
      | (?P<word>[\w.]+)""",
    re.VERBOSE,
)


class DeepVisibility(ExpressionParser[Row]):
    """Version 1.0 of the query language."""

    pattern = DEEP

    def comparison(self) -> Condition[Row]:
        name = self.take("word").text
        operator = self._operator()
        if operator == "EXISTS":
            return lambda row: text_of(row.get(name)) is not None
        if operator in ("IS EMPTY", "IS NOT EMPTY"):
            empty = operator == "IS EMPTY"
            return lambda row: (not text_of(row.get(name))) is empty
        if operator in COMPARISONS:
            return field_ordered(name, operator, self._value())
        values = self.listed(self._value) if operator.startswith("IN") else [self._value()]
        return _any_of(name, operator, values)

    def _operator(self) -> str:
        token = self.take("word", "operator")
        words = [token.text.upper()]
        if words[0] in ("IN", "IS"):
            while self.is_word(("NOT", "EMPTY", "CONTAINS", "ANYCASE")):
                words.append(self.next().text.upper())
        return " ".join(words)

    def _value(self) -> str:
        token = self.take("string", "word")
        if token.kind == "string":
            if "\\" in token.text and self.peek().kind in ("string", "word"):
                follows = self.peek().text.upper()
                if follows not in ("AND", "OR"):
                    raise NotUnderstood("a quotation mark in a value")
            return token.text[1:-1]
        if not token.text.isdecimal():
            raise NotUnderstood(f"the value {token.text!r}")
        return token.text


def _any_of(name: str, operator: str, values: list[str]) -> Condition[Row]:
    folded = [value.lower() for value in values]

    def holds(row: Row) -> bool:
        text = text_of(row.get(name))
        if text is None:
            return False
        lower = text.lower()
        match operator:
            case "CONTAINSCIS" | "IN CONTAINS ANYCASE":
                return any(value in lower for value in folded)
            case "STARTSWITHCIS":
                return any(lower.startswith(value) for value in folded)
            case "ENDSWITHCIS":
                return any(lower.endswith(value) for value in folded)
            case "IN ANYCASE":
                return lower in folded
            case "=" | "IN":
                if text not in values and lower in folded:
                    raise NotUnderstood(f"whether {operator} ignores case")
                return text in values
            case "CONTAINS":
                return any(value in text for value in values)
            case "STARTSWITH":
                return any(text.startswith(value) for value in values)
            case "ENDSWITH":
                return any(text.endswith(value) for value in values)
        raise NotUnderstood(f"the operator {operator}")

    return holds


POWER = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<operator><=|>=|!=|==|=|<|>)
      | (?P<mark>[(),*!])
      | (?P<word>[A-Za-z_][\w.]*(?::(?:matchcase|anycase))?|-?\d+(?:\.\d+)?)""",
    re.VERBOSE | re.DOTALL,
)


class PowerQuery(ExpressionParser[Row]):
    """A filter of PowerQuery."""

    pattern = POWER
    NOT = ("NOT", "!")

    def comparison(self) -> Condition[Row]:
        name = self.take("word").text
        operator = self.take("word", "operator").text.lower()
        if operator in ("=", "==", "!="):
            return self._equal(name, operator)
        if operator in COMPARISONS:
            return field_ordered(name, operator, self.take("word").text)
        values = self.listed(self._value) if self.is_mark("(") else [self._value()]
        return _test(name, operator, values)

    def _equal(self, name: str, operator: str) -> Condition[Row]:
        if self.accept_mark("*"):
            wanted = operator != "!="
            return lambda row: (text_of(row.get(name)) is not None) is wanted
        if operator == "!=":
            raise NotUnderstood("!= where a field is missing")
        value = self._value()
        return lambda row: text_of(row.get(name)) == value

    def _value(self) -> str:
        token = self.take("string", "word")
        if token.kind == "word":
            if not re.fullmatch(r"-?\d+(\.\d+)?", token.text):
                raise NotUnderstood(f"the value {token.text!r}")
            return token.text
        return unescaped(token.text)


def _test(name: str, operator: str, values: list[str]) -> Condition[Row]:
    base, _, case = operator.partition(":")
    fold = case == "anycase" or (not case and base in ("contains", "matches"))
    if base == "matches":
        patterns = [java_expression(value, fold=fold) for value in values]
        return lambda row: (
            (text := text_of(row.get(name))) is not None
            and any(pattern.search(text) for pattern in patterns)
        )
    if base not in ("contains", "in"):
        raise NotUnderstood(f"the operator {operator}")
    wanted = [value.lower() if fold else value for value in values]

    def holds(row: Row) -> bool:
        text = text_of(row.get(name))
        if text is None:
            return False
        text = text.lower() if fold else text
        return text in wanted if base == "in" else any(value in text for value in wanted)

    return holds
