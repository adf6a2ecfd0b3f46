"""Alternatives with common beginnings written once, for a rule that is too large otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"(?:\(\?&\w+\)|\\x[0-9a-f]{2}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[^()|])(?:[*+?][?+]?|\{[\d,]+\})?",
    re.DOTALL,
)
_SIMPLE_GROUP = re.compile(r"\(\?:([^()]*)\)")


@dataclass(slots=True)
class _Branch:
    """What may follow the same beginning."""

    ends: bool = False
    choices: dict[str, _Branch] = field(default_factory=dict)


def factored(texts: list[str]) -> str:
    """The alternatives as one item that matches the same and is smaller if many begin alike."""
    root = _Branch()
    for text in texts:
        for choice in _choices(text):
            _add(root, _tokens(choice))
    return _written(root)


def _choices(text: str) -> list[str]:
    """A text that is nothing but alternatives (one letter beyond ASCII is) as several."""
    group = _SIMPLE_GROUP.fullmatch(text)
    return group[1].split("|") if group else [text]


def _tokens(text: str) -> list[str]:
    tokens = []
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:  # a group: it and the rest stay one piece
            tokens.append(text[position:])
            break
        tokens.append(token[0])
        position = token.end()
    return tokens


def _add(branch: _Branch, tokens: list[str]) -> None:
    for token in tokens:
        branch = branch.choices.setdefault(token, _Branch())
    branch.ends = True


def _written(branch: _Branch) -> str:
    pieces = []
    while len(branch.choices) == 1 and not branch.ends:
        ((token, branch),) = branch.choices.items()
        pieces.append(token)
    choices = [token + _written(inner) for token, inner in branch.choices.items()]
    if choices:
        pieces.append(f"(?:{'|'.join([*choices, *([''] if branch.ends else [])])})")
    return "".join(pieces)
