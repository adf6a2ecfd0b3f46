"""Do two detections match the same events? A sound verdict, with events that prove it.

    verdict = compare(before, after)
    verdict.relation, verdict.gained, verdict.lost
    print(sentence(verdict))

`docs/diff.md` says what the verdicts mean and what is beyond them.
"""

from __future__ import annotations

from generator.logic.compare.comparison import compare, implies
from generator.logic.compare.verdict import Relation, Verdict, Witness
from generator.logic.compare.wording import sentence, shown, summary

__all__ = ["Relation", "Verdict", "Witness", "compare", "implies", "sentence", "shown", "summary"]
