"""What became of a file, commit by commit, and what kind of change each was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a commit did to a rule, in the order in which it is told."""

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
"""By the key at the left edge of a rule; every other one is metadata."""
BESIDES = "modified"
"""The key that changes with any other; a commit is told by what it changed besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One commit as far as one file is concerned. `date` is the day on which it was committed, as
    the committer's clock had it; `kinds` are in the order of `Kind`; `before` is the path in the
    repository that the file had before a commit that renamed it, empty for any other."""

    commit: str
    date: str
    author: str
    subject: str
    kinds: tuple[Kind, ...]
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileHistory:
    """The changes of a file, the newest first. `cut` says that the clone ends before the first;
    `uncommitted` that the file on the disk is another than the one of the newest commit."""

    changes: tuple[Change, ...]
    cut: bool = False
    uncommitted: bool = False

    @property
    def former(self) -> tuple[str, ...]:
        """The paths in the repository that the file had before, the newest first."""
        return tuple(change.before for change in self.changes if change.before)

    @property
    def created(self) -> Change | None:
        """The commit that brought the file; None where the clone does not go back that far."""
        return self.changes[-1] if self.changes and not self.cut else None


def kinds_of(keys: Iterable[str]) -> tuple[Kind, ...]:
    """The kinds of change that a commit made, by the keys in whose text lines changed."""
    changed = set(keys)
    if changed - {BESIDES}:
        changed.discard(BESIDES)
    found = {KIND_OF_KEY.get(key, Kind.METADATA) for key in changed} or {Kind.LAYOUT}
    return tuple(kind for kind in Kind if kind in found)
