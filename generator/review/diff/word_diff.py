"""Word-by-word diff of two texts: unchanged, removed and added words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

MOST_WORDS = 1_500
"""Maximum number of words between the first and the last difference; longer texts are replaced
whole."""

CONTEXT = 60
"""Characters kept of an unchanged stretch next to a difference."""

_BRIDGE = 3
"""Two differences separated by at most this many unchanged characters are shown as one."""

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
    """The stretches of both texts in order; removed text comes before the text that replaces it."""
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
    """The stretches, with long unchanged ones cut to the context around a difference."""
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
    """The length of the common prefix, in words."""
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
    # Frequent words don't start a match: looking up each of their positions takes seconds.
    matcher = SequenceMatcher(None, first, second)
    for kind, low, high, start, end in matcher.get_opcodes():
        if kind == "equal":
            yield Stretch(Mark.KEPT, "".join(first[low:high]))
        else:
            yield Stretch(Mark.GONE, "".join(first[low:high]))
            yield Stretch(Mark.COME, "".join(second[start:end]))


def _bridged(stretches: list[Stretch]) -> list[Stretch]:
    """Merges differences that almost touch: fewer, larger ones are easier to read."""
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
