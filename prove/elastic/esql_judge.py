"""A judge of ES|QL, over the tree of Elastic's own grammar (PyPI's `esql-parser`).

Sources, in Elastic's reference of ES|QL: "Working with NULL values" (comparisons and most functions
with a null are null, AND, OR and NOT have three values, WHERE keeps what is true), the pages of the
operators `LIKE` (`*`, `?`, the escape is a backslash) and `RLIKE` (Lucene's dialect), both of which
match whole values, those of the functions, and "Basic syntax" for literals. Everything respects case.
What the targets do not print is refused, and so is a comparison of a text with a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

from prove.elastic.lucene_regex import python_regex
from prove.problems import NotUnderstood, Rejected
from prove.shared.logic import Expression, coalesce, constant, every, negated, some, strict_call
from prove.shared.values import COMPARISONS

Value = Any
"""A text, a number, a boolean, an address, or None for null."""
Event = Mapping[str, str | float]

_ESCAPES = {"\\n": "\n", "\\r": "\r", "\\t": "\t", '\\"': '"', "\\\\": "\\"}


class EsqlQuery:
    """A query, parsed once. Raises NotUnderstood, and Rejected where the grammar does not accept it."""

    def __init__(self, text: str) -> None:
        tree = _parsed(text)
        conditions = _all(tree, "WhereCommandContext")
        commands = _all(tree, "ProcessingCommandContext")
        if len(conditions) != 1 or len(commands) != 1:
            raise NotUnderstood("not one WHERE alone after FROM")
        self.condition = _expression(conditions[0].getChild(1))

    def finds(self, event: Event) -> bool:
        """Whether the query keeps an event."""
        return self.condition(event) is True


def _parsed(text: str) -> Any:
    """The tree of a query; raises Rejected where the grammar does not accept it."""
    from antlr4 import CommonTokenStream, InputStream
    from antlr4.error.ErrorListener import ErrorListener
    from esql_parser.EsqlBaseLexer import EsqlBaseLexer
    from esql_parser.EsqlBaseParser import EsqlBaseParser

    class Raising(ErrorListener):  # type: ignore[misc]
        def syntaxError(
            self, recognizer: Any, symbol: Any, line: int, column: int, message: str, error: Any
        ) -> None:
            raise Rejected(f"{line}:{column}: {message}")

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


def _expression(node: Any) -> Expression[Event]:
    kind, children = _kind(node), _children(node)
    match kind:
        case "LogicalNot":
            return negated(_expression(children[1]))
        case "LogicalBinary":
            operands = [_expression(operand) for operand in _chain(node, _word(children[1]))]
            return every(operands) if _word(children[1]) == "and" else some(operands)
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
            return constant(_string(str(node.getText())))
        case "IntegerValue" | "DecimalValue":
            return constant(float(node.getText()))
        case "BooleanValue":
            return constant(_word(node) == "true")
    if len(children) == 1 and kind in _WRAPPERS:
        return _expression(children[0])
    raise NotUnderstood(f"the construct {kind}: {node.getText()}")


_WRAPPERS = frozenset(
    """BooleanDefault ValueExpressionDefault OperatorExpressionDefault Dereference ConstantDefault
    StringLiteral IntegerLiteral DecimalLiteral BooleanLiteral NumericValue Function
    RegexExpression""".split()
)


def _identifier(text: str) -> str:
    return text[1:-1].replace("``", "`") if text.startswith("`") else text


def _string(text: str) -> str:
    if text.startswith('"""'):
        return text[3:-3]

    def character(found: re.Match[str]) -> str:
        if found[0] not in _ESCAPES:
            raise NotUnderstood(f"the escape {found[0]} is not documented")
        return _ESCAPES[found[0]]

    return re.sub(r"\\.", character, text[1:-1], flags=re.DOTALL)


def _chain(node: Any, operator: str) -> list[Any]:
    """The operands of one operator, which the grammar nests to the left."""
    operands = []
    while _kind(node) == "LogicalBinary" and _word(node.getChild(1)) == operator:
        operands.append(node.getChild(2))
        node = node.getChild(0)
    return [node, *reversed(operands)]


def _is_null(inner: Expression[Event], *, negated: bool) -> Expression[Event]:
    return lambda event: (inner(event) is None) is not negated


def _comparison(
    operator: str, left: Expression[Event], right: Expression[Event]
) -> Expression[Event]:
    def value(event: Event) -> Value:
        first, second = left(event), right(event)
        if first is None or second is None:
            return None
        if type(first) is not type(second):
            raise NotUnderstood(f"{first!r} {operator} {second!r} compares two types")
        if operator == "==":
            return first == second
        if operator not in COMPARISONS or not isinstance(first, float):
            raise NotUnderstood(f"the operator {operator} with {first!r}")
        return COMPARISONS[operator](first, second)

    return value


def _in(children: list[Any]) -> Expression[Event]:
    if _word(children[1]) != "in":
        raise NotUnderstood("NOT IN")
    tests = [
        _comparison("==", _expression(children[0]), _expression(item))
        for item in children[3:-1]
        if item.getText() != ","
    ]
    return some(tests)


def _like(children: list[Any], pattern: Callable[[str], re.Pattern[str]]) -> Expression[Event]:
    if len(children) != 3:
        raise NotUnderstood("NOT LIKE, or a list of patterns")
    compiled = pattern(_string(str(children[2].getText())))
    subject = _expression(children[0])

    def value(event: Event) -> Value:
        text = subject(event)
        if text is None:
            return None
        if not isinstance(text, str):
            raise NotUnderstood(f"LIKE of {text!r}")
        return compiled.fullmatch(text) is not None

    return value


def _like_pattern(text: str) -> re.Pattern[str]:
    parts = []
    for part in re.findall(r"\\.|.", text, re.DOTALL):
        if part.startswith("\\"):
            if part[1:] not in ("*", "?", "\\"):
                raise NotUnderstood(f"the escape {part} in a pattern of LIKE")
            parts.append(re.escape(part[1:]))
        else:
            parts.append({"*": ".*", "?": "."}.get(part) or re.escape(part))
    return re.compile("".join(parts), re.DOTALL)


def _rlike_pattern(text: str) -> re.Pattern[str]:
    return re.compile(python_regex(text))


def _call(children: list[Any]) -> Expression[Event]:
    name = _word(children[0])
    arguments = [_expression(child) for child in children[2:-1] if child.getText() != ","]
    if name == "coalesce":
        return coalesce(arguments)
    if name not in FUNCTIONS:
        raise NotUnderstood(f"the function {name}")
    return strict_call(FUNCTIONS[name], arguments)


def _to_double(text: str | float) -> float | None:
    """A number; null for a text that is not one."""
    if isinstance(text, float):
        return text
    return float(text) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text, re.ASCII) else None


def _to_ip(text: str) -> Any:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    # Elasticsearch keeps addresses as IPv6, so that an IPv4-mapped address equals the IPv4 one.
    return getattr(address, "ipv4_mapped", None) or address


def _lower(text: Value) -> str:
    if not isinstance(text, str):
        raise NotUnderstood(f"to_lower() of {text!r}")
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
