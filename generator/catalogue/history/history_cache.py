"""Histories kept from one build to the next: git needs seconds for ten thousand commits.

A file of this kind is only a saving of time. One that is of another state, broken or not ours is
made anew; what it says reaches pages as it is, like the queries that are kept beside it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from generator.base.code_digest import code_digest
from generator.catalogue.history.changes import Change, Kind

MAKER = "generator.catalogue.history.log"
"""The module that makes changes of what git prints."""

Changes = Mapping[str, tuple[Change, ...]]
"""The changes of each file by its path in the repository, the newest first."""


def kept(file: Path | None, state: Iterable[str], make: Callable[[], Changes]) -> Changes:
    """The changes of all files, out of a file if that has those of this state, else made and kept
    there. `state` has all that they depend on besides this package. Without a file they are made.
    """
    if file is None:
        return make()
    key = _key(state)
    found = _read(file, key)
    if found is None:
        found = make()
        _write(file, key, found)
    return found


def _key(state: Iterable[str]) -> str:
    digest = hashlib.sha256(code_digest(MAKER).encode())
    for part in state:
        digest.update(f"\0{part}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _read(file: Path, key: str) -> Changes | None:
    try:
        content = json.loads(file.read_bytes())
        if content["key"] != key:
            return None
        return _changes(content)
    except (OSError, ValueError, KeyError, TypeError, IndexError, RecursionError):
        return None


def _changes(content: Mapping[str, Any]) -> Changes:
    commits = [tuple(map(str, commit)) for commit in content["commits"]]
    kinds = [tuple(map(Kind, names)) for names in content["kinds"]]
    made: dict[tuple[int, int, str], Change] = {}
    found = {}
    for path, entries in content["files"].items():
        keys = [(number, kind, str(before)) for number, kind, before in entries]
        for key in keys:
            if key not in made:
                commit, date, author, subject = commits[key[0]]
                made[key] = Change(
                    commit=commit,
                    date=date,
                    author=author,
                    subject=subject,
                    kinds=kinds[key[1]],
                    before=key[2],
                )
        found[str(path)] = tuple(made[key] for key in keys)
    return found


def _write(file: Path, key: str, changes: Changes) -> None:
    """Where the file cannot be written, the next build takes longer; that is all."""
    commits: dict[tuple[str, ...], int] = {}
    kinds: dict[tuple[str, ...], int] = {}
    files = {
        path: [
            (
                commits.setdefault((c.commit, c.date, c.author, c.subject), len(commits)),
                kinds.setdefault(tuple(c.kinds), len(kinds)),
                c.before,
            )
            for c in of_file
        ]
        for path, of_file in changes.items()
    }
    content = {"key": key, "commits": list(commits), "kinds": list(kinds), "files": files}
    new = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(json.dumps(content, separators=(",", ":")), "ascii")
        new.replace(file)
    except OSError:
        return
