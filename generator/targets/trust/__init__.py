"""How far a target can be trusted: what `make prove` found, with what it rests on.

A record is a file that `make prove` writes; nothing in it is typed in. It counts for the very
versions of the packages that it was made with: where others are installed, nothing is known.
"""

from __future__ import annotations

from generator.targets.trust.files import Trust, parse, text_of, trust_in
from generator.targets.trust.level import MEANING, Level
from generator.targets.trust.record import Counts, Example, Record, Stock, level_of

__all__ = [
    "MEANING",
    "Counts",
    "Example",
    "Level",
    "Record",
    "Stock",
    "Trust",
    "level_of",
    "parse",
    "text_of",
    "trust_in",
]
