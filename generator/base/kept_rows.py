"""Rows of a cache in an SQLite file, which several processes may use at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from generator.base.kept import make_cache_folder

Answer = TypeVar("Answer")

_BATCH = 500
"""Keys that one statement asks for; SQLite allows 999 parameters in old builds."""
_SECONDS = 10
"""How long to wait for another process that writes."""


class RowCache:
    """A file that is damaged is set aside and made again; where it cannot be used, as it is that of
    another program, locked or on a full disk, there is nothing in the cache and nothing is kept.
    `notes` says so, for the person at the terminal. To be closed.

    `name` is what the notes call the cache; `prepare` makes its tables, and raises sqlite3.Error
    where the file has other ones. Without a file nothing is kept, and there is no note.
    """

    def __init__(
        self, file: Path | None, prepare: Callable[[sqlite3.Connection], None], name: str
    ) -> None:
        self.notes: list[str] = []
        self._file = file
        self._prepare = prepare
        self._name = name
        self._connection = self._open(file) if file is not None else None

    @property
    def works(self) -> bool:
        return self._connection is not None

    def read(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query; none where the cache does not work."""

        def read(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
            return connection.execute(statement, values).fetchall()

        return self._try(read, "read") or []

    def select(self, table: str, column: str, keys: Iterable[bytes]) -> Iterator[tuple[bytes, Any]]:
        """The keys that a table has, with the value of a column of each."""
        wanted = sorted(keys)  # Neighbours in the file: half the time of any other order.
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            statement = f"SELECT key, {column} FROM {table} WHERE key IN ({marks})"  # noqa: S608
            yield from self.read(statement, batch)

    def change(self, statement: str, values: Sequence[tuple[object, ...]]) -> int | None:
        """Runs a statement for each row of values, all or none; the number of rows that it changed,
        None where the cache does not work."""

        def change(connection: sqlite3.Connection) -> int:
            before = connection.total_changes
            with connection:
                connection.executemany(statement, values)
            return connection.total_changes - before

        return self._try(change, "written") if values else 0

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _try(self, act: Callable[[sqlite3.Connection], Answer], done: str) -> Answer | None:
        """What the act gives; None, a note and no cache any more where it fails."""
        if self._connection is None or self._file is None:
            return None
        try:
            return act(self._connection)
        except sqlite3.Error as problem:
            self.notes.append(
                f"The {self._name} {self._file} could not be {done} ({problem}); this build goes on "
                "without it."
            )
            self.close()
            if _is_damage(problem):
                with suppress(OSError):
                    self._set_aside(self._file)
            return None

    def _open(self, file: Path) -> sqlite3.Connection | None:
        for attempt in (1, 2):
            try:
                make_cache_folder(file.parent)
                return self._connected(file)
            except (OSError, sqlite3.Error) as problem:
                reason: Exception = problem
            if attempt == 2 or not _is_damage(reason):
                break
            try:
                self._set_aside(file)
            except OSError as problem:
                reason = problem
                break
        self.notes.append(f"Without a {self._name}: {file} cannot be used ({reason}).")
        return None

    def _connected(self, file: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(file, timeout=_SECONDS)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            # A commit that a power failure takes back costs time, no more.
            connection.execute("PRAGMA synchronous=NORMAL")
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_aside(self, file: Path) -> None:
        aside = file.with_suffix(".damaged")
        file.replace(aside)
        for ending in ("-wal", "-shm"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
        self.notes.append(f"{file} was damaged; it is now {aside.name}, and made again.")


def _is_damage(problem: Exception) -> bool:
    """Whether a file is not one that SQLite can read. Its other errors, as a lock, a full disk or
    tables of another program, have a subclass each."""
    return type(problem) is sqlite3.DatabaseError
