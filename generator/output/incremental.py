"""Which files of an output folder came of what, so that a piece that would come out the same again
need not be made."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

FILE_NAME = "pieces.json"
_VERSION = 1

Sign = tuple[int, int, int]
"""Of a file: its number on the disk, its size, and when it was written, in nanoseconds. A file that
was put in its place or changed has another."""


def sign_of(descriptor: int) -> Sign:
    """The sign of an open file."""
    found = os.fstat(descriptor)
    return found.st_ino, found.st_size, found.st_mtime_ns


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A file that stands in the folder, its sign, and whether it was written for that."""

    path: str
    source: str | None
    sign: Sign
    changed: bool


@dataclass(frozen=True, slots=True)
class Ledger:
    """The key of each piece that was made last time, and the files that came of it."""

    pieces: Mapping[str, tuple[str, tuple[Put, ...]]] = field(default_factory=dict)

    def standing(self, name: str, key: str, output: Path) -> tuple[Put, ...] | None:
        """The files of a piece, if it was made by this key and they stand as they were written."""
        before = self.pieces.get(name)
        if before is None or before[0] != key:
            return None
        return before[1] if all(_stands(output, put) for put in before[1]) else None


def _stands(output: Path, put: Put) -> bool:
    try:
        found = os.lstat(output / put.path)
    except OSError:
        return False
    return (found.st_ino, found.st_size, found.st_mtime_ns) == put.sign


def read(file: Path | None, output: Path) -> Ledger:
    """What is known of an output folder; nothing where the file is damaged or about another one."""
    if file is None:
        return Ledger()
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        whole = json.loads(file.read_text("utf-8"))
        if (whole["version"], whole["output"]) == (_VERSION, os.path.realpath(output)):
            return Ledger({name: _entry(*entry) for name, entry in whole["pieces"].items()})
    return Ledger()


def _entry(key: object, puts: Iterable[object]) -> tuple[str, tuple[Put, ...]]:
    """Raises ValueError or TypeError for what is no entry."""
    return str(key), tuple(_put(*put) for put in puts)  # type: ignore[misc]


def _put(path: str, source: str | None, number: int, size: int, time: int) -> Put:
    return Put(path=path, source=source, sign=(number, size, time), changed=False)


def keep(file: Path, output: Path, made: Mapping[str, tuple[str, Iterable[Put]]]) -> None:
    """Keeps what came of the pieces that were made or found, by their names; where that cannot be
    written, they are made again the next time."""
    plain = {
        name: [key, [[put.path, put.source, *put.sign] for put in puts]]
        for name, (key, puts) in sorted(made.items())
    }
    whole = {"version": _VERSION, "output": os.path.realpath(output), "pieces": plain}
    text = json.dumps(whole, separators=(",", ":"))
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".writing-")
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.replace(name, file)
