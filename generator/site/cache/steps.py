"""Something done for every page, in as many processes as pay, with what came of it kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from generator.base import workers
from generator.site.cache.html_cache import HtmlCache, Row, Table
from generator.site.folder import SiteFolder

Result = TypeVar("Result")

BATCH = 200
"""Pages after which what was made is kept, so that a build that is cut short was not in vain."""

FEW = 4
"""Pages from which on processes pay: where one rule changed, it is on the longest lists of all."""

Progress = Callable[[int, int], None]
"""Told how many pages are rendered, and how many there are."""


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
        """Does something for the pages at these places, of so many in all; `note` takes what came
        of it, in this process, and gives what is to be kept."""
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
    """Pages that a process is given at a time, so that a few are shared out evenly."""
    return max(1, min(workers.CHUNK, len(places) // (2 * workers.cores())))
