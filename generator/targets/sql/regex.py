"""Regular expressions of rules in the dialects of database engines.

Sources: RE2, "Syntax"; the documentation of Rust's crate `regex`; java.util.regex.Pattern. What
Python has and a dialect has not is refused; what the two write differently is rewritten.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.types import SigmaRegularExpression

from generator.logic.regex import (
    Anchor,
    AnyCharacter,
    AtomicGroup,
    BackReference,
    Conditional,
    Greed,
    LookAround,
    Node,
    Nodes,
    Repeat,
    parse,
    walk,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What an engine's regular expressions are.

    `automaton` is true where nothing is tried twice: then there are no look-arounds, no
    references to a group and no atomic groups. `most` is the greatest count of a repetition.
    """

    product: str
    automaton: bool
    most: int | None = None
    java: bool = False
    as_written: bool = False
    """Whether it is left as it is, since the engine is the user's own choice."""


def translated(value: SigmaRegularExpression, dialect: Dialect) -> str:
    """The expression with its flags, as it stands in a query before it becomes a literal.

    Raises SigmaFeatureNotSupportedByBackendError for what the dialect does not have.
    """
    written = value.regexp.to_plain_regex()
    flags = re.NOFLAG
    for flag in value.flags:
        flags |= value.sigma_to_python_flags[flag]
    letters = "".join(
        letter
        for letter, flag in (("i", re.IGNORECASE), ("m", re.MULTILINE), ("s", re.DOTALL))
        if flags & flag
    )
    if not dialect.as_written:
        nodes = parse(written, flags).nodes
        _check(written, nodes, dialect)
        if dialect.java:
            letters = _java_flags(written, nodes, letters)
        written = _Rewriting(written, dialect).text()
    return f"(?{letters}){written}" if letters else written


def _check(written: str, nodes: Nodes, dialect: Dialect) -> None:
    for node in walk(nodes):
        what = _lacking(node, dialect)
        if what is not None:
            raise _refused(written, what, dialect)


def _lacking(node: Node, dialect: Dialect) -> str | None:
    """The name of a construct that the dialect does not have."""
    match node:
        case Conditional():
            return "a condition on a group"
        case LookAround() if dialect.automaton:
            return "a look-around"
        case BackReference() if dialect.automaton:
            return "a reference to a group"
        case AtomicGroup() if dialect.automaton:
            return "an atomic group"
        case Repeat(greed=Greed.POSSESSIVE):
            return "a possessive quantifier" if dialect.automaton else None
        case Repeat() if dialect.most is not None:
            if max(node.least, node.most or 0) > dialect.most:
                return f"a repetition of more than {dialect.most:,} times"
    return None


def _refused(written: str, what: str, dialect: Dialect) -> SigmaFeatureNotSupportedByBackendError:
    return SigmaFeatureNotSupportedByBackendError(
        f"The regular expression {written} has {what}, which {dialect.product} does not have."
    )


def _java_flags(written: str, nodes: Nodes, letters: str) -> str:
    """`d`, without which a carriage return ends a line; `u`, without which only ASCII folds."""
    lines = any(isinstance(node, (AnyCharacter, Anchor)) for node in walk(nodes))
    folds = "i" in letters or re.match(r"\(\?[a-z]*i", written) is not None
    return letters + ("u" if folds else "") + ("d" if lines else "")


_QUANTIFIER = re.compile(r"\{(?P<low>[0-9]*)(?P<comma>,?)(?P<high>[0-9]*)\}")
_CODE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))")
_SPECIAL = frozenset("\\.+*?()|[]{}^$")
_SPECIAL_IN_CLASS = frozenset("\\[]^-&~")


class _Rewriting:
    """One pass over an expression that Python has accepted."""

    def __init__(self, written: str, dialect: Dialect) -> None:
        self.written = written
        self.dialect = dialect
        self.at = 0

    def text(self) -> str:
        pieces = []
        while self.at < len(self.written):
            pieces.append(self._next())
        return "".join(pieces)

    def _next(self) -> str:
        char = self.written[self.at]
        if char == "\\":
            return self._escape(_SPECIAL)
        if char == "[":
            return self._character_class()
        if char == "{":
            return self._brace()
        if self.dialect.java and self.written.startswith(("(?P<", "(?P="), self.at):
            return self._named_group()
        self.at += 1
        return "\\}" if char == "}" else char

    def _named_group(self) -> str:
        """Java names groups without the `P`, and with letters and digits only."""
        reference = self.written[self.at + 3] == "="
        end = self.written.index(")" if reference else ">", self.at)
        name = self.written[self.at + 4 : end].replace("_", "0")
        self.at = end + 1
        return f"\\k<{name}>" if reference else f"(?<{name}>"

    def _brace(self) -> str:
        found = _QUANTIFIER.match(self.written, self.at)
        if found is None or found[0] == "{}":
            self.at += 1
            return "\\{"
        self.at = found.end()
        return "{0," + found[0][2:] if found["comma"] and not found["low"] else found[0]

    def _escape(self, special: frozenset[str]) -> str:
        code = _CODE.match(self.written, self.at)
        if code is not None:
            self.at = code.end()
            return f"\\x{{{(code[1] or code[2] or code[3]).lower()}}}"
        char = self.written[self.at + 1]
        self.at += 2
        if char == "Z":
            return "\\z"
        if char == "v":
            return "\\x{0b}"
        if char.isalnum():
            return "\\" + char
        return "\\" + char if char in special else char

    def _character_class(self) -> str:
        pieces = ["["]
        self.at += 1
        if self.written[self.at] == "^":
            pieces.append("^")
            self.at += 1
        first = True
        while first or self.written[self.at] != "]":
            char = self.written[self.at]
            if char == "\\":
                pieces.append(self._escape(_SPECIAL_IN_CLASS))
            else:
                # `[` begins a class within the class, `&&` and `~~` are operators.
                pieces.append("\\" + char if char in "[]&~" else char)
                self.at += 1
            first = False
        self.at += 1
        return "".join(pieces) + "]"
