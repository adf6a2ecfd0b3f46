"""Do two detections match the same events? A sound verdict, with events that prove it.

    verdict = compare(before, after)
    verdict.relation, verdict.gained, verdict.lost

`docs/diff.md` says what the verdicts mean and what is beyond them.
"""

from __future__ import annotations

from generator.compare.comparison import compare
from generator.compare.verdict import Relation, Verdict, Witness

__all__ = ["Relation", "Verdict", "Witness", "compare"]
