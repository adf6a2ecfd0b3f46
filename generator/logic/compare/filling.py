"""Texts that a wildcard pattern takes, and what can be concluded from one of them.

A text made from a pattern by putting characters for its wildcards that stand in no other pattern
(fresh ones) is taken by another pattern only if that one's own wildcards take them, and then it
takes whatever stands there: it takes all that the first pattern takes. Only `?` in the other
pattern breaks this, and a comparison with case of what was written without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from generator.logic.compare.atoms import Atom
from generator.logic.evaluate.matchers import Number
from generator.logic.evaluate.patterns import DASHES, Pattern, Wild
from generator.logic.evaluate.record import text_of

MAX_DASHES = 3
"""More dashes that may be any of five are left to automata."""

_FRESH = "xzqjkwvyu0123456789_~%#@&=+;:,'|^`éßñøœæþðжяюдлшהשتمあいうえお東京語日本中国"


def fresh(atoms: Iterable[Atom]) -> str:
    """A character that stands in none of the patterns and numbers."""
    used: set[str] = set()
    for atom in atoms:
        if isinstance(atom.matcher, Pattern):
            used.update(*(part for part in atom.matcher.parts if isinstance(part, str)))
        elif isinstance(atom.matcher, Number):
            used.update(text_of(atom.matcher.value) or "")
    for character in _FRESH:
        if character not in used and character.upper() not in used:
            return character
    return next(c for c in map(chr, range(0x4E00, 0x9FFF)) if c not in used)


def filled(pattern: Pattern, *, many: str, one: str = "x", dashes: Sequence[str] = ()) -> str:
    """The pattern with texts for its wildcards; the dashes in turn, hyphens after the last."""
    left = iter(dashes)
    texts: list[str] = []
    for part in pattern.parts:
        if isinstance(part, str):
            texts.append(part)
        elif part is Wild.DASH:
            texts.append(next(left, DASHES[0]))
        else:
            texts.append(many if part is Wild.ANY else one)
    return "".join(texts)


def examples(pattern: Pattern, other: str) -> Iterator[str]:
    """Some texts of a pattern, the plainest first; `other` is a character that it may hold."""
    yield filled(pattern, many="")
    yield filled(pattern, many=other, one=other)
    yield filled(pattern, many=f" {other} ", one=other)
    if not pattern.cased:
        text = filled(pattern, many=other, one=other)
        yield from (text.lower(), text.upper(), text.capitalize())


def covering(
    pattern: Pattern, unwanted: Sequence[Atom], other: str
) -> frozenset[Atom] | str | None:
    """Of the unwanted tests some that together take all texts of a pattern; else a text that none
    takes; None where this way of looking does not tell. `other` is a fresh character."""
    count = pattern.parts.count(Wild.DASH)
    if count > MAX_DASHES:
        return None
    chosen: dict[Atom, None] = {}
    certain = True
    for dashes in product(DASHES, repeat=count):
        text = filled(pattern, many=other, one=other, dashes=dashes)
        if any(atom.takes(text) for atom in chosen):
            continue
        taking = [atom for atom in unwanted if atom.takes(text)]
        if not taking:
            return text
        all_of_it = next((atom for atom in taking if _takes_all(atom, pattern, text)), None)
        if all_of_it is None:
            certain = False
        else:
            chosen[all_of_it] = None
    return frozenset(chosen) if certain else None


def _takes_all(atom: Atom, pattern: Pattern, text: str) -> bool:
    """Whether a test that takes the fresh text takes all that the text stands for."""
    matcher = atom.matcher
    if isinstance(matcher, Pattern):
        if Wild.ONE in matcher.parts or (matcher.cased and not pattern.cased):
            return False
    elif not isinstance(matcher, Number):
        return only_text(pattern) is not None
    # The lower-case form of a capital sigma depends on what stands beside it.
    return "Σ" not in text


def only_text(pattern: Pattern) -> str | None:
    """The one text that a pattern takes; None where there are more, if only by case."""
    text = pattern.literal
    if text is None or pattern.cased:
        return text
    return text if text.upper() == text and "İ" not in text else None


def combined(patterns: Sequence[Pattern], other: str) -> Iterator[str]:
    """Texts that may be taken by all of the patterns at once; whether they are must be asked."""
    closed = [p for p in patterns if Wild.ANY not in (p.parts[:1] + p.parts[-1:])]
    for pattern in closed:
        for many in ("", other, *(_inner(p) for p in patterns if p is not pattern)):
            yield filled(pattern, many=many)
    heads = [p for p in patterns if p.parts[:1] != (Wild.ANY,)]
    tails = [p for p in patterns if p.parts[-1:] != (Wild.ANY,)]
    head = max(heads, key=lambda p: len(_inner(p)), default=None)
    tail = max(tails, key=lambda p: len(_inner(p)), default=None)
    ends = [_inner(p) for p in (head, tail) if p is not None]
    middles: list[str] = []
    for text in sorted({_inner(p) for p in patterns}, key=len, reverse=True):
        if not any(text in placed for placed in (*middles, *ends)):
            middles.append(text)
    order = [_inner(p) for p in patterns]
    middles.sort(key=order.index)
    for between in (" ", "", other, f" {other} "):
        pieces = [_inner(head)] if head is not None else []
        pieces += middles
        pieces += [_inner(tail)] if tail is not None else []
        yield between.join(pieces)


def _inner(pattern: Pattern) -> str:
    return filled(pattern, many="")
