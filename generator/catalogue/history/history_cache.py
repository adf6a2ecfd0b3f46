"""A cache of histories between builds: git needs seconds for ten thousand commits.

Pages show the content of the cache file as it is, like the queries in the same folder.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from generator.base.code_digest import code_digest
from generator.base.kept import CacheFile
from generator.catalogue.history.changes import Change, Kind

MAKER = "generator.catalogue.history.log"
"""The module that parses git's output into changes."""

Changes = Mapping[str, tuple[Change, ...]]
"""The changes of each file by its repository path, newest first."""


def cached_changes(file: Path | None, state: Iterable[str], make: Callable[[], Changes]) -> Changes:
    """The changes of all files: from a cache file that matches this state, else computed and
    cached.

    `state` holds everything that they depend on apart from this package. Without a file, nothing is
    cached.
    """
    if file is None:
        return make()
    cache = CacheFile(file, (code_digest(MAKER), *state))
    changes = cache.load(_parse)
    if changes is None:
        changes = make()
        cache.save(_plain(changes))
    return changes


def _parse(text: bytes) -> Changes:
    content = json.loads(text)
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


def _plain(changes: Changes) -> bytes:
    """Stores each commit and each list of kinds once."""
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
    content = {"commits": list(commits), "kinds": list(kinds), "files": files}
    return json.dumps(content, separators=(",", ":")).encode("ascii")
