"""How near the detections of our rules are to those of a corpus: none of ours may be a copy.

    python tests/measure/copies.py [--rules FOLDER] [--corpus FOLDER]

A detection is taken as its set of (field, modifiers, value); nearness is the share of what two sets
have in common. Titles, descriptions and ids are compared as texts.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
CORPUS = REPOSITORY / "../shared/corpus/sigma"
NEAREST = 0.75
"""Of a common technique two rules have values in common; from this share on, one is the other's."""
FEWEST = 3
"""Values that a detection has at least to be compared: `eventName: CreateUser` is nobody's."""

Part = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A rule, as far as it can be a copy."""

    path: str
    id: str
    title: str
    description: str
    parts: frozenset[Part]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One of ours and the rule of the corpus that is nearest to it."""

    ours: Text
    theirs: Text
    share: float

    @property
    def reasons(self) -> list[str]:
        """Why ours is taken for a copy; empty where it is not."""
        same = [
            name
            for name in ("id", "title", "description")
            if getattr(self.ours, name) and getattr(self.ours, name) == getattr(self.theirs, name)
        ]
        many = min(len(self.ours.parts), len(self.theirs.parts)) >= FEWEST
        return same + ([f"{self.share:.0%} of the values"] if many and self.share > NEAREST else [])


def texts(folder: Path) -> Iterator[Text]:
    for path in sorted(folder.rglob("*.yml")):
        for document in yaml.load_all(path.read_text("utf-8"), yaml.CSafeLoader):
            if isinstance(document, dict) and "title" in document:
                yield Text(
                    path=path.relative_to(folder).as_posix(),
                    id=str(document.get("id", "")),
                    title=str(document["title"]).lower(),
                    description=" ".join(str(document.get("description", "")).lower().split()),
                    parts=frozenset(_parts("", document.get("detection"))),
                )


def _parts(key: str, value: Any) -> Iterator[Part]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in ("condition", "timeframe"):
                yield from _parts(str(name), inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _parts(key, inner)
    else:
        yield key.lower(), str(value).lower()


def nearest(ours: Path, corpus: Path) -> Iterator[Pair]:
    """For each of our rules the one of the corpus that shares most with it, if any shares at all."""
    theirs = list(texts(corpus))
    by_part: dict[Part, set[int]] = defaultdict(set)
    by_text: dict[str, set[int]] = defaultdict(set)
    for number, text in enumerate(theirs):
        for part in text.parts:
            by_part[part].add(number)
        for words in (text.id, text.title, text.description):
            by_text[words].add(number)
    for text in texts(ours):
        near = {number for part in text.parts for number in by_part.get(part, ())}
        same = {
            n for words in (text.id, text.title, text.description) for n in by_text.get(words, ())
        }
        pairs = [
            Pair(ours=text, theirs=theirs[number], share=_share(text, theirs[number]))
            for number in sorted(near | same)
        ]
        if pairs:
            yield max(pairs, key=lambda pair: (bool(pair.reasons), pair.share))


def _share(one: Text, other: Text) -> float:
    every = one.parts | other.parts
    return len(one.parts & other.parts) / len(every) if every else 0.0


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rules", type=Path, default=REPOSITORY / "rules")
    options.add_argument("--corpus", type=Path, default=CORPUS)
    arguments = options.parse_args()
    if not arguments.corpus.is_dir():
        print(f"skipped: there is no corpus at {arguments.corpus}")
        return 0
    pairs = sorted(nearest(arguments.rules, arguments.corpus), key=lambda pair: -pair.share)
    for pair in pairs[:10]:
        print(f"{pair.share:4.0%}  {pair.ours.path}  {pair.theirs.path}")
    copies = [pair for pair in pairs if pair.reasons]
    for pair in copies:
        print(f"COPY {pair.ours.path} of {pair.theirs.path}: {', '.join(pair.reasons)}")
    print(f"{len(copies)} copies")
    return 1 if copies else 0


if __name__ == "__main__":
    sys.exit(main())
