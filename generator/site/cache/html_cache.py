"""SQLite cache of HTML between builds, keyed by everything that can change it.

`contents` has the rendered Markdown, `pages` the complete pages with their search data, `written`
the state of each site's folder.
"""

from __future__ import annotations

import os
import sqlite3
import time
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from generator.base.kept_rows import RowCache

Table = Literal["contents", "pages"]

_VERSION = 1
"""Schema version of the tables below; a file with another version is emptied."""
_TABLES = {
    "contents": "(key BLOB PRIMARY KEY, seen INTEGER, facts BLOB, body BLOB)",
    "pages": "(key BLOB PRIMARY KEY, seen INTEGER, facts BLOB, body BLOB)",
    "written": "(site TEXT, path TEXT, origin BLOB, size INTEGER, modified INTEGER, "
    "changed INTEGER, PRIMARY KEY (site, path)) WITHOUT ROWID",
}
_HOUR = 3600
LARGEST = 512 * 1024 * 1024
"""Maximum bytes of cached HTML; the least recently used entries are removed first."""


@dataclass(frozen=True, slots=True)
class Row:
    """`facts` are needed for every page, `body` only to render or write a page again."""

    key: bytes
    facts: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Trace:
    """The inputs of a file, and the metadata that identifies it as unchanged.

    Times are nanoseconds since 1970. The change time cannot be set back.
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
    """The HTML of earlier builds, if the file is usable; otherwise `notes` says why not. Must be
    closed."""

    def __init__(self, file: Path) -> None:
        self._rows = RowCache(file, _prepare, "cache of pages")
        self.notes = self._rows.notes
        self._forget_lost_sites()

    def find(self, table: Table, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The facts stored under these keys."""
        return dict(self._rows.select(table, "facts", keys))

    def bodies(self, table: Table, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        return dict(self._rows.select(table, "body", keys))

    def keep(self, table: Table, rows: Iterable[Row]) -> None:
        hour = _now()
        values = [(row.key, hour, row.facts, row.body) for row in rows]
        self._rows.change(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?)", values)  # noqa: S608

    def written(self, site: str) -> dict[str, Trace]:
        """The files written or planned in a site's folder, by relative path."""
        statement = "SELECT path, origin, size, modified, changed FROM written WHERE site = ?"
        return {path: Trace(*trace) for path, *trace in self._rows.read(statement, (site,))}

    def note_written(self, site: str, traces: Mapping[str, Trace]) -> bool:
        """Saves the traces. Returns whether that succeeded."""
        values = [
            (site, path, trace.origin, trace.size, trace.modified, trace.changed)
            for path, trace in traces.items()
        ]
        statement = "INSERT OR REPLACE INTO written VALUES (?, ?, ?, ?, ?, ?)"
        return self._rows.change(statement, values) is not None

    def forget_written(self, site: str, paths: Iterable[str]) -> None:
        self._rows.change(
            "DELETE FROM written WHERE site = ? AND path = ?", [(site, path) for path in paths]
        )

    def forget_site(self, site: str) -> None:
        self._rows.change("DELETE FROM written WHERE site = ?", [(site,)])

    def used(self, table: Table, keys: Iterable[bytes]) -> None:
        """Marks these entries as recently used."""
        hour = _now()
        values = [(hour, key, hour) for key in keys]
        self._rows.change(f"UPDATE {table} SET seen = ? WHERE key = ? AND seen < ?", values)  # noqa: S608

    def prune(self, largest: int = LARGEST) -> None:
        """Removes the least recently used entries until at most `largest` bytes are left."""
        # The pages in use in the file are an upper bound of the cached data, and fast to count.
        used = (
            "SELECT (page_count - freelist_count) * page_size "
            "FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
        )
        if sum(amount for (amount,) in self._rows.read(used)) <= largest:
            return
        for table in ("contents", "pages"):
            size = "SELECT seen, sum(length(facts) + length(body)) FROM {} GROUP BY seen ORDER BY 1"
            ages = list(self._rows.read(size.format(table)))
            total = sum(amount for _, amount in ages)
            for seen, amount in ages[:-1]:
                if total <= largest // 2:
                    break
                self._rows.change(f"DELETE FROM {table} WHERE seen = ?", [(seen,)])  # noqa: S608
                total -= amount

    @property
    def works(self) -> bool:
        return self._rows.works

    def close(self) -> None:
        self._rows.close()

    def _forget_lost_sites(self) -> None:
        """Removes sites that no longer exist, such as the temporary folder of a `serve`."""
        for (site,) in self._rows.read("SELECT DISTINCT site FROM written"):
            if not os.path.isdir(str(site)):
                self.forget_site(str(site))


def _prepare(connection: sqlite3.Connection) -> None:
    """Creates the tables. Raises sqlite3.Error if the file has other tables."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise sqlite3.OperationalError("it is the database of another program")
        if version != _VERSION:
            for table, columns in _TABLES.items():
                connection.execute(f"DROP TABLE IF EXISTS {table}")
                connection.execute(f"CREATE TABLE {table} {columns}")
            connection.execute(f"PRAGMA user_version = {_VERSION}")
    for table in _TABLES:
        connection.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()  # noqa: S608


def packed(content: bytes) -> bytes:
    """Content in a packed form that reveals damage."""
    return zlib.compress(content, 1)


def unpacked(content: object) -> bytes:
    """The unpacked content. Raises ValueError if it is damaged."""
    if not isinstance(content, bytes):
        raise ValueError("damaged")
    try:
        return zlib.decompress(content)
    except zlib.error as problem:
        raise ValueError(str(problem)) from problem


def _now() -> int:
    return int(time.time()) // _HOUR
