"""A judge of Lucene queries: runs a query over events, as Elasticsearch's documentation says.

It knows the part of the query_string language that the `es-qs` and `graylog` targets print and
refuses the rest, so that nothing passes because it was not understood. Every field of an event is
a keyword: one term per value, compared in lower case unless the name of the field ends in `.cased`.
The tree comes from luqum; its meaning is that of Lucene's classic query parser, which has no
precedence (so AND next to OR is refused) and in which NOT only excludes from its group.
`lucene_engine` runs a real Lucene to compare it with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from luqum.exceptions import ParseError
from luqum.parser import parser
from luqum.tree import (
    AndOperation,
    FieldGroup,
    Group,
    Item,
    Not,
    OrOperation,
    Phrase,
    Range,
    Regex,
    SearchField,
    Word,
)

from prove.elastic.lucene_regex import python_regex
from prove.problems import NotUnderstood
from prove.shared.values import Test

Document = Mapping[str, list[str]]
"""Values of an event by field; a field without values is left out."""

MAX_REGEX = 1000
_LINE_BREAK = "\ue00a"


class LuceneQuery:
    """A query, parsed once. Raises NotUnderstood.

    `stock` is for an index whose keywords have no normalizer: every field respects case.
    """

    def __init__(self, query: str, *, stock: bool = False) -> None:
        self.stock = stock
        try:
            # An escaped line break is part of a term to Lucene, but not to luqum.
            self.tree = parser.parse(query.replace("\\\n", f"\\{_LINE_BREAK}"))
        except ParseError as error:
            raise NotUnderstood(str(error)) from error

    def finds(self, document: Document) -> bool:
        """Whether the query finds an event."""
        return _finds(self.tree, document, None, self.stock)


def _finds(node: Item, document: Document, field: str | None, stock: bool) -> bool:
    match node:
        case Group() | FieldGroup():
            return _finds(node.expr, document, field, stock)
        case AndOperation() | OrOperation():
            return _operation(node, document, field, stock)
        case Not():
            return False  # excludes from nothing
        case SearchField():
            return _finds(node.expr, document, _unescaped(node.name), stock)
        case Word() | Phrase() | Regex() | Range():
            if field is None:
                raise NotUnderstood(f"a value without a field: {node}")
            return _value(field, node, document, stock)
    raise NotUnderstood(f"unknown construct: {node!r}")


def _operation(
    node: AndOperation | OrOperation, document: Document, field: str | None, stock: bool
) -> bool:
    if any(isinstance(child, (AndOperation, OrOperation)) for child in node.children):
        raise NotUnderstood("AND next to OR without parentheses")
    excluded = [child.a for child in node.children if isinstance(child, Not)]
    positive = [child for child in node.children if not isinstance(child, Not)]
    if any(_finds(child, document, field, stock) for child in excluded):
        return False
    found = (_finds(child, document, field, stock) for child in positive)
    return bool(positive) and (all(found) if isinstance(node, AndOperation) else any(found))


def _value(field: str, node: Item, document: Document, stock: bool) -> bool:
    text = _text(node) if isinstance(node, (Word, Phrase, Regex)) else ""
    if field == "*":
        if text != "*":
            raise NotUnderstood("a search in all fields")
        return True
    if field == "_exists_":
        return any(True for _ in _fields(_unescaped(text), document))
    if isinstance(node, Word) and text == "*":
        return any(True for _ in _fields(field, document))
    return any(
        test(value)
        for name in _fields(field, document)
        for test in [_test(node, cased=stock or name.endswith(".cased"))]
        for value in document[name]
    )


def _fields(pattern: str, document: Document) -> Iterator[str]:
    expression = ".*".join(map(re.escape, pattern.split("*")))
    return (name for name in document if document[name] and re.fullmatch(expression, name))


def _test(node: Item, *, cased: bool) -> Test:
    if isinstance(node, Range):
        bounds = str(node.low), str(node.high), node.include_low, node.include_high
        return _range(*bounds)
    return _text_test(type(node).__name__, _text(node), cased)


def _text(node: Word | Phrase | Regex) -> str:
    return str(node.value).replace(_LINE_BREAK, "\n")


@lru_cache(maxsize=100_000)
def _text_test(kind: str, text: str, cased: bool) -> Test:
    fold = _same if cased else str.lower
    if kind == "Regex":
        if len(text) - 2 > MAX_REGEX:
            raise NotUnderstood(f"a regular expression of {len(text) - 2} characters")
        # Elasticsearch lower-cases the expression as a whole for a field that is in lower case.
        expression = re.compile(python_regex(fold(text[1:-1])))
        return lambda value: expression.fullmatch(fold(value)) is not None
    if kind == "Phrase":
        wanted = fold(_unescaped(text[1:-1]))
        return lambda value: fold(value) == wanted
    if text[:1] in "<>":
        raise NotUnderstood(f"a range in the form {text}")
    if re.search(r"(?<!\\)(?:\\\\)*[*?]", text):
        pattern = re.compile(_wildcards(text, fold), re.DOTALL)
        return lambda value: pattern.fullmatch(fold(value)) is not None
    unescaped = _unescaped(text)
    if unescaped[:1] in "<>":
        raise NotUnderstood(f"Elasticsearch reads {text} as a range")
    wanted = fold(unescaped)
    return lambda value: fold(value) == wanted


def _same(text: str) -> str:
    return text


def _wildcards(text: str, fold: Callable[[str], str]) -> str:
    """A term with wildcards as a Python expression; escaped characters keep their case."""
    parts: list[str] = []
    for escaped, wildcard, plain in re.findall(r"\\(.)|([*?])|([^\\*?]+)", text, re.DOTALL):
        if escaped:
            if escaped.isalpha():
                raise NotUnderstood(f"an escaped letter in {text}")
            parts.append(re.escape(escaped))
        elif wildcard:
            parts.append(".*" if wildcard == "*" else ".")
        else:
            parts.append(re.escape(fold(plain)))
    return "".join(parts)


def _unescaped(text: str) -> str:
    def char(found: re.Match[str]) -> str:
        return chr(int(found[1], 16)) if found[1] else found[2]

    return re.sub(r"\\(?:u([0-9a-fA-F]{4})|(.))", char, text, flags=re.DOTALL)


def _range(low: str, high: str, from_low: bool, to_high: bool) -> Test:
    """A range of numbers: the judge assumes a field of numbers."""
    least = float("-inf") if low == "*" else float(_unescaped(low).strip('"'))
    most = float("inf") if high == "*" else float(_unescaped(high).strip('"'))

    def test(value: str) -> bool:
        try:
            number = float(value)
        except ValueError:
            return False
        return (least <= number if from_low else least < number) and (
            number <= most if to_high else number < most
        )

    return test
