"""Queries kept from one build to the next, by everything that can change them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from generator.base.kept_rows import RowCache
from generator.content.model import Query
from generator.targets.convert.worker import Job, Outcome
from generator.targets.target import Target
from generator.targets.target_digest import target_digest

_SCHEMA = "CREATE TABLE IF NOT EXISTS queries (key BLOB PRIMARY KEY, outcome TEXT) WITHOUT ROWID"


def keys_of(job: Job, targets: Iterable[Target]) -> list[bytes]:
    """For each target a digest of the rule, what it refers to, the target, and the code that
    converts."""
    rule = json.dumps([job.documents, job.problem], sort_keys=True, default=str)
    digest = hashlib.sha256(rule.encode()).digest()
    return [hashlib.sha256(target_digest(target).encode() + digest).digest() for target in targets]


class CacheError(Exception):
    """A cache that cannot be carried over; the message says why."""


class QueryCache:
    """The outcomes of earlier conversions in one SQLite file, if it can be used; `notes` says where
    it cannot. To be used in a `with` block.
    """

    def __init__(self, file: Path | None) -> None:
        self._rows = RowCache(file, _prepare, "query cache")
        self.notes = self._rows.notes

    def __enter__(self) -> QueryCache:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._rows.close()

    def find(self, keys: Iterable[bytes]) -> dict[bytes, Outcome]:
        """The outcomes that are kept under these keys."""
        try:
            return {
                key: _outcome(json.loads(outcome))
                for key, outcome in self._rows.select("queries", "outcome", keys)
            }
        except (ValueError, KeyError) as problem:
            self.notes.append(f"The query cache could not be read ({problem}); converting again.")
            return {}

    def keep(self, outcomes: Mapping[bytes, Outcome]) -> None:
        """Keeps outcomes; a full disk or a locked file costs the cache, not the build."""
        self.add([(key, json.dumps(_plain(outcome))) for key, outcome in outcomes.items()])

    def add(self, rows: Sequence[tuple[bytes, str]]) -> int:
        """Keeps rows as the file has them, where their keys are not there yet; how many are new."""
        return self._rows.change("INSERT OR IGNORE INTO queries VALUES (?, ?)", rows) or 0


def _prepare(connection: sqlite3.Connection) -> None:
    """Raises sqlite3.Error where the file has other tables."""
    connection.execute(_SCHEMA)
    connection.execute("SELECT outcome FROM queries LIMIT 1").fetchone()


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
