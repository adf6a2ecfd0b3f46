"""The single tests that detections are made of, in a form in which the same is equal."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from functools import lru_cache

from generator.logic.evaluate.matchers import Matcher, Number, Regex
from generator.logic.evaluate.patterns import Part, Pattern, Wild
from generator.logic.evaluate.record import FieldValues, Record, fold, text_of
from generator.logic.regex import (
    Alternatives,
    AtomicGroup,
    BackReference,
    Conditional,
    Group,
    LookAround,
    Node,
    Nodes,
    Repeat,
    pattern_text,
    tree_of,
    walk,
)

_NOWHERE = Record({})


@dataclass(frozen=True, slots=True)
class Atom:
    """One matcher on one field; on the raw message where `field` is None."""

    field: str | None
    key: str
    """What it asks for, as a text that only the same test has."""
    matcher: Matcher = attribute(compare=False)
    written: Pattern | None = attribute(default=None, compare=False)
    """A pattern with the capitals that the rule has, to make examples from."""

    def takes(self, value: object) -> bool:
        """Whether a single value of the field passes, as the evaluator says."""
        text = text_of(value)
        texts = () if text is None else (text,)
        return self.matcher.matches(FieldValues((value,), texts, tuple(map(fold, texts))), _NOWHERE)


def atom(field: str | None, matcher: Matcher) -> Atom:
    """The test of a matcher, with what does not matter for its meaning removed."""
    if isinstance(matcher, Pattern):
        plain = _plain(matcher)
        return Atom(field, f"pattern {plain.cased} {plain.parts!r}", plain, matcher)
    if isinstance(matcher, Regex):
        return Atom(field, f"regex {regex_key(matcher.expression)}", matcher)
    if isinstance(matcher, Number):
        # 1, 1.0 and True are equal in Python and not here.
        return Atom(field, f"number {matcher.value!r}", matcher)
    return Atom(field, repr(matcher), matcher)


def _plain(pattern: Pattern) -> Pattern:
    """The pattern in lower case where case does not matter, of `*?` and `?*` always the second."""
    parts: list[Part] = []
    for part in pattern.parts:
        if isinstance(part, str):
            parts.append(part if pattern.cased else fold(part))
        elif parts[-1:] == [Wild.ANY] and part is Wild.ONE:
            parts[-1:] = [Wild.ONE, Wild.ANY]
        elif not (part is Wild.ANY and parts[-1:] == [Wild.ANY]):
            parts.append(part)
    return Pattern(parts=tuple(parts), cased=pattern.cased)


@lru_cache(maxsize=1024)
def regex_key(expression: re.Pattern[str]) -> str:
    """A text that two expressions share only if they find the same; groups do not matter to it."""
    nodes = tree_of(expression).nodes
    if any(isinstance(node, (BackReference, Conditional)) for node in walk(nodes)):
        return f"{expression.flags} {expression.pattern!r}"
    return f"{expression.flags} {pattern_text(_ungrouped(nodes))!r}"


def _ungrouped(nodes: Nodes) -> Nodes:
    """A sequence without the groups that only hold together what is together anyway."""
    made: list[Node] = []
    for node in nodes:
        match node:
            case Group(body, _, 0, 0):
                made += _ungrouped(body)
            case Group(body) | Repeat(body) | AtomicGroup(body) | LookAround(body):
                made.append(replace(node, body=_ungrouped(body)))
            case Alternatives(options):
                made.append(Alternatives(tuple(map(_ungrouped, options))))
            case _:
                made.append(node)
    return tuple(made)
