"""A user's regular expression, as a pattern that searches a value however it is written.

The expression is read with Python's own parser and written anew: a backslash that may be
doubled, `.` and sets that take a JSON escape for one character, `^` and `$` at the ends of
the value. Which of several matches is found makes no difference to whether there is one, so
repetitions are written lazy or greedy as suits a long line.
"""

from __future__ import annotations

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from dataclasses import dataclass, replace
from typing import Any

from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.types import SigmaRegularExpression, SigmaRegularExpressionFlag

from generator.targets.grep.characters import characters_of, set_pattern
from generator.targets.grep.helpers import PLAIN, RUN
from generator.targets.grep.regex_tree import (
    after,
    is_one_item,
    items_of,
    least_of_any_run,
    quantifier,
    split_at_any_runs,
    trimmed,
    width,
)
from generator.targets.grep.text import Value, character_text

_FLAGS = {
    SigmaRegularExpressionFlag.IGNORECASE: re.IGNORECASE,
    SigmaRegularExpressionFlag.MULTILINE: re.MULTILINE,
    SigmaRegularExpressionFlag.DOTALL: re.DOTALL,
}

_DOT_RUN = rf"(?>{PLAIN}|(?&_dot))*?"
_LINES = "(?>(?:(?&_dot))*+(?&_nl))*?"
"""So many lines of the value as it takes: `.*` does not leave the line it begins in."""

_MAY_BREAK_LINE = re.compile(r"\(\?&_(?:any|ws|nl)\)|\\\\n")
_MAX_WINDOW = 40
"""Characters of a part of varying length that is searched for twice."""

_AT_START = "(?(<_a>)|(?!))"
_SEARCH = rf"(?:(?<_a>)|{RUN[:-2]}+?)"
"""The way to where a match begins; remembers whether that is the start of the value."""

_BOUNDARIES = {op.AT_BOUNDARY: "(?&_wb)", op.AT_NON_BOUNDARY: "(?!(?&_wb))"}
_STARTS = (op.AT_BEGINNING, op.AT_BEGINNING_STRING)
_ENDS = (op.AT_END, op.AT_END_STRING)
_REPEATS = {op.MAX_REPEAT: "", op.MIN_REPEAT: "?", op.POSSESSIVE_REPEAT: "+"}


class _Unsupported(SigmaFeatureNotSupportedByBackendError):
    """A construct that grep cannot be asked for."""


def regex_value(expression: SigmaRegularExpression) -> Value:
    """The pattern for a regular expression; see the module.

    Raises SigmaFeatureNotSupportedByBackendError for a construct that cannot be said of a value
    inside of a line, by its name.
    """
    text = str(expression.regexp)
    flags = 0
    for flag in expression.flags:
        flags |= _FLAGS[flag]
    if expression.contains_placeholder():
        raise _Unsupported(
            f"The placeholder in the regular expression {text!r} (`expand`) has no value here."
        )
    tree = parser.parse(text, flags)
    return _Translation(text, tree).value()


@dataclass(frozen=True, slots=True)
class _Mode:
    """What holds where an item stands."""

    cased: bool
    dotall: bool
    before: str
    """What a match may have taken before: "nothing", "something" or "maybe"."""


class _Translation:
    def __init__(self, source: str, tree: Any) -> None:
        self.source = source
        self.tree = tree
        self.flags = tree.state.flags
        self.referenced = {item[1] for item in items_of(tree) if item[0] is op.GROUPREF}

    def value(self) -> Value:
        cased = not self.flags & re.IGNORECASE
        mode = _Mode(cased=cased, dotall=bool(self.flags & re.DOTALL), before="nothing")
        items = list(self.tree)
        floats = not items or items[0][0] is not op.AT or items[0][1] not in _STARTS
        if not floats and not self.flags & re.MULTILINE:
            items = items[1:]
        if self.referenced:
            first, rest = items, []
        else:
            first, *rest = split_at_any_runs(trimmed(items) if floats else items)
        text = self._sequence(first, mode)
        if _AT_START in text:
            text, floats = _SEARCH + text, False
        elif floats and rest and self._ends(first, text) is not None:
            text = ("" if mode.dotall else _LINES) + self._found_first(first, text, mode)
            floats = False
        later = replace(mode, before="maybe")
        text += "".join(self._found_first(part, self._sequence(part, later), mode) for part in rest)
        return Value(text=f"(?{'-' if cased else ''}i:{text})", floats=floats)

    def _found_first(self, items: list[Any], text: str, mode: _Mode) -> str:
        """A part before which a `.*` stands, found where it ends first.

        That is the best place for it, since another `.*` takes up any distance to what follows,
        so an atomic group can keep a long value from exhausting grep. A part of varying length
        that begins first may not be the one that ends first; that one then begins within it.
        """
        run = RUN if mode.dotall else _DOT_RUN
        match self._ends(items, text):
            case None:
                return run + text
            case 0:
                return f"(?>{run}{text})"
            case within:
                one = "(?&_any)" if mode.dotall else "(?&_dot)"
                return f"(?>{run}(?={text})){one}{{0,{within}}}?{text}"

    def _ends(self, items: list[Any], text: str) -> int | None:
        """Within how many characters of where a part first fits the one that ends first begins.

        None if that is far, or if the part may hold a line break, which no `.*` crosses.
        """
        low, high = width(self.tree, items)
        if high > _MAX_WINDOW or _MAY_BREAK_LINE.search(text):
            return None
        return 0 if low == high else high

    def _sequence(self, items: Any, mode: _Mode) -> str:
        pieces = []
        for item in items:
            pieces.append(self._item(item, mode))
            mode = replace(mode, before=after(mode.before, width(self.tree, [item])))
        return "".join(pieces)

    def _item(self, item: tuple[Any, Any], mode: _Mode) -> str:
        kind, value = item
        match kind:
            case op.LITERAL | op.NOT_LITERAL | op.IN:
                return self._set(kind, value, mode)
            case op.ANY:
                return "(?&_any)" if mode.dotall else "(?&_dot)"
            case op.AT:
                return self._at(value, mode)
            case op.BRANCH:
                return f"(?:{'|'.join(self._sequence(choice, mode) for choice in value[1])})"
            case op.SUBPATTERN:
                return self._group(value, mode)
            case op.MAX_REPEAT | op.MIN_REPEAT | op.POSSESSIVE_REPEAT:
                return self._repeat(kind, value, mode)
            case op.ATOMIC_GROUP:
                return f"(?>{self._sequence(value, mode)})"
            case op.GROUPREF:
                return rf"\k<_r{value}>"
            case op.ASSERT | op.ASSERT_NOT if value[0] > 0:
                sign = "=" if kind is op.ASSERT else "!"
                return f"(?{sign}{self._sequence(value[1], mode)})"
            case op.ASSERT | op.ASSERT_NOT:
                raise self._refusal("a look-behind", "use a group or a look-ahead")
        raise self._refusal("a condition on a group", "write the alternatives out")

    def _set(self, kind: Any, value: Any, mode: _Mode) -> str:
        if kind is op.LITERAL and not chr(value).isspace():
            return character_text(chr(value), cased=mode.cased)
        members = value if kind is op.IN else [(op.LITERAL, value)]
        if kind is op.NOT_LITERAL:
            members = [(op.NEGATE, None), *members]
        return set_pattern(characters_of(members), cased=mode.cased)

    def _at(self, place: Any, mode: _Mode) -> str:
        if place in _BOUNDARIES:
            return _BOUNDARIES[place]
        if self.flags & re.MULTILINE and place in (op.AT_BEGINNING, op.AT_END):
            raise self._refusal("`^` or `$` in a multi-line search (`re|m`)", "leave out the `m`")
        if place in _ENDS:
            return "(?=(?&_end))"
        if mode.before == "maybe":
            raise self._refusal("`^` after a part that may be empty", "put it in front")
        return _AT_START if mode.before == "nothing" else "(?!)"

    def _group(self, value: Any, mode: _Mode) -> str:
        number, added, removed, inner = value
        cased = mode.cased
        if (added | removed) & re.IGNORECASE:
            cased = bool(removed & re.IGNORECASE)
        dotall = (mode.dotall or bool(added & re.DOTALL)) and not removed & re.DOTALL
        text = self._sequence(inner, replace(mode, cased=cased, dotall=dotall))
        if cased != mode.cased:
            text = f"(?{'-' if cased else ''}i:{text})"
        return f"(?<_r{number}>{text})" if number in self.referenced else f"(?:{text})"

    def _repeat(self, kind: Any, value: Any, mode: _Mode) -> str:
        low, high, inner = value
        if high > 1 and inner.getwidth()[1] > 0:
            mode = replace(mode, before="maybe" if mode.before == "nothing" else mode.before)
        if least_of_any_run((kind, value)) is not None:
            run = RUN if mode.dotall else _DOT_RUN
            return self._sequence(inner, mode) * int(low) + run
        text = self._sequence(inner, mode)
        text = text if is_one_item(text) else f"(?:{text})"
        return text + quantifier(low, high) + _REPEATS[kind]

    def _refusal(self, what: str, instead: str) -> _Unsupported:
        return _Unsupported(
            f"The regular expression {self.source!r} has {what}, which cannot be said of a value"
            f" inside of a line for grep; {instead}."
        )
