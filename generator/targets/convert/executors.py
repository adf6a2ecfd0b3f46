"""Who converts: this process, processes of this machine, or the workers of a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlsplit

from generator.base import workers
from generator.targets.target import Target
from generator.targets.target_digest import target_digest

DASK = "dask"
PATIENCE = 10
"""Seconds that a scheduler may take to answer."""


class ExecutorError(Exception):
    """An executor that cannot be had; the message says which and what to do."""


@contextmanager
def executor(address: str, jobs: int | None, targets: Sequence[Target]) -> Iterator[Executor]:
    """Where work is handed in: `dask://HOST:PORT`, or for an empty address `jobs` processes here
    (default: one for each core).

    Raises ExecutorError where there is none at the address, or where its workers would make other
    queries than this process.
    """
    if address:
        with _dask(address, targets) as made:
            yield made
        return
    # A process that already has threads (as under `serve`) must not be forked.
    alone = threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if alone else "spawn")
    with ProcessPoolExecutor(
        jobs or os.cpu_count() or 1, mp_context=context, initializer=workers.settle_in
    ) as pool:
        yield pool


@contextmanager
def _dask(address: str, targets: Sequence[Target]) -> Iterator[Executor]:
    place = _place(address)
    try:
        from distributed import Client
    except ImportError:
        raise ExecutorError(
            "--executor dask://… needs Dask; `pip install 'detection-catalogue[dask]'` installs it"
        ) from None
    try:
        client = Client(f"tcp://{place}", timeout=PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as problem:
        raise ExecutorError(
            f"there is no Dask scheduler at {place} ({type(problem).__name__}); start one with "
            "`dask scheduler`, or leave --executor out"
        ) from problem
    with client:
        _check(client.run(_digests, tuple(targets)), targets, place)
        yield client.get_executor()  # type: ignore[no-untyped-call]


def _place(address: str) -> str:
    """`HOST:PORT` of an address; raises ExecutorError where it is none of ours."""
    try:
        parts = urlsplit(address)
        known = parts.scheme == DASK and parts.hostname and parts.port
    except ValueError:
        known = False
    if not known:
        raise ExecutorError(f"{address!r} is no executor; write --executor dask://HOST:PORT")
    return parts.netloc


def _digests(targets: tuple[Target, ...]) -> list[str]:
    """What a worker has that changes queries. A package that it lacks is a difference too."""
    try:
        return [target_digest(target) for target in targets]
    except Exception as problem:  # noqa: BLE001 - told to the person who asked, by another process
        return [f"{type(problem).__name__}: {problem}"]


def _check(found: dict[str, list[str]], targets: Sequence[Target], place: str) -> None:
    if not found:
        raise ExecutorError(
            f"the Dask scheduler at {place} has no workers; start one with `dask worker {place}`"
        )
    own = _digests(tuple(targets))
    other = sorted(worker for worker, theirs in found.items() if theirs != own)
    if other:
        raise ExecutorError(
            f"workers of {place} have other versions of this program or of its back ends, and "
            f"would make other queries: {', '.join(other)}; install what is here there too"
        )
