"""Why another evaluator and ours disagree about a rule and an event, and which is right."""

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

Ask = Callable[[Mapping[str, Any], Event], bool | None]
"""What another evaluator says of a rule and one event; None if it does not support the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Which evaluator is right by the specification, and why."""

    right: str
    why: str


def cause_of(rule: Mapping[str, Any], event: Event, ask: Ask) -> str:
    """The kind of test about which they disagree.

    Each test of the rule is evaluated separately; if they agree on all of them, they read the
    condition differently.
    """
    for leaf in leaves(compile_rule(rule).root):
        alone = {"detection": {"selection": _selection(leaf), "condition": "selection"}}
        try:
            says = ask({**rule, **alone}, event)
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
        return "a wildcard with a modifier"
    if "\\" in written:
        return "a backslash"
    if "\n" in str(value):
        return "a line break"
    if not (written + str(value)).isascii():
        return "a letter beyond ASCII"
    return "a text"


CAUSES: Mapping[tuple[str, str], Cause] = MappingProxyType(
    {
        ("PublishedSQLite", "a network"): Cause(
            right="the evaluator",
            why="the back end tests for texts that begin like the addresses of the network, so"
            " 10.16.0.0zq matches, and it puts no parentheses around several of these tests",
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
            why="`field: null` holds for a missing field; to detkit every test of a missing field is"
            " false",
        ),
        ("Detkit", "a regular expression"): Cause(
            right="the evaluator",
            why="an expression respects case unless it has the modifier `i`; detkit ignores case",
        ),
        ("Detkit", "a backslash"): Cause(
            right="the evaluator",
            why="two backslashes in a rule are one, and `\\*` is an asterisk; detkit reads escapes"
            " only in a value with a wildcard and without a modifier",
        ),
        ("Detkit", "a wildcard with a modifier"): Cause(
            right="the evaluator",
            why="`*` and `?` are wildcards with `contains` and the like as well; detkit takes"
            " them literally there",
        ),
        ("Detkit", "a null under a text"): Cause(
            right="the evaluator",
            why="a null is not a text; detkit takes it for the word None, which `*` matches",
        ),
        ("Detkit", "a truth value"): Cause(
            right="the evaluator",
            why="the specification is silent, but logs write `true` as a word as well; detkit"
            " treats the word as a different value",
        ),
        ("Detkit", "a line break"): Cause(
            right="the evaluator",
            why="`*` is any text, including line breaks; detkit's ends at one",
        ),
        ("Detkit", "a keyword"): Cause(
            right="the evaluator",
            why="a keyword may have wildcards, and `|all` requires all of them; detkit takes the"
            " first literally and the second for a field without a name",
        ),
    }
)
