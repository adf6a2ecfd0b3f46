"""A judge of ES|QL, over the tree of Elastic's own grammar (PyPI's `esql-parser`).

Sources, in Elastic's reference of ES|QL: "Working with NULL values" (comparisons and most functions
with a null are null, AND, OR and NOT have three values, WHERE keeps what is true), the pages of the
operators `LIKE` (`*`, `?`, the escape is a backslash) and `RLIKE` (Lucene's dialect), both of which
match whole values, those of the functions, and "Basic syntax" for literals. Everything regards case.
What the targets do not print is refused, and so is a comparison of a text with a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

from prove.elastic.lucene_regex import LuceneError, python_regex

Value = Any
"""A text, a number, a boolean, an address, or None for null."""
Event = Mapping[str, str | float]
Expression = Callable[[Event], Value]

_ESCAPES = {"\\n": "\n", "\\r": "\r", "\\t": "\t", '\\"': '"', "\\\\": "\\"}


class EsqlError(ValueError):
    """ES|QL that the judge does not know."""


class EsqlSyntaxError(EsqlError):
    """What is no ES|QL."""


class EsqlQuery:
    """A query, parsed once. Raises EsqlError."""

    def __init__(self, text: str) -> None:
        tree = _parsed(text)
        conditions = _all(tree, "WhereCommandContext")
        commands = _all(tree, "ProcessingCommandContext")
        if len(conditions) != 1 or len(commands) != 1:
            raise EsqlError("not one WHERE alone behind FROM")
        self.condition = _expression(conditions[0].getChild(1))

    def finds(self, event: Event) -> bool:
        """Whether the query keeps an event."""
        return self.condition(event) is True


def _parsed(text: str) -> Any:
    """The tree of a query; raises EsqlSyntaxError where the grammar does not know it."""
    from antlr4 import CommonTokenStream, InputStream
    from antlr4.error.ErrorListener import ErrorListener
    from esql_parser.EsqlBaseLexer import EsqlBaseLexer
    from esql_parser.EsqlBaseParser import EsqlBaseParser

    class Raising(ErrorListener):  # type: ignore[misc]
        def syntaxError(
            self, recognizer: Any, symbol: Any, line: int, column: int, message: str, error: Any
        ) -> None:
            raise EsqlSyntaxError(f"{line}:{column}: {message}")

    lexer = EsqlBaseLexer(InputStream(text))
    parser = EsqlBaseParser(CommonTokenStream(lexer))
    for part in (lexer, parser):
        part.removeErrorListeners()
        part.addErrorListener(Raising())
    return parser.singleStatement()


def _kind(node: Any) -> str:
    return type(node).__name__.removesuffix("Context")


def _children(node: Any) -> list[Any]:
    return [node.getChild(number) for number in range(node.getChildCount())]


def _all(node: Any, name: str) -> list[Any]:
    found, waiting = [], [node]
    while waiting:
        one = waiting.pop()
        if type(one).__name__ == name:
            found.append(one)
        waiting.extend(_children(one))
    return found


def _word(node: Any) -> str:
    return str(node.getText()).lower()


def _expression(node: Any) -> Expression:
    kind, children = _kind(node), _children(node)
    match kind:
        case "LogicalNot":
            return _not(_expression(children[1]))
        case "LogicalBinary":
            operands = [_expression(operand) for operand in _chain(node, _word(children[1]))]
            return _and(*operands) if _word(children[1]) == "and" else _or(*operands)
        case "IsNull":
            return _is_null(_expression(children[0]), negated=len(children) == 4)
        case "LogicalIn":
            return _in(children)
        case "Comparison":
            sides = _expression(children[0]), _expression(children[2])
            return _comparison(_word(children[1]), *sides)
        case "LikeExpression" | "RlikeExpression":
            return _like(children, _like_pattern if kind == "LikeExpression" else _rlike_pattern)
        case "FunctionExpression":
            return _call(children)
        case "ParenthesizedExpression":
            return _expression(children[1])
        case "QualifiedName":
            name = "".join(_identifier(str(child.getText())) for child in children)
            return lambda event: event.get(name)
        case "String":
            return _constant(_string(str(node.getText())))
        case "IntegerValue" | "DecimalValue":
            return _constant(float(node.getText()))
        case "BooleanValue":
            return _constant(_word(node) == "true")
    if len(children) == 1 and kind in _WRAPPERS:
        return _expression(children[0])
    raise EsqlError(f"the construct {kind}: {node.getText()}")


_WRAPPERS = frozenset(
    """BooleanDefault ValueExpressionDefault OperatorExpressionDefault Dereference ConstantDefault
    StringLiteral IntegerLiteral DecimalLiteral BooleanLiteral NumericValue Function
    RegexExpression""".split()
)


def _constant(value: Value) -> Expression:
    return lambda event: value


def _identifier(text: str) -> str:
    return text[1:-1].replace("``", "`") if text.startswith("`") else text


def _string(text: str) -> str:
    if text.startswith('"""'):
        return text[3:-3]

    def character(found: re.Match[str]) -> str:
        if found[0] not in _ESCAPES:
            raise EsqlError(f"the escape {found[0]} is not documented")
        return _ESCAPES[found[0]]

    return re.sub(r"\\.", character, text[1:-1], flags=re.DOTALL)


def _not(inner: Expression) -> Expression:
    return lambda event: None if (value := inner(event)) is None else not value


def _chain(node: Any, operator: str) -> list[Any]:
    """What one operator joins, of which the grammar makes a tree as deep as there are operands."""
    operands = []
    while _kind(node) == "LogicalBinary" and _word(node.getChild(1)) == operator:
        operands.append(node.getChild(2))
        node = node.getChild(0)
    return [node, *reversed(operands)]


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


def _is_null(inner: Expression, *, negated: bool) -> Expression:
    return lambda event: (inner(event) is None) is not negated


def _comparison(operator: str, left: Expression, right: Expression) -> Expression:
    def value(event: Event) -> Value:
        first, second = left(event), right(event)
        if first is None or second is None:
            return None
        if type(first) is not type(second):
            raise EsqlError(f"{first!r} {operator} {second!r} compares two types")
        compared: dict[str, Callable[[], bool]] = {
            "==": lambda: first == second,
            "<": lambda: first < second,
            "<=": lambda: first <= second,
            ">": lambda: first > second,
            ">=": lambda: first >= second,
        }
        if operator not in compared or (operator != "==" and not isinstance(first, float)):
            raise EsqlError(f"the operator {operator} beside {first!r}")
        return compared[operator]()

    return value


def _in(children: list[Any]) -> Expression:
    if _word(children[1]) != "in":
        raise EsqlError("NOT IN")
    tests = [
        _comparison("==", _expression(children[0]), _expression(item))
        for item in children[3:-1]
        if item.getText() != ","
    ]
    return _or(*tests)


def _like(children: list[Any], pattern: Callable[[str], re.Pattern[str]]) -> Expression:
    if len(children) != 3:
        raise EsqlError("NOT LIKE, or a list of patterns")
    compiled = pattern(_string(str(children[2].getText())))
    subject = _expression(children[0])

    def value(event: Event) -> Value:
        text = subject(event)
        if text is None:
            return None
        if not isinstance(text, str):
            raise EsqlError(f"LIKE of {text!r}")
        return compiled.fullmatch(text) is not None

    return value


def _like_pattern(text: str) -> re.Pattern[str]:
    made = []
    for part in re.findall(r"\\.|.", text, re.DOTALL):
        if part.startswith("\\"):
            if part[1:] not in ("*", "?", "\\"):
                raise EsqlError(f"the escape {part} in a pattern of LIKE")
            made.append(re.escape(part[1:]))
        else:
            made.append({"*": ".*", "?": "."}.get(part) or re.escape(part))
    return re.compile("".join(made), re.DOTALL)


def _rlike_pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(python_regex(text))
    except LuceneError as problem:
        raise EsqlError(str(problem)) from problem


def _call(children: list[Any]) -> Expression:
    name = _word(children[0])
    arguments = [_expression(child) for child in children[2:-1] if child.getText() != ","]
    if name == "coalesce":
        return lambda event: next(
            (value for argument in arguments if (value := argument(event)) is not None), None
        )
    if name not in FUNCTIONS:
        raise EsqlError(f"the function {name}")
    function = FUNCTIONS[name]

    def value(event: Event) -> Value:
        given = [argument(event) for argument in arguments]
        return None if None in given else function(*given)

    return value


def _to_double(text: str | float) -> float | None:
    """A number, or null, with a warning, of a text that is none."""
    if isinstance(text, float):
        return text
    return float(text) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text, re.ASCII) else None


def _to_ip(text: str) -> Any:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    # Elasticsearch keeps addresses as IPv6, so that an IPv4 one written as such is that one.
    return getattr(address, "ipv4_mapped", None) or address


def _lower(text: Value) -> str:
    if not isinstance(text, str):
        raise EsqlError(f"a text is to be lower-cased, not {text!r}")
    return text.lower()


FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "cidr_match": lambda address, *blocks: any(address in ip_network(block) for block in blocks),
    "ends_with": lambda text, end: text.endswith(end),
    "locate": lambda text, part: float(text.find(part) + 1),
    "starts_with": lambda text, start: text.startswith(start),
    "to_double": _to_double,
    "to_ip": _to_ip,
    "to_lower": _lower,
}
"""Functions of values that are not null; each is null where one of its arguments is."""
