"""Sigma's regular expressions in the dialect of Lucene.

Sources: the documentation and source of `org.apache.lucene.util.automaton.RegExp`, and of
Elasticsearch's `query_string`, which reads it with all optional operators. Lucene's expression
must match the whole text, where Sigma's is searched for in it; `"`, `#`, `@`, `&`, `<`, `>` and
`~` are operators there; there are no anchors, no flags and no `\\d` before Lucene 8.6.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from generator.logic.regex import Range
from generator.targets.elastic.lucene.anchors import UnanchoredPart, placed
from generator.targets.elastic.lucene.effort import is_too_complex
from generator.targets.elastic.lucene.regex_tree import (
    Anchor,
    Chars,
    Choice,
    Dot,
    Node,
    RegexTooComplex,
    Repeat,
    Sequence,
    parse,
)

OPERATORS = frozenset('.?+*|{}[]()"\\#@&<>~^$-/')
"""Characters that mean something in a Lucene expression, in a set or outside; no letter may be
escaped, for `\\w` and its like are classes."""

NOT_A_LINE_BREAK = "(\\S|[ \t])"
"""Sigma's dot; Lucene's own also matches a line break, for which it has no escape sequence."""

_NEGATED_CLASS = {r"\s": r"\S", r"\S": r"\s", r"\W": r"\w", r"\D": "[0-9]"}


@functools.lru_cache(maxsize=1024)  # Several targets ask for the same, and it takes milliseconds.
def lucene_regex(expression: str, flags: re.RegexFlag = re.NOFLAG) -> str | None:
    """The expression for `/…/` that matches a whole text in which the given one is found.

    None where no text can match. Raises RegexNotExpressible for what Lucene does not have, and
    RegexTooComplex for what it gives up on.
    """
    found = placed(parse(expression, flags))
    if not found:
        return None
    if is_too_complex(found):
        raise RegexTooComplex(expression)
    text = "|".join(_alternatives(found)) or "()"
    # A backslash before the closing slash would be read as escaping it.
    return f"{text[:-2]}[\\\\]" if text.endswith("\\\\") else text


def _alternatives(found: tuple[UnanchoredPart, ...]) -> Iterable[str]:
    """The alternatives, those with the same text before and behind them put together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in found:
        text = _render(one.node)
        groups.setdefault((one.before, one.behind), []).append(text)
    for (before, behind), texts in groups.items():
        options = list(dict.fromkeys(texts))
        if len(options) == 1 and not isinstance(found[0].node, Choice):
            yield before + options[0] + behind
        else:
            inner = "|".join(option or "()" for option in options)
            yield f"{before}({inner}){behind}" if before or behind or len(groups) > 1 else inner


def _render(node: Node) -> str:
    match node:
        case Chars():
            return _chars(node)
        case Dot(line_breaks=line_breaks):
            return "." if line_breaks else NOT_A_LINE_BREAK
        case Sequence(parts=parts):
            return "".join(
                f"({_render(part)})" if isinstance(part, Choice) else _render(part)
                for part in parts
            )
        case Choice(options=options):
            return "|".join(_render(option) or "()" for option in options)
        case Repeat(part=part, least=least, most=most):
            inner = _render(part)
            if not inner or most == 0:
                return ""
            times = _times(least, most)
            # `\{{2}` would hold `{{`, which opens a Mustache tag in a watch.
            bare = _is_one(part) and not (inner.endswith("{") and times.startswith("{"))
            return (inner if bare else f"({inner})") + times
        case Anchor():
            raise AssertionError("anchors are placed before anything is written")


def _is_one(node: Node) -> bool:
    return isinstance(node, (Chars, Dot)) or (
        isinstance(node, Sequence) and len(node.parts) == 1 and _is_one(node.parts[0])
    )


def _times(least: int, most: int | None) -> str:
    simple = {(0, 1): "?", (0, None): "*", (1, None): "+", (1, 1): ""}
    if (least, most) in simple:
        return simple[least, most]
    if least == most:
        return f"{{{least}}}"
    return f"{{{least},{'' if most is None else most}}}"


def _chars(chars: Chars) -> str:
    if not chars.negated:
        options = [*([_class(chars.ranges)] if chars.ranges else []), *chars.classes]
        return options[0] if len(options) == 1 else f"({'|'.join(options)})"
    parts = [_NEGATED_CLASS[name] for name in chars.classes]
    if chars.ranges:
        parts.append(f"[^{_members(chars.ranges)}]")
    return parts[0] if len(parts) == 1 else f"({'&'.join(parts)})"


def _class(ranges: tuple[Range, ...]) -> str:
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return _escaped(ranges[0][0])
    return f"[{_members(ranges)}]"


def _members(ranges: tuple[Range, ...]) -> str:
    texts: list[str] = []
    for low, high in dict.fromkeys(ranges):
        if high - low < 2:
            texts.extend(map(_escaped, range(low, high + 1)))
        else:
            texts.append(f"{_escaped(low)}-{_escaped(high)}")
    return "".join(texts)


def _escaped(code: int) -> str:
    char = chr(code)
    return "\\" + char if char in OPERATORS else char
