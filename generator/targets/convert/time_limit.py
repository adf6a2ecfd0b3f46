"""A limit in time for code that cannot be asked to stop."""

from __future__ import annotations

import ctypes
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
    that only waits is stopped too, later. In the main thread this is done by timers of the process;
    in another one, or where there are no such timers, a watch asks the interpreter to raise it,
    which it does once it is back from code in C.
    """
    if not hasattr(signal, "setitimer") or (
        threading.current_thread() is not threading.main_thread()
    ):
        with _watched(seconds):
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


@contextmanager
def _watched(seconds: float) -> Iterator[None]:
    """The limit for a thread, kept by another one, by the clock: a thread has none of its own that
    every system can read."""
    thread = threading.get_ident()
    over = threading.Lock()
    done = False

    def stop() -> None:
        with over:
            if not done:
                _raise_in(thread, TooSlow)

    watch = threading.Timer(seconds * PATIENCE, stop)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        with over:
            done = True
        watch.cancel()


def _raise_in(thread: int, problem: type[BaseException]) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(problem))


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooSlow
