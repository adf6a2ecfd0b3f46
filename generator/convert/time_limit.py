"""A limit in time for code that cannot be asked to stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

PATIENCE = 6
"""How many times as long as it may compute, code may take by the clock: it may have to wait."""
AGAIN = 1.0
"""Seconds until the next attempt, where the first was lost in code that swallows everything."""


class TooSlow(BaseException):
    """The time is over. No ordinary Exception, which the code that runs might swallow."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raises TooSlow in the block when it computes for longer.

    What counts is the time of the processor, so that a busy machine gives the same result; code
    that only waits is stopped too, later. Works by timers of the process, so only in its main
    thread and only where there are such timers; anywhere else nothing is limited.
    """
    if not hasattr(signal, "setitimer") or (
        threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    timers = (
        (signal.ITIMER_PROF, signal.SIGPROF, seconds),
        (signal.ITIMER_REAL, signal.SIGALRM, seconds * PATIENCE),
    )
    before = [(number, signal.signal(number, _stop)) for _, number, _ in timers]
    for timer, _, length in timers:
        signal.setitimer(timer, length, AGAIN)
    try:
        yield
    finally:
        for timer, _, _ in timers:
            signal.setitimer(timer, 0)
        for number, handler in before:
            signal.signal(number, handler)


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooSlow
