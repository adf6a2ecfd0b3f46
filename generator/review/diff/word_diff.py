"""Two texts as one, word by word: what stayed, what went and what came."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

MOST_WORDS = 1_500
"""Words between the first and the last difference, beyond which they are shown as a whole."""

CONTEXT = 60
"""Characters that are kept of an unchanged stretch, on each side of it."""

_BRIDGE = 3
"""Unchanged characters between two differences that are shown as part of them."""

_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Mark(Enum):
    KEPT = "kept"
    GONE = "gone"
    COME = "come"


@dataclass(frozen=True, slots=True)
class Stretch:
    mark: Mark
    text: str


def word_diff(before: str, after: str) -> tuple[Stretch, ...]:
    """The stretches of both texts in order; what went stands before what came in its place."""
    first, second = _WORD.findall(before), _WORD.findall(after)
    start = _shared(first, second)
    end = _shared(first[start:][::-1], second[start:][::-1])
    middle = _middle(first[start : len(first) - end], second[start : len(second) - end])
    stretches = [
        Stretch(Mark.KEPT, "".join(first[:start])),
        *middle,
        Stretch(Mark.KEPT, "".join(first[len(first) - end :])),
    ]
    return tuple(_joined(_bridged([s for s in stretches if s.text])))


def shortened(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The stretches with long unchanged ones cut to what stands next to a difference."""
    made: list[Stretch] = []
    for number, stretch in enumerate(stretches):
        text = stretch.text
        if stretch.mark is Mark.KEPT and len(text) > 2 * CONTEXT + 1:
            head = text[:CONTEXT] if number else ""
            tail = text[-CONTEXT:] if number + 1 < len(stretches) else ""
            text = f"{head}…{tail}"
        made.append(Stretch(stretch.mark, text))
    return tuple(made)


def _shared(first: Sequence[str], second: Sequence[str]) -> int:
    """How many words both begin with."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


def _middle(first: list[str], second: list[str]) -> Iterator[Stretch]:
    if max(len(first), len(second)) > MOST_WORDS:
        yield Stretch(Mark.GONE, "".join(first))
        yield Stretch(Mark.COME, "".join(second))
        return
    # Words that are everywhere begin no match: looking for each of their places takes seconds.
    matcher = SequenceMatcher(None, first, second)
    for kind, low, high, start, end in matcher.get_opcodes():
        if kind == "equal":
            yield Stretch(Mark.KEPT, "".join(first[low:high]))
        else:
            yield Stretch(Mark.GONE, "".join(first[low:high]))
            yield Stretch(Mark.COME, "".join(second[start:end]))


def _bridged(stretches: list[Stretch]) -> list[Stretch]:
    """Differences with next to nothing between them as one: fewer and larger ones read better."""
    made: list[Stretch] = []
    for number, stretch in enumerate(stretches):
        inner = 0 < number < len(stretches) - 1
        if stretch.mark is Mark.KEPT and inner and len(stretch.text) <= _BRIDGE:
            made += [Stretch(Mark.GONE, stretch.text), Stretch(Mark.COME, stretch.text)]
        else:
            made.append(stretch)
    return made


def _joined(stretches: list[Stretch]) -> Iterator[Stretch]:
    gone, come = "", ""
    for stretch in (*stretches, Stretch(Mark.KEPT, "")):
        if stretch.mark is Mark.GONE:
            gone += stretch.text
        elif stretch.mark is Mark.COME:
            come += stretch.text
        else:
            yield from (Stretch(m, t) for m, t in ((Mark.GONE, gone), (Mark.COME, come)) if t)
            gone, come = "", ""
            if stretch.text:
                yield stretch
