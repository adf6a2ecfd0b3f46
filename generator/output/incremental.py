"""Which files of an output folder were made of which group of pages, so that a group that would come
out the same again need not be made."""

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
"""Of a file: its number on the disk, its size, and when it was written, in nanoseconds. A file that
was put in its place or changed has another."""


def stamp_of(found: os.stat_result) -> FileStamp:
    return found.st_ino, found.st_size, found.st_mtime_ns


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """A file in the folder, its stamp, and whether it was written for that."""

    path: str
    source: str | None
    stamp: FileStamp
    changed: bool


@dataclass(frozen=True, slots=True)
class LastOutput:
    """The key of each group of pages that was made last time, and its files."""

    groups: Mapping[str, tuple[str, tuple[WrittenFile, ...]]] = field(default_factory=dict)

    def unchanged(self, name: str, key: str, output: Path) -> tuple[WrittenFile, ...] | None:
        """The files of a group, if it was made by this key and they are as they were written."""
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
    """What is known of an output folder; nothing where the file is damaged or about another one."""
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
    """Keeps the files of the groups that were made or found, by the names of these."""
    plain = {
        name: [key, [[file.path, file.source, *file.stamp] for file in files]]
        for name, (key, files) in sorted(made.items())
    }
    text = json.dumps(plain, separators=(",", ":"))
    cache_file(place, output).save(text.encode())
