"""Build manifest for incremental output: the files that each group of pages produced.

A group that would produce the same files again is skipped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.base.kept import CacheFile

FILE_NAME = "pieces.json"
_VERSION = "2"

FileStamp = tuple[int, int, int]
"""Inode number, size and modification time (nanoseconds) of a file. A replaced or changed file has
another stamp."""


def stamp_of(found: os.stat_result) -> FileStamp:
    return found.st_ino, found.st_size, found.st_mtime_ns


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """A file in the output folder, its stamp, and whether this build wrote it."""

    path: str
    source: str | None
    stamp: FileStamp
    changed: bool


@dataclass(frozen=True, slots=True)
class LastOutput:
    """The key and the files of each group of pages in the previous build."""

    groups: Mapping[str, tuple[str, tuple[WrittenFile, ...]]] = field(default_factory=dict)

    def unchanged(self, name: str, key: str, output: Path) -> tuple[WrittenFile, ...] | None:
        """The files of a group, if it was made with this key and they have not changed since."""
        before = self.groups.get(name)
        if before is None or before[0] != key:
            return None
        return before[1] if all(_is_unchanged(output, file) for file in before[1]) else None


def _is_unchanged(output: Path, file: WrittenFile) -> bool:
    try:
        return stamp_of(os.lstat(output / file.path)) == file.stamp
    except OSError:
        return False


def cache_file(place: Path, output: Path) -> CacheFile:
    return CacheFile(place, (_VERSION, os.path.realpath(output)))


def read(place: Path | None, output: Path) -> LastOutput:
    """The manifest of an output folder; empty if the file is damaged or belongs to another
    folder."""
    found = cache_file(place, output).load(_parse) if place is not None else None
    return found or LastOutput()


def _parse(content: bytes) -> LastOutput:
    return LastOutput(
        {
            str(name): (str(key), tuple(_file(*file) for file in files))
            for name, (key, files) in json.loads(content).items()
        }
    )


def _file(path: str, source: str | None, number: int, size: int, time: int) -> WrittenFile:
    return WrittenFile(path=path, source=source, stamp=(number, size, time), changed=False)


def keep(place: Path, output: Path, made: Mapping[str, tuple[str, Iterable[WrittenFile]]]) -> None:
    """Saves the keys and files of the groups, by group name."""
    plain = {
        name: [key, [[file.path, file.source, *file.stamp] for file in files]]
        for name, (key, files) in sorted(made.items())
    }
    text = json.dumps(plain, separators=(",", ":"))
    cache_file(place, output).save(text.encode())
