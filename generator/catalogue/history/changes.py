"""The changes of a file, commit by commit, and the kind of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a commit did to a rule, in display order."""

    CREATED = "created"
    RENAMED = "renamed"
    DETECTION = "detection"
    LOG_SOURCE = "log source"
    LEVEL = "level"
    STATUS = "status"
    TAGS = "tags"
    METADATA = "metadata"
    LAYOUT = "layout"


KIND_OF_KEY = {
    "detection": Kind.DETECTION,
    "correlation": Kind.DETECTION,
    "filter": Kind.DETECTION,
    "logsource": Kind.LOG_SOURCE,
    "level": Kind.LEVEL,
    "status": Kind.STATUS,
    "tags": Kind.TAGS,
}
"""By top-level key of a rule; every other key is metadata."""
BESIDES = "modified"
"""The key that changes with any other; the other changed keys classify the commit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The effect of one commit on one file. `date` is the commit day by the committer's clock;
    `kinds` are in the order of `Kind`; `before` is the file's repository path before a renaming
    commit, empty for any other.
    """

    commit: str
    date: str
    author: str
    subject: str
    kinds: tuple[Kind, ...]
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileHistory:
    """The changes of a file, newest first. `cut` says that the clone ends before the first change;
    `uncommitted` says that the file on disk differs from the newest commit.
    """

    changes: tuple[Change, ...]
    cut: bool = False
    uncommitted: bool = False

    @property
    def former(self) -> tuple[str, ...]:
        """The former repository paths of the file, newest first."""
        return tuple(change.before for change in self.changes if change.before)

    @property
    def created(self) -> Change | None:
        """The commit that added the file; None where the clone does not go back that far."""
        return self.changes[-1] if self.changes and not self.cut else None


def kinds_of(keys: Iterable[str]) -> tuple[Kind, ...]:
    """The kinds of change in a commit, by the keys whose text it changed."""
    changed = set(keys)
    if changed - {BESIDES}:
        changed.discard(BESIDES)
    found = {KIND_OF_KEY.get(key, Kind.METADATA) for key in changed} or {Kind.LAYOUT}
    return tuple(kind for kind in Kind if kind in found)
