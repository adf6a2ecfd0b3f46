"""Work spread over forked processes, each of which sees all that this one had at that moment."""

from __future__ import annotations

import atexit
import gc
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TypeVar, cast

Result = TypeVar("Result")

CHUNK = 12
"""Pieces that a process is given at a time: some pages take a hundred times longer than others."""
GENTLE = 10
"""How much is added to the niceness of a process that is in no hurry."""
WORTH = 40
"""Pieces from which on processes pay: to fork one takes some hundredths of a second."""


def processes(pieces: int, jobs: int | None, chunk: int = CHUNK) -> int:
    """How many processes to use for pieces that are given out in chunks; 1 is this one alone.

    A process that has threads, as under `serve`, must not be forked: a lock that another thread
    holds would never be released in the copy.
    """
    if pieces < 2 or "fork" not in multiprocessing.get_all_start_methods():
        return 1
    if threading.active_count() > 1:
        return 1
    return min(jobs or cores(), -(-pieces // chunk))


def cores() -> int:
    """The cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def done(
    pieces: Sequence[int],
    do: Callable[[int], Result],
    jobs: int | None,
    *,
    chunk: int = CHUNK,
    worth: int | None = None,
) -> Iterator[tuple[int, Result]]:
    """What `do` gives for each piece, as it comes, in as many processes as pay; what a process did
    not bring back is done here. `worth` is the number of pieces from which on they pay."""
    left = dict.fromkeys(pieces)
    many = len(pieces) >= (WORTH if worth is None else worth)
    count = processes(len(pieces), jobs, chunk) if many else 1
    if count > 1:
        for piece, result in spread(pieces, do, count, chunk):
            del left[piece]
            yield piece, result
    for piece in left:
        yield piece, do(piece)


def spread(
    pieces: Sequence[int], do: Callable[[int], Result], count: int, chunk: int = CHUNK
) -> Iterator[tuple[int, Result]]:
    """What `do` gives for each piece, as it comes.

    A piece that raises or whose process dies is left out: what is left over is to be done by the
    caller, who so meets the exception itself.
    """
    chunks = iter([pieces[start : start + chunk] for start in range(0, len(pieces), chunk)])
    workers: dict[Connection, BaseProcess] = {}
    try:
        for _ in range(count):
            here, process = _started(do, workers)
            workers[here] = process
        waiting = {here for here in workers if _give(here, chunks)}
        while waiting:
            for ready in wait(list(waiting)):
                here = cast(Connection, ready)
                try:
                    results = here.recv()
                except (EOFError, OSError):
                    waiting.remove(here)
                    continue
                if not _give(here, chunks):
                    waiting.remove(here)
                yield from results
    finally:
        for here, process in workers.items():
            _end(here, process)


def beside(
    do: Callable[[], Result], jobs: int | None = None, *, gently: bool = False
) -> Callable[[], Result]:
    """Starts something in a process of its own, where that can be and `jobs` allows for one, while
    this one goes on; `gently` leaves the cores to others as long as they have work.

    What is given back waits for what came of it, or does it here where nothing did. It is to be
    called once.
    """
    if processes(2, jobs, 1) == 1:
        return do

    def there(_: int) -> Result:
        if gently:
            os.nice(GENTLE)
        return do()

    here, process = _started(there, ())

    def result() -> Result:
        found: list[tuple[int, Result]] = []
        with suppress(EOFError, OSError):
            found = here.recv()
        _end(here, process)
        return found[0][1] if found else do()

    _give(here, iter([(0,)]))
    return result


def _started(
    do: Callable[[int], Result], others: Iterable[Connection]
) -> tuple[Connection, BaseProcess]:
    """A process that does what it is told through the connection; `others` are those of others."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(
        target=_work, args=(there, (*others, here), do, os.getpid()), daemon=True
    )
    process.start()
    there.close()
    return here, process


def _end(here: Connection, process: BaseProcess) -> None:
    here.close()
    process.terminate()
    process.join()


def _give(worker: Connection, chunks: Iterator[Sequence[int]]) -> bool:
    """Whether there was a chunk, and a process to take it."""
    chunk = next(chunks, None)
    if chunk is None:
        return False
    try:
        worker.send(chunk)
    except OSError:
        return False
    return True


def _work(
    pieces: Connection,
    others: Sequence[Connection],
    do: Callable[[int], Result],
    parent: int,
) -> None:
    """The life of one process. It ends with its parent, however that ends.

    `others` are the ends of pipes that only the parent may hold: with a copy of them here, a
    process would not notice that the parent has gone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # The parent is interrupted, and ends us.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in others:
        other.close()
    settle_in()
    # What goes wrong here is done again by the caller, and reported then.
    logging.Logger.callHandlers = _say_nothing  # type: ignore[method-assign, assignment]
    while True:
        try:
            chunk = pieces.recv()
        except (EOFError, OSError):
            os._exit(0)
        results = []
        for piece in chunk:
            if os.getppid() != parent:
                os._exit(0)
            with suppress(Exception):  # The caller does it again, and says what is wrong.
                results.append((piece, do(piece)))
        try:
            pieces.send(results)
        except OSError:
            os._exit(0)


def settle_in() -> None:
    """To be called first in a process of its own."""
    # What is there already is no garbage, and to look for some would copy it page by page.
    gc.freeze()
    collect_seldom()


def collect_seldom() -> None:
    """Has the collector look for cycles less often, and not when all ends: what a build makes, it
    keeps to its end."""
    gc.set_threshold(50_000, 20, 100)
    atexit.register(gc.freeze)


def _say_nothing(logger: logging.Logger, record: logging.LogRecord) -> None:
    """In the place of a logger's handlers."""
