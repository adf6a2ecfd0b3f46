"""A user's regular expression, as a pattern that searches a value however it is written.

The expression is read as a tree and written again: a backslash that may be
doubled, `.` and sets that take a JSON escape for one character, `^` and `$` at the ends of
the value. Which of several matches is found makes no difference to whether there is one, so
repetitions are written lazy or greedy as suits a long line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.types import SigmaRegularExpression, SigmaRegularExpressionFlag

from generator.logic.regex import (
    Alternatives,
    Anchor,
    AnyCharacter,
    AtomicGroup,
    BackReference,
    CharacterSet,
    Group,
    Literal,
    LookAround,
    Node,
    Nodes,
    RegexTree,
    Repeat,
    parse,
    walk,
    width,
)
from generator.targets.grep.characters import characters_of, set_pattern
from generator.targets.grep.helpers import PLAIN, RUN
from generator.targets.grep.regex_tree import (
    after,
    is_one_item,
    least_of_any_run,
    quantifier,
    split_at_any_runs,
    trimmed,
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

_BOUNDARIES = {Anchor.BOUNDARY: "(?&_wb)", Anchor.NOT_BOUNDARY: "(?!(?&_wb))"}
_STARTS = (Anchor.START, Anchor.TEXT_START)
_ENDS = (Anchor.END, Anchor.TEXT_END)


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
    return _Translation(text, parse(text, flags)).value()


@dataclass(frozen=True, slots=True)
class _Mode:
    """What holds where a part stands."""

    cased: bool
    dotall: bool
    before: str
    """What a match may have taken before: "nothing", "something" or "maybe"."""


class _Translation:
    def __init__(self, source: str, tree: RegexTree) -> None:
        self.source = source
        self.nodes = tree.nodes
        self.flags = tree.flags
        self.referenced = {
            node.number for node in walk(tree.nodes) if isinstance(node, BackReference)
        }

    def value(self) -> Value:
        cased = not self.flags & re.IGNORECASE
        mode = _Mode(cased=cased, dotall=bool(self.flags & re.DOTALL), before="nothing")
        nodes = self.nodes
        floats = not nodes or nodes[0] not in _STARTS
        if not floats and not self.flags & re.MULTILINE:
            nodes = nodes[1:]
        if self.referenced:
            first, rest = nodes, []
        else:
            first, *rest = split_at_any_runs(trimmed(nodes) if floats else nodes)
        text = self._sequence(first, mode)
        if _AT_START in text:
            text, floats = _SEARCH + text, False
        elif floats and rest and self._ends(first, text) is not None:
            text = ("" if mode.dotall else _LINES) + self._found_first(first, text, mode)
            floats = False
        later = replace(mode, before="maybe")
        text += "".join(self._found_first(part, self._sequence(part, later), mode) for part in rest)
        return Value(text=f"(?{'-' if cased else ''}i:{text})", floats=floats)

    def _found_first(self, nodes: Nodes, text: str, mode: _Mode) -> str:
        """A part before which a `.*` stands, found where it ends first.

        That is the best place for it, since another `.*` takes up any distance to what follows,
        so an atomic group can keep a long value from exhausting grep. A part of varying length
        that begins first may not be the one that ends first; that one then begins within it.
        """
        run = RUN if mode.dotall else _DOT_RUN
        match self._ends(nodes, text):
            case None:
                return run + text
            case 0:
                return f"(?>{run}{text})"
            case within:
                one = "(?&_any)" if mode.dotall else "(?&_dot)"
                return f"(?>{run}(?={text})){one}{{0,{within}}}?{text}"

    def _ends(self, nodes: Nodes, text: str) -> int | None:
        """Within how many characters of where a part first fits the one that ends first begins.

        None if that is far, or if the part may hold a line break, which no `.*` crosses.
        """
        low, high = width(nodes)
        if high is None or high > _MAX_WINDOW or _MAY_BREAK_LINE.search(text):
            return None
        return 0 if low == high else high

    def _sequence(self, nodes: Nodes, mode: _Mode) -> str:
        pieces = []
        for node in nodes:
            pieces.append(self._part(node, mode))
            mode = replace(mode, before=after(mode.before, width((node,))))
        return "".join(pieces)

    def _part(self, node: Node, mode: _Mode) -> str:
        match node:
            case Literal(code):
                return self._literal(code, mode)
            case CharacterSet():
                return set_pattern(characters_of(node), cased=mode.cased)
            case AnyCharacter():
                return "(?&_any)" if mode.dotall else "(?&_dot)"
            case Anchor():
                return self._at(node, mode)
            case Alternatives(options):
                return f"(?:{'|'.join(self._sequence(option, mode) for option in options)})"
            case Group():
                return self._group(node, mode)
            case Repeat():
                return self._repeat(node, mode)
            case AtomicGroup(body):
                return f"(?>{self._sequence(body, mode)})"
            case BackReference(number):
                return rf"\k<_r{number}>"
            case LookAround(body, ahead=True, negated=negated):
                return f"(?{'!' if negated else '='}{self._sequence(body, mode)})"
            case LookAround():
                raise self._refusal("a look-behind", "use a group or a look-ahead")
        raise self._refusal("a condition on a group", "write the alternatives out")

    def _literal(self, code: int, mode: _Mode) -> str:
        if chr(code).isspace():
            characters = characters_of(CharacterSet(((code, code),)))
            return set_pattern(characters, cased=mode.cased)
        return character_text(chr(code), cased=mode.cased)

    def _at(self, place: Anchor, mode: _Mode) -> str:
        if place in _BOUNDARIES:
            return _BOUNDARIES[place]
        if self.flags & re.MULTILINE and place in (Anchor.START, Anchor.END):
            raise self._refusal("`^` or `$` in a multi-line search (`re|m`)", "leave out the `m`")
        if place in _ENDS:
            return "(?=(?&_end))"
        if mode.before == "maybe":
            raise self._refusal("`^` after a part that may be empty", "put it in front")
        return _AT_START if mode.before == "nothing" else "(?!)"

    def _group(self, node: Group, mode: _Mode) -> str:
        number, cased = node.number, mode.cased
        if (node.added | node.removed) & re.IGNORECASE:
            cased = bool(node.removed & re.IGNORECASE)
        dotall = (mode.dotall or bool(node.added & re.DOTALL)) and not node.removed & re.DOTALL
        text = self._sequence(node.body, replace(mode, cased=cased, dotall=dotall))
        if cased != mode.cased:
            text = f"(?{'-' if cased else ''}i:{text})"
        return f"(?<_r{number}>{text})" if number in self.referenced else f"(?:{text})"

    def _repeat(self, node: Repeat, mode: _Mode) -> str:
        if (node.most is None or node.most > 1) and width(node.body)[1] != 0:
            mode = replace(mode, before="maybe" if mode.before == "nothing" else mode.before)
        text = self._sequence(node.body, mode)
        if least_of_any_run(node) is not None:
            return text * node.least + (RUN if mode.dotall else _DOT_RUN)
        text = text if is_one_item(text) else f"(?:{text})"
        return text + quantifier(node.least, node.most) + node.greed.value

    def _refusal(self, what: str, instead: str) -> _Unsupported:
        return _Unsupported(
            f"The regular expression {self.source!r} has {what}, which cannot be said of a value"
            f" inside of a line for grep; {instead}."
        )
