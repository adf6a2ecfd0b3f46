"""How much may be tried for one comparison, before it is given up."""

from __future__ import annotations

from time import process_time

STEPS = 400_000
"""Steps of a comparison: about a second's work on a machine of today."""

SECONDS = 2.0
"""Seconds of the processor after which a comparison ends in any case."""

_EACH = 256


class Exhausted(Exception):
    """All that may be tried has been tried."""


class Effort:
    """What is left of it. Steps end it first, so that every machine gives the same verdict."""

    def __init__(self, steps: int = STEPS, seconds: float = SECONDS) -> None:
        self.left = steps
        self.end = process_time() + seconds
        self._unseen = 0

    def spend(self, steps: int = 1) -> None:
        """Takes steps off; raises Exhausted when none are left or the time is over."""
        self.left -= steps
        self._unseen += steps
        if self.left < 0:
            raise Exhausted
        if self._unseen >= _EACH:
            self._unseen = 0
            if process_time() > self.end:
                raise Exhausted

    def share(self, part: float) -> Effort:
        """A part of what is left, for something that may fail alone; nothing is taken off here."""
        made = Effort(int(self.left * part))
        made.end = self.end
        return made
