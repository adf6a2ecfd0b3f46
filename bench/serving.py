"""`catalogue serve`: time from saving a rule to its new page in the browser."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bench.browser import chromium_page
from bench.process import CATALOGUE, Failed, environment
from bench.workload import change

START = 600
"""Time limit in seconds for the first build."""
PATIENCE_MS = 180_000
REST = 20
"""Seconds between two saves, in which the rest of the site is updated."""


def saved_to_shown(folder: Path, rules: Sequence[Path], *, again: int = 3) -> list[float]:
    """Seconds from a save to the new title in an open browser page, for a few rules.

    The page reloads by itself, as it does for an author. Raises Failed and NoBrowser.
    """
    with chromium_page() as page, _serving(folder) as address:
        times = []
        for number in range(again):
            rule = rules[number * len(rules) // again + 1]
            page.goto(f"{address}rules/{rule.stem}/", wait_until="load")
            title = f"Saved number {number} at {os.getpid()}"
            start = time.perf_counter()
            change(rule, title)
            page.wait_for_function(
                "title => document.title.startsWith(title)",
                arg=title,
                timeout=PATIENCE_MS,
                polling=50,
            )
            times.append(time.perf_counter() - start)
            if number + 1 < again:
                time.sleep(REST)
        return times


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """The address of a `catalogue serve` of a project, once its first build is complete."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (folder / "serve.log").open("wb")
    process = subprocess.Popen(
        [*CATALOGUE, "serve", "--address", f"127.0.0.1:{port}"],
        cwd=folder,
        env=environment(),
        stdout=log,
        stderr=log,
    )
    try:
        address = f"http://127.0.0.1:{port}/"
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end:
        if process.poll() is not None:
            raise Failed(f"catalogue serve ended with {process.returncode}")
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.5)
    raise Failed("catalogue serve did not answer")
