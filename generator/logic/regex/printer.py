"""A tree back to a pattern that matches the same."""

from __future__ import annotations

import re

from generator.logic.regex.nodes import (
    Alternatives,
    Anchor,
    AnyCharacter,
    AtomicGroup,
    BackReference,
    Category,
    CharacterSet,
    Conditional,
    Group,
    Literal,
    LookAround,
    Node,
    Nodes,
    Range,
    Repeat,
)

_LETTERS = {
    "a": re.ASCII,
    "i": re.IGNORECASE,
    "m": re.MULTILINE,
    "s": re.DOTALL,
    "u": re.UNICODE,
    "x": re.VERBOSE,
}


def pattern_text(nodes: Nodes) -> str:
    """A pattern for the sequence, to be compiled with the flags of its expression.

    It has the groups of the tree, in their order and without their names.
    """
    return "".join(map(_text, nodes))


def _text(node: Node) -> str:
    match node:
        case Literal(code):
            return re.escape(chr(code))
        case AnyCharacter():
            return "."
        case Anchor():
            return str(node.value)
        case CharacterSet(members, negated):
            return f"[{'^' if negated else ''}{''.join(map(_member, members))}]"
        case Repeat(body):
            return _repeated(node, pattern_text(body))
        case Group(body, number):
            return f"({'' if number else _flags(node)}{pattern_text(body)})"
        case AtomicGroup(body):
            return f"(?>{pattern_text(body)})"
        case Alternatives(options):
            return f"(?:{'|'.join(map(pattern_text, options))})"
        case LookAround(body, ahead, negated):
            return f"(?{'' if ahead else '<'}{'!' if negated else '='}{pattern_text(body)})"
        case BackReference(number):
            return rf"(?:\{number})"  # A digit that follows is not part of the number.
        case Conditional(number, yes, no):
            return f"(?({number}){pattern_text(yes)}{'|' if no else ''}{pattern_text(no)})"


def _member(member: Range | Category) -> str:
    if isinstance(member, Category):
        return member.value
    low, high = (re.escape(chr(code)) for code in member)
    return low if low == high else f"{low}-{high}"


def _repeated(node: Repeat, body: str) -> str:
    match node.body:
        case (Literal() | AnyCharacter() | CharacterSet(),):
            item = body
        case _:
            item = f"(?:{body})"
    match node.least, node.most:
        case 0, None:
            times = "*"
        case 1, None:
            times = "+"
        case 0, 1:
            times = "?"
        case least, most:
            times = f"{{{least},{'' if most is None else most}}}"
    return item + times + node.greed.value


def _flags(group: Group) -> str:
    added = "".join(letter for letter, flag in _LETTERS.items() if group.added & flag)
    removed = "".join(letter for letter, flag in _LETTERS.items() if group.removed & flag)
    return f"?{added}{'-' if removed else ''}{removed}:"
