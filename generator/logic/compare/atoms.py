"""The single tests that detections are made of, in a form in which the same is equal."""

from __future__ import annotations

import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from dataclasses import dataclass
from dataclasses import field as attribute
from functools import lru_cache
from typing import Any

from generator.logic.evaluate.matchers import Matcher, Number, Regex
from generator.logic.evaluate.patterns import Part, Pattern, Wild
from generator.logic.evaluate.record import Found, Record, fold, text_of

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
        return self.matcher.matches(Found((value,), texts, tuple(map(fold, texts))), _NOWHERE)


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
    tree = parser.parse(expression.pattern, expression.flags & ~re.UNICODE)
    if tree.state.grouprefpos or "GROUPREF" in repr(tree):
        return f"{expression.flags} {expression.pattern!r}"
    return f"{expression.flags} {_ungrouped(tree)!r}"


def _ungrouped(node: Any) -> Any:
    """A parsed expression without the groups that only hold together what is together anyway."""
    if isinstance(node, parser.SubPattern):
        made: list[Any] = []
        for code, argument in node.data:
            if code is codes.SUBPATTERN and not argument[1] and not argument[2]:
                made += _ungrouped(argument[3])
            else:
                made.append((str(code), _ungrouped(argument)))
        return made
    if isinstance(node, (tuple, list)):
        return [_ungrouped(inner) for inner in node]
    return str(node) if node in (codes.MAXREPEAT,) else node
