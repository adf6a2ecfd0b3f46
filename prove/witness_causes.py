"""Why a witness and the evaluator differ about a rule and an event, and who is right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from generator.logic.evaluate import EvaluationError, compile_rule, fires
from generator.logic.evaluate.matchers import Cidr, Comparison, Matcher, Null, Number, Regex
from generator.logic.evaluate.patterns import Pattern
from generator.logic.evaluate.tree import Leaf, leaves
from prove.engine import Event

Asked = Callable[[Mapping[str, Any], Event], bool | None]
"""What a witness says of a rule and one event; None where it does not take the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Who is right by the specification, and why."""

    right: str
    why: str


def cause_of(rule: Mapping[str, Any], event: Event, asked: Asked) -> str:
    """The kind of test about which the witness and the evaluator differ.

    Each test of the rule is asked about by itself; where they agree on all of them, it is the
    condition that one of them reads otherwise.
    """
    for leaf in leaves(compile_rule(rule).root):
        alone = {"detection": {"asked": _selection(leaf), "condition": "asked"}}
        try:
            says = asked({**rule, **alone}, event)
            if says is not None and says is not fires(alone, event):
                return _kind(leaf, event)
        except EvaluationError:
            continue
    return "the condition"


def _selection(leaf: Leaf) -> Any:
    if leaf.field is None and not leaf.modifiers:
        return [leaf.value]
    return {"|".join((leaf.field or "", *leaf.modifiers)): leaf.value}


def _kind(leaf: Leaf, event: Event) -> str:
    value = event.get(leaf.field) if leaf.field else None
    if leaf.field is None:
        return "a keyword"
    if isinstance(value, list):
        return "several values"
    for matcher in leaf.matchers:
        if not isinstance(matcher, Pattern):
            return _other_kind(matcher)
    return _text_kind(leaf, value)


def _other_kind(matcher: Matcher) -> str:
    if isinstance(matcher, Number):
        return "a truth value" if isinstance(matcher.value, bool) else "a number"
    kinds = {
        Cidr: "a network",
        Comparison: "a comparison",
        Regex: "a regular expression",
        Null: "a null",
    }
    return kinds.get(type(matcher), type(matcher).__name__)


def _text_kind(leaf: Leaf, value: object) -> str:
    written = str(leaf.value)
    if value is None and leaf.field is not None:
        return "a null under a text"
    if isinstance(value, bool):
        return "a truth value"
    if leaf.modifiers and re.search(r"(?<!\\)[*?]", written):
        return "a wildcard beside a modifier"
    if "\\" in written:
        return "a backslash"
    if "\n" in str(value):
        return "a line break"
    if not (written + str(value)).isascii():
        return "a letter beyond ASCII"
    return "a text"


KNOWN: Mapping[tuple[str, str], Cause] = MappingProxyType(
    {
        ("PublishedSQLite", "a network"): Cause(
            right="the evaluator",
            why="the back end looks for texts that begin as the addresses of the network do, so"
            " 10.16.0.0zq is one, and it puts no parentheses around several of them",
        ),
        ("PublishedSQLite", "a comparison"): Cause(
            right="the evaluator",
            why="in a column of text, 103 is less than 20, and any word is greater than a number",
        ),
        ("PublishedSQLite", "a letter beyond ASCII"): Cause(
            right="the evaluator", why="LIKE and NOCASE fold the letters of ASCII only"
        ),
        ("Detkit", "a null"): Cause(
            right="the evaluator",
            why="`field: null` holds for a field that is missing; detkit takes every test of a"
            " missing field for false",
        ),
        ("Detkit", "a regular expression"): Cause(
            right="the evaluator",
            why="an expression regards case unless it has the modifier `i`; detkit's do not",
        ),
        ("Detkit", "a backslash"): Cause(
            right="the evaluator",
            why="two backslashes of a rule are one, and `\\*` is an asterisk; detkit reads escapes"
            " only in a value that has a wildcard and no modifier",
        ),
        ("Detkit", "a wildcard beside a modifier"): Cause(
            right="the evaluator",
            why="`*` and `?` are wildcards beside `contains` and its like as well; detkit takes"
            " them for characters there",
        ),
        ("Detkit", "a null under a text"): Cause(
            right="the evaluator",
            why="a null is no text; detkit takes it for the word None, which `*` matches",
        ),
        ("Detkit", "a truth value"): Cause(
            right="the evaluator",
            why="the specification is silent, but logs write `true` as a word as well; detkit"
            " takes the word for another value",
        ),
        ("Detkit", "a line break"): Cause(
            right="the evaluator",
            why="`*` is any text, a line break too; detkit's ends at one",
        ),
        ("Detkit", "a keyword"): Cause(
            right="the evaluator",
            why="a keyword may have wildcards, and `|all` asks for all of them; detkit takes the"
            " first for characters and the second for a field without a name",
        ),
    }
)
