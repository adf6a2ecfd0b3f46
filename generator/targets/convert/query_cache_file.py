"""The query cache as one file, to be carried from one machine to another."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from generator.base.kept import replacement
from generator.targets.convert.query_cache import CacheError, QueryCache, check_outcome

_READ = "SELECT key, outcome FROM queries"


def export(cache: Path, file: Path) -> int:
    """Writes what is kept into a file of its own, whole or not at all; how many queries it has.

    Raises CacheError where there is no cache, or the file cannot be written.
    """
    if not cache.is_file():
        raise CacheError(f"there is no query cache at {cache}; a build makes one")
    try:
        with replacement(file) as (_, place), closing(_opened(cache)) as kept:
            (number,) = kept.execute("SELECT count(*) FROM queries").fetchone()
            kept.execute("VACUUM INTO ?", (str(place),))
    except (OSError, sqlite3.Error) as problem:
        raise CacheError(f"{cache} cannot be written to {file} ({problem})") from problem
    return int(number)


def take_in(file: Path, cache: Path) -> int:
    """Adds the queries of such a file to a cache, which is made if there is none; how many are
    new. What a file says is used as it is in pages: take in only files of your own builds.

    Raises CacheError where the file is none of ours, and then changes nothing.
    """
    try:
        with closing(_opened(file)) as other:
            rows = other.execute(_READ).fetchall()
        for key, outcome in rows:
            check_outcome(key, outcome)
    except (sqlite3.Error, ValueError, KeyError, TypeError) as problem:
        raise CacheError(f"{file} is no query cache ({problem})") from problem
    with QueryCache(cache) as kept:
        added = kept.add(rows)
        if kept.notes:
            raise CacheError(" ".join(kept.notes))
    return added


def _opened(file: Path) -> sqlite3.Connection:
    """For reading only: a file that is not there is not made."""
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=10)
