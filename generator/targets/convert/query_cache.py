"""Queries kept from one build to the next, by everything that can change them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from generator.content.model import Query
from generator.targets.convert.worker import Job, Outcome
from generator.targets.target import Target
from generator.targets.target_digest import target_digest

_SCHEMA = "CREATE TABLE IF NOT EXISTS queries (key BLOB PRIMARY KEY, outcome TEXT) WITHOUT ROWID"
_BATCH = 500
"""Keys that one statement asks for; SQLite allows 999 parameters in old builds."""


def keys_of(job: Job, targets: Iterable[Target]) -> list[bytes]:
    """For each target a digest of the rule, what it refers to, the target, and the code that
    converts."""
    rule = json.dumps([job.documents, job.problem], sort_keys=True, default=str)
    digest = hashlib.sha256(rule.encode()).digest()
    return [hashlib.sha256(target_digest(target).encode() + digest).digest() for target in targets]


class CacheError(Exception):
    """A cache that cannot be carried over; the message says why."""


class QueryCache:
    """The outcomes of earlier conversions in one SQLite file.

    A file that is no cache of ours or is damaged is set aside and made anew; where none can be
    kept at all, conversion goes on without one. `notes` says so. To be used in a `with` block.
    """

    def __init__(self, file: Path | None) -> None:
        self.notes: list[str] = []
        self._connection = self._open(file) if file is not None else None

    def __enter__(self) -> QueryCache:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._connection is not None:
            self._connection.close()

    def find(self, keys: Iterable[bytes]) -> dict[bytes, Outcome]:
        """The outcomes that are kept under these keys."""
        wanted = sorted(keys)  # Neighbours in the file: half the time of any other order.
        found: dict[bytes, Outcome] = {}
        if self._connection is None:
            return found
        try:
            for start in range(0, len(wanted), _BATCH):
                batch = wanted[start : start + _BATCH]
                marks = ",".join("?" * len(batch))
                statement = f"SELECT key, outcome FROM queries WHERE key IN ({marks})"  # noqa: S608
                for key, outcome in self._connection.execute(statement, batch):
                    found[key] = _outcome(json.loads(outcome))
        except (sqlite3.Error, ValueError, KeyError) as problem:
            self.notes.append(f"The query cache could not be read ({problem}); converting anew.")
            return {}
        return found

    def keep(self, outcomes: Mapping[bytes, Outcome]) -> None:
        """Keeps outcomes; a full disk or a locked file costs the cache, not the build."""
        self.add([(key, json.dumps(_plain(outcome))) for key, outcome in outcomes.items()])

    def add(self, rows: Sequence[tuple[bytes, str]]) -> int:
        """Keeps rows as the file has them, where their keys are not there yet; how many are new."""
        if self._connection is None or not rows:
            return 0
        before = self._connection.total_changes
        try:
            with self._connection:
                self._connection.executemany("INSERT OR IGNORE INTO queries VALUES (?, ?)", rows)
        except sqlite3.Error as problem:
            self.notes.append(f"The query cache could not be written ({problem}).")
            return 0
        return self._connection.total_changes - before

    def _open(self, file: Path) -> sqlite3.Connection | None:
        for attempt in (1, 2):
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                connection = sqlite3.connect(file, timeout=10)
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute(_SCHEMA)
                connection.execute("SELECT outcome FROM queries LIMIT 1").fetchone()
            except sqlite3.DatabaseError as problem:
                if attempt == 2 or isinstance(problem, sqlite3.OperationalError):
                    self.notes.append(f"Without a query cache: {file} cannot be used ({problem}).")
                    return None
                aside = file.with_suffix(".damaged")
                file.replace(aside)
                self.notes.append(f"{file} was damaged; it is now {aside.name}, and made anew.")
            except OSError as problem:
                self.notes.append(f"Without a query cache: {file} cannot be used ({problem}).")
                return None
            else:
                return connection
        return None


def check_outcome(key: object, outcome: str) -> None:
    """Raises ValueError, KeyError or TypeError for a row that is none of ours."""
    if not isinstance(key, bytes) or len(key) != hashlib.sha256().digest_size:
        raise ValueError("a key that is no digest")
    _outcome(json.loads(outcome))


def _plain(outcome: Outcome) -> dict[str, Any]:
    return {
        "text": outcome.query.text,
        "reason": outcome.query.reason,
        "names": dict(outcome.query.names),
        "fault": outcome.fault,
    }


def _outcome(plain: Mapping[str, Any]) -> Outcome:
    names = {name: tuple(others) for name, others in plain["names"].items()}
    query = Query(text=plain["text"], reason=plain["reason"], names=names)
    return Outcome(query=query, fault=plain["fault"])
