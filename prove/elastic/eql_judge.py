"""A judge of EQL, over the parse tree of Elastic's own parser (PyPI's `eql`).

Source: Elasticsearch's "EQL syntax reference". A comparison is true or "otherwise false", also for
a missing field, and `not` makes false true. `:`, `like~`, `in~` and `regex~` ignore the case of ASCII
letters, as Elasticsearch promises for queries that ignore case; whether they do so for other letters
is not judged. `regex` matches a whole value, in Lucene's dialect. What the targets do not print is
refused, and so is a comparison of a text with a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import eq
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import LarkError

from prove.elastic.lucene_regex import python_regex
from prove.problems import NotUnderstood
from prove.shared.logic import Condition, every, negated, some
from prove.shared.values import COMPARISONS

Value = str | float
Event = Mapping[str, Value]
"""The one value of each field: a text, or a number where it is mapped as one."""

_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{2,8})\}|(.))", re.DOTALL)
_CHARACTERS = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"'}


class EqlQuery:
    """A query, parsed once. Raises NotUnderstood."""

    def __init__(self, text: str) -> None:
        grammar: Lark = _grammar()
        try:
            tree = grammar.parse(text + "\n", start="piped_query")
        except LarkError as problem:
            raise NotUnderstood(str(problem).partition("\n")[0]) from problem
        base, *pipes = _filled(tree)
        (event_query,) = _filled(base)
        if pipes or str(event_query.data) != "event_query":
            raise NotUnderstood("not one condition alone")
        category, condition = _filled(event_query)
        if str(category.children[0]) != "any":
            raise NotUnderstood(f"the category {category.children[0]}")
        self._condition = _test(condition)

    def finds(self, event: Event) -> bool:
        """Whether the query returns an event."""
        return self._condition(event) is True


def _grammar() -> Lark:
    from eql.parser import lark_parser

    grammar: Lark = lark_parser
    return grammar


def _filled(tree: Tree[Any]) -> list[Any]:
    return [child for child in tree.children if child is not None]


def _test(tree: Tree[Any]) -> Condition[Event]:
    match str(tree.data):
        case "or_expr":
            return some([_test(child) for child in tree.children])
        case "and_expr":
            return every([_test(child) for child in tree.children])
        case "not_expr":
            *nots, inner = tree.children
            return negated(_test(inner)) if len(nots) % 2 else _test(inner)
        case "comparison":
            return _comparison(*tree.children)
        case "string_predicate":
            field, operator, *values = tree.children
            return _predicate(_field(field), str(operator), values)
    raise NotUnderstood(f"the construct {tree.data}")


def _field(tree: Tree[Any]) -> str:
    if str(tree.data) not in ("field", "base_field"):
        raise NotUnderstood(f"{tree.data} where a field is expected")
    (inner,) = tree.children
    text = str(inner if isinstance(inner, Token) else inner.children[0])
    name = "".join(re.findall(r"[^`]+", text.removeprefix("?")))
    if "[" in name:
        raise NotUnderstood(f"an index in {text}")
    return name


def _literal(tree: Tree[Any]) -> Value | bool | None:
    if str(tree.data) != "literal":
        raise NotUnderstood(f"{tree.data} where a value is expected")
    (inner,) = tree.children
    match str(inner.data):
        case "null":
            return None
        case "boolean":
            return str(inner.children[0]) == "true"
        case "number":
            return float(inner.children[0])
    (token,) = inner.children
    if token.type != "DQ_STRING":
        raise NotUnderstood(f"a string in the form {token}")
    return _ESCAPE.sub(_unescaped, str(token)[1:-1])


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    if found[2] not in _CHARACTERS:
        raise NotUnderstood(f"the escape {found[0]} is not documented")
    return _CHARACTERS[found[2]]


OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {"==": eq, **COMPARISONS}


def _comparison(left: Tree[Any], operator: Token, right: Tree[Any]) -> Condition[Event]:
    field, wanted = _field(left), _literal(right)
    if wanted is None:
        if str(operator) not in ("==", "!="):
            raise NotUnderstood(f"null with {operator}")
        present = str(operator) == "!="
        return lambda event: (field in event) is present
    if str(operator) == "!=":
        raise NotUnderstood("!= of a missing field is not documented")
    compare = OPERATORS.get(str(operator))
    if compare is None or (str(operator) != "==" and isinstance(wanted, (str, bool))):
        raise NotUnderstood(f"{operator} with {wanted!r}")

    def test(event: Event) -> bool:
        value = event.get(field)
        if value is None:
            return False
        if type(value) is not type(wanted):
            raise NotUnderstood(f"{field} is compared with {wanted!r} and holds {value!r}")
        return compare(value, wanted)

    return test


def _predicate(field: str, operator: str, values: list[Tree[Any]]) -> Condition[Event]:
    patterns = []
    for tree in values:
        text = _literal(tree)
        if not isinstance(text, str):
            raise NotUnderstood(f"{operator} compares texts only, not {text!r}")
        patterns.append(_pattern(operator, text))

    def test(event: Event) -> bool:
        value = event.get(field)
        if value is None:
            return False
        if not isinstance(value, str):
            raise NotUnderstood(f"{operator} compares texts only, {field} is {value!r}")
        return any(pattern.fullmatch(value) for pattern in patterns)

    return test


def _pattern(operator: str, text: str) -> re.Pattern[str]:
    if operator.startswith("regex"):
        flags = re.IGNORECASE | re.ASCII if operator.endswith("~") else re.NOFLAG
        return re.compile(python_regex(text), flags)
    flags = re.NOFLAG if operator == "like" else re.IGNORECASE | re.ASCII
    wild = {"*": ".*", "?": "."}
    expression = "".join(wild.get(char) or re.escape(char) for char in text)
    return re.compile(expression, flags | re.DOTALL)
