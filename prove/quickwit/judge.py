"""A judge of Quickwit's query language, over fields with the tokenizer `raw`.

Source: Quickwit's "Query Language Reference" and "Index configuration": AND before OR, NOT before
both; a term, quoted or not, is compared with the tokens of a field. A field with the tokenizer `raw`
(which dynamically mapped fields have) has one token, the value itself, in its case; a `*` after an
unquoted term makes it a prefix, and alone tests that the field exists; `IN [a b]`; ranges, of texts
in lexicographic order. There are no other wildcards and no regular expressions, so these are
refused, and so is a backslash whose meaning is not documented.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from prove.problems import NotUnderstood
from prove.shared.expressions import Condition, ExpressionParser
from prove.shared.values import Test

Document = Mapping[str, list[str]]

RESERVED = r'+^`:{}"\[\]()~!\\*\s'
PLAIN = rf"(?:[^{RESERVED}]|\\.)"
VALUE = (
    r'"(?:[^"\\]|\\.)*"|IN\ \[[^\]]*\]|\[[^\s\]]+\ TO\ [^\s\]]+\]|(?:>=|<=|>|<)[^\s()]+'
    rf"|(?:{PLAIN}+\*?|\*)(?=$|[\s()])"
)
PATTERN = re.compile(
    rf"""(?P<space>\s+)
      | (?P<mark>[()])
      | (?P<word>(?:AND|OR|NOT)(?![^\s()]))
      | (?P<term>{PLAIN}+:(?:{VALUE}))""",
    re.VERBOSE | re.DOTALL,
)
TERM = re.compile(
    rf'(?P<field>{PLAIN}+):(?:"(?P<phrase>.*)"|IN \[(?P<set>.*)\]|(?P<range>\[.*|[<>]=?.+)'
    rf"|(?P<text>{PLAIN}*)(?P<prefix>\*)?)",
    re.DOTALL,
)


class QuickwitQuery(ExpressionParser[Document]):
    """A query, parsed once. Raises NotUnderstood."""

    pattern = PATTERN
    ignore_case = False

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._condition = self.condition()

    def finds(self, document: Document) -> bool:
        """Whether the query finds a document."""
        return self._condition(document) is True

    def comparison(self) -> Condition[Document]:
        term = TERM.fullmatch(self.take("term").text)
        assert term is not None
        name, test = _unescaped(term["field"]), _test(term)
        return lambda document: any(test(token) for token in document.get(name, ()))


def _test(term: re.Match[str]) -> Test:
    if (phrase := term["phrase"]) is not None:
        if re.search(r'\\[^"]', phrase):
            raise NotUnderstood(f"a backslash between quotation marks: {phrase}")
        wanted = phrase.replace('\\"', '"')
        return lambda token: token == wanted
    if (items := term["set"]) is not None:
        if re.search(r"[*\\]", items):
            raise NotUnderstood(f"a wildcard or a backslash in a set: {items}")
        terms = set(items.split())
        return lambda token: token in terms
    if term["range"] is not None:
        raise NotUnderstood(f"the range {term['range']}: whether its field is a number is unknown")
    text = _unescaped(term["text"])
    if term["prefix"]:
        return lambda token: token.startswith(text)
    return lambda token: token == text


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
