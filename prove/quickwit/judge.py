"""A judge of Quickwit's query language, over fields of the tokenizer `raw`.

Source: Quickwit's "Query Language Reference" and "Index configuration": AND before OR, NOT before
both; a term, between quotation marks or not, is compared with the tokens of a field, of which one
with the tokenizer `raw` (that of fields that are mapped dynamically) has one, the value itself, with
its case; a `*` behind a term without quotation marks makes it a prefix, and alone asks whether the
field is there; `IN [a b]`; ranges, of texts in lexicographic order. There are no other wildcards and
no regular expressions, so these are refused, and so is a backslash whose meaning is not documented.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Document = Mapping[str, list[str]]
Test = Callable[[Document], bool]

_RESERVED = r'+^`:{}"\[\]()~!\\*\s'
_TOKENS = re.compile(
    r"(?P<space>\s+)|(?P<bracket>[()])"
    rf"|(?P<field>(?:[^{_RESERVED}]|\\.)+):|(?P<word>AND|OR|NOT)(?![^\s()])"
)
_VALUE = re.compile(
    r'"(?P<phrase>(?:[^"\\]|\\.)*)"|IN \[(?P<set>[^\]]*)\]'
    r"|\[(?P<low>[^\s\]]+) TO (?P<high>[^\s\]]+)\]|(?P<operator>>=|<=|>|<)(?P<bound>[^\s()]+)"
    rf"|(?P<term>(?:[^{_RESERVED}]|\\.)*)(?P<prefix>\*)?(?=$|[\s()])",
    re.DOTALL,
)


class QuickwitError(ValueError):
    """What is no query, or none that the judge knows."""


class QuickwitQuery:
    """A query, parsed once. Raises QuickwitError."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.finds = self._either()
        if self._rest():
            raise QuickwitError(f"left over: {self._rest()[:30]!r}")

    def _rest(self) -> str:
        return self.text[self.position :].lstrip()

    def _accept(self, *texts: str) -> bool:
        found = re.compile(
            rf"\s*(?:{'|'.join(map(re.escape, texts))})(?=[\s()]|$|(?<=[()]))"
        ).match(self.text, self.position)
        if found:
            self.position = found.end()
        return found is not None

    def _either(self) -> Test:
        tests = [self._both()]
        while self._accept("OR"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda doc: any(test(doc) for test in tests)

    def _both(self) -> Test:
        tests = [self._unary()]
        while self._accept("AND"):
            tests.append(self._unary())
        return tests[0] if len(tests) == 1 else lambda doc: all(test(doc) for test in tests)

    def _unary(self) -> Test:
        if self._accept("NOT"):
            inner = self._unary()
            return lambda doc: not inner(doc)
        if self._accept("("):
            inner = self._either()
            if not self._accept(")"):
                raise QuickwitError("a parenthesis is not closed")
            return inner
        return self._clause()

    def _clause(self) -> Test:
        start = self.position + len(self.text[self.position :]) - len(self._rest())
        field = _TOKENS.match(self.text, start)
        if field is None or field.lastgroup != "field":
            raise QuickwitError(f"a clause without a field: {self._rest()[:30]!r}")
        name = _unescaped(field["field"])
        value = _VALUE.match(self.text, field.end())
        if value is None or not value[0]:
            raise QuickwitError(f"the value {self.text[field.end() :][:30]!r}")
        self.position = value.end()
        test = _test(value)
        return lambda doc: any(test(token) for token in doc.get(name, ()))


def _test(value: re.Match[str]) -> Callable[[str], bool]:
    if (phrase := value["phrase"]) is not None:
        if re.search(r'\\[^"]', phrase):
            raise QuickwitError(f"a backslash between quotation marks: {phrase}")
        wanted = phrase.replace('\\"', '"')
        return lambda token: token == wanted
    if (items := value["set"]) is not None:
        if re.search(r"[*\\]", items):
            raise QuickwitError(f"a wildcard or a backslash in a set: {items}")
        terms = set(items.split())
        return lambda token: token in terms
    if value["low"] is not None or value["operator"] is not None:
        raise QuickwitError(
            f"a range: whether the field is one of numbers is not known: {value[0]}"
        )
    term = _unescaped(value["term"])
    if value["prefix"]:
        return lambda token: token.startswith(term)
    return lambda token: token == term


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
