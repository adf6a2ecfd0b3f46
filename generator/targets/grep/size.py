"""How large a pattern of ours becomes when PCRE2 compiles it: an estimate from above.

PCRE2 (with the link size of 2 that distributions build it with) refuses more than 65,535 bytes.
The sizes were measured with `pcre2_pattern_info(PCRE2_INFO_SIZE)` of PCRE2 10.42, over
the syntax that the modules beside this one write; they are no account of PCRE2's whole syntax.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<text>[^\\()\[\]{}|*+?.]{2,}(?![*+?{]))"
    r"|(?P<call>\(\?&\w+\)|\\k<\w+>)"
    r"|(?P<open>\((?:\?(?:\((?:<\w+>|DEFINE)\)|<\w+>|<?[=!]|>|[a-zA-Z]*(?:-[a-z]+)?:))?)"
    r"|(?P<flags>\(\?[a-zA-Z]+\))"
    r"|(?P<close>\))"
    r"|(?P<alternative>\|)"
    r"|(?P<quantifier>[*+?][?+]?|\{(?P<low>\d+)(?P<comma>,(?P<high>\d*))?\}[?+]?)"
    r"|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])"
    r"|(?P<escape>\\(?:x[0-9a-f]{2}|.))"
    r"|(?P<letter>.)",
    re.DOTALL,
)

_SIZES = {"call": 5, "flags": 0, "set": 45, "escape": 2, "alternative": 3}
_GROUP = 12
_FRAME = 200

SURELY_SMALL = 4_000
"""Characters of a pattern without long repetitions that cannot be too large: `[k]` takes 15 each."""

_LONG_REPETITION = re.compile(r"\{\d*,?\d\d")


@dataclass(slots=True)
class _Group:
    size: int
    last: int = 0
    """Size of the item that a quantifier would be for."""
    single: bool = True
    """Whether that item is one character, which a quantifier does not copy."""


def compiled_size(pattern: str) -> int:
    """Bytes that the compiled pattern takes at most; 0 for one that is surely small."""
    if len(pattern) < SURELY_SMALL and not _LONG_REPETITION.search(pattern):
        return 0
    groups = [_Group(_FRAME)]
    for token in _TOKEN.finditer(pattern):
        kind = token.lastgroup or ""
        group = groups[-1]
        if kind == "open":
            groups.append(_Group(_GROUP))
        elif kind == "quantifier":
            group.size += _repeated(token, group)
        elif kind == "close":
            closed = groups.pop().size
            groups[-1].size += closed
            groups[-1].last, groups[-1].single = closed, False
        else:
            group.last = _SIZES.get(kind, 0) or _text(token[0])
            group.single = kind != "call"
            group.size += group.last
    return groups[0].size


def _text(text: str) -> int:
    """A letter takes two bytes; `k` and `s`, which have a third case, three; others by UTF-8."""
    if text.isascii():
        return 2 * len(text) + sum(map(text.lower().count, "ks"))
    return 2 * len(text.encode()) + sum(map(text.lower().count, "ks"))


def _repeated(token: re.Match[str], group: _Group) -> int:
    """How much a quantifier adds; a counted group is copied as often as it may be there."""
    if token["low"] is None:
        return 6
    low = int(token["low"])
    copies = max(low, int(token["high"]) if token["high"] else low + (token["comma"] is not None))
    return 6 if group.single else max(copies - 1, 0) * (group.last + 9) + 9
