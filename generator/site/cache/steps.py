"""Parallel processing of all pages, with cached results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from generator.base import workers
from generator.site.cache.html_cache import HtmlCache, Row, Table
from generator.site.folder import SiteFolder

Result = TypeVar("Result")

BATCH = 200
"""Results are saved after this many pages, so that an interrupted build is not wasted."""

FEW = 4
"""From this number of pages on, several processes are faster. A changed rule also changes the
longest lists."""

Progress = Callable[[int, int], None]
"""Called with the number of rendered pages and the total."""


class Steps:
    """The two steps of one build, reading and rendering; each counts as half of a page."""

    def __init__(
        self, cache: HtmlCache, folder: SiteFolder, jobs: int | None, progress: Progress | None
    ) -> None:
        self._cache = cache
        self._folder = folder
        self._jobs = jobs
        self._progress = progress
        self._taken = 0

    def each(
        self,
        table: Table,
        places: Sequence[int],
        total: int,
        do: Callable[[int], Result],
        note: Callable[[int, Result], Row | None],
    ) -> None:
        """Processes the pages at these indexes out of a total. `note` receives each result in this
        process, and returns what to cache."""
        rows: list[Row] = []
        for place, result in workers.done(places, do, self._jobs, chunk=_chunk(places), worth=FEW):
            row = note(place, result)
            rows += [row] if row is not None else []
            if len(rows) >= BATCH:
                self._keep(table, rows)
                rows = []
            self._taken += 1
            if self._progress is not None:
                self._progress(self._taken // 2, total)
        self._keep(table, rows)

    def _keep(self, table: Table, rows: Sequence[Row]) -> None:
        self._cache.keep(table, rows)
        self._folder.save()


def _chunk(places: Sequence[int]) -> int:
    """Number of pages per task, so that even a few pages are distributed evenly."""
    return max(1, min(workers.CHUNK, len(places) // (2 * workers.cores())))
