"""HTML kept from one build to the next, by everything that can change it, in one SQLite file.

`contents` has what Markdown became, `pages` the whole pages with what the search knows of them,
`written` what stands in the folder of each site.
"""

from __future__ import annotations

import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

Table = Literal["contents", "pages"]
Answer = TypeVar("Answer")

_VERSION = 1
"""Of the tables below; a file with other ones is emptied."""
_TABLES = {
    "contents": "(key BLOB PRIMARY KEY, seen INTEGER, facts BLOB, body BLOB)",
    "pages": "(key BLOB PRIMARY KEY, seen INTEGER, facts BLOB, body BLOB)",
    "written": "(site TEXT, path TEXT, origin BLOB, size INTEGER, modified INTEGER, "
    "changed INTEGER, PRIMARY KEY (site, path)) WITHOUT ROWID",
}
_BATCH = 500
"""Keys that one statement asks for; SQLite allows 999 parameters in old builds."""
_HOUR = 3600
LARGEST = 512 * 1024 * 1024
"""Bytes of HTML that are kept; what was not used for longest goes first."""


@dataclass(frozen=True, slots=True)
class Row:
    """`facts` are needed of every page, `body` only where one is rendered or written again."""

    key: bytes
    facts: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Trace:
    """What a file was made of, and the signs by which it is known to be unchanged since.

    Times are nanoseconds since 1970; nobody can set back the one of the last change.
    """

    origin: bytes
    size: int = -1
    modified: int = 0
    changed: int = 0

    @classmethod
    def of(cls, file: str | Path, origin: bytes) -> Trace:
        found = os.lstat(file)
        return cls(origin, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


class HtmlCache:
    """A file that is no cache of ours or is damaged is set aside and made anew; where none can be
    kept at all, pages are made without one. `notes` says so. To be closed.
    """

    def __init__(self, file: Path) -> None:
        self.notes: list[str] = []
        self.file = file
        self._connection = self._open()
        self._forget_lost_sites()

    def find(self, table: Table, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The facts under these keys."""
        return dict(self._select(table, "facts", keys))

    def bodies(self, table: Table, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        return dict(self._select(table, "body", keys))

    def keep(self, table: Table, rows: Iterable[Row]) -> None:
        hour = _now()
        values = [(row.key, hour, row.facts, row.body) for row in rows]
        self._change(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?)", values)  # noqa: S608

    def written(self, site: str) -> dict[str, Trace]:
        """What was written into the folder of a site, or was going to be, by relative path."""
        statement = "SELECT path, origin, size, modified, changed FROM written WHERE site = ?"
        return {path: Trace(*trace) for path, *trace in self._read(statement, (site,))}

    def note_written(self, site: str, traces: Mapping[str, Trace]) -> bool:
        """Whether it could be noted."""
        return self._change(
            "INSERT OR REPLACE INTO written VALUES (?, ?, ?, ?, ?, ?)",
            [
                (site, path, trace.origin, trace.size, trace.modified, trace.changed)
                for path, trace in traces.items()
            ],
        )

    def forget_written(self, site: str, paths: Iterable[str]) -> None:
        self._change(
            "DELETE FROM written WHERE site = ? AND path = ?", [(site, path) for path in paths]
        )

    def forget_site(self, site: str) -> None:
        self._change("DELETE FROM written WHERE site = ?", [(site,)])

    def used(self, table: Table, keys: Iterable[bytes]) -> None:
        """Notes that these were of use, so that others go first."""
        hour = _now()
        values = [(hour, key, hour) for key in keys]
        self._change(f"UPDATE {table} SET seen = ? WHERE key = ? AND seen < ?", values)  # noqa: S608

    def prune(self, largest: int = LARGEST) -> None:
        """Removes what was not used for longest, until what is left is no larger than `largest`."""
        # The parts of the file that are in use hold more than what is kept, and are soon counted.
        used = (
            "SELECT (page_count - freelist_count) * page_size "
            "FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
        )
        if sum(amount for (amount,) in self._read(used)) <= largest:
            return
        for table in ("contents", "pages"):
            size = "SELECT seen, sum(length(facts) + length(body)) FROM {} GROUP BY seen ORDER BY 1"
            ages = list(self._read(size.format(table)))
            total = sum(amount for _, amount in ages)
            for seen, amount in ages[:-1]:
                if total <= largest // 2:
                    break
                self._change(f"DELETE FROM {table} WHERE seen = ?", [(seen,)])  # noqa: S608
                total -= amount

    @property
    def works(self) -> bool:
        return self._connection is not None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _select(
        self, table: Table, column: str, keys: Iterable[bytes]
    ) -> Iterator[tuple[bytes, bytes]]:
        wanted = list(keys)
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            statement = f"SELECT key, {column} FROM {table} WHERE key IN ({marks})"  # noqa: S608
            yield from self._read(statement, batch)

    def _read(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        def read(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
            return connection.execute(statement, values).fetchall()

        return self._try(read, "read") or []

    def _change(self, statement: str, values: Sequence[tuple[object, ...]]) -> bool:
        def change(connection: sqlite3.Connection) -> bool:
            with connection:
                connection.executemany(statement, values)
            return True

        return not values or self._try(change, "written") is True

    def _try(self, act: Callable[[sqlite3.Connection], Answer], done: str) -> Answer | None:
        """What the act gives; None, a note and no cache any more where it fails."""
        if self._connection is None:
            return None
        try:
            return act(self._connection)
        except sqlite3.Error as problem:
            self.notes.append(
                f"The cache of pages {self.file} could not be {done} ({problem}); this build goes "
                "on without it."
            )
            self.close()
            if isinstance(problem, sqlite3.DatabaseError) and not isinstance(
                problem, sqlite3.OperationalError
            ):
                with suppress(OSError):
                    self._set_aside()
            return None

    def _open(self) -> sqlite3.Connection | None:
        for attempt in (1, 2):
            try:
                self.file.parent.mkdir(parents=True, exist_ok=True)
                return _connected(self.file)
            except sqlite3.DatabaseError as problem:
                if attempt == 2 or isinstance(problem, sqlite3.OperationalError):
                    self._note_missing(problem)
                    return None
                try:
                    self._set_aside()
                except OSError as problem_with_file:
                    self._note_missing(problem_with_file)
                    return None
            except OSError as problem:
                self._note_missing(problem)
                return None
        return None

    def _note_missing(self, problem: Exception) -> None:
        self.notes.append(
            f"Without a cache of pages: {self.file} cannot be used ({problem}). All pages are "
            "rendered anew."
        )

    def _set_aside(self) -> None:
        aside = self.file.with_suffix(".damaged")
        self.file.replace(aside)
        for ending in ("-wal", "-shm"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        self.notes.append(f"{self.file} was damaged; it is now {aside.name}, and made anew.")

    def _forget_lost_sites(self) -> None:
        """A `serve` has a folder of its own, which is gone afterwards."""
        for (site,) in self._read("SELECT DISTINCT site FROM written"):
            if not os.path.isdir(str(site)):
                self.forget_site(str(site))


def _connected(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=10)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        # A commit that a power failure takes back costs a page rendered again, no more.
        connection.execute("PRAGMA synchronous=NORMAL")
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("PRAGMA user_version").fetchone() != (_VERSION,):
                for table, columns in _TABLES.items():
                    connection.execute(f"DROP TABLE IF EXISTS {table}")
                    connection.execute(f"CREATE TABLE {table} {columns}")
                connection.execute(f"PRAGMA user_version = {_VERSION}")
        for table in _TABLES:
            connection.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()  # noqa: S608
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def packed(content: bytes) -> bytes:
    """Content in a form that shows when it was damaged."""
    return zlib.compress(content, 1)


def unpacked(content: object) -> bytes:
    """Raises ValueError where the content was damaged."""
    if not isinstance(content, bytes):
        raise ValueError("damaged")
    try:
        return zlib.decompress(content)
    except zlib.error as problem:
        raise ValueError(str(problem)) from problem


def _now() -> int:
    return int(time.time()) // _HOUR
