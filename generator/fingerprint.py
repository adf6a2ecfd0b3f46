"""A digest of anything that is made of values, the same in every run."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Iterator, Mapping, Set
from enum import Enum
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import PurePath
from typing import Any


def fingerprint(*values: object) -> str:
    """The digest of values, whatever order their sets have in memory.

    Raises TypeError or ValueError for what has no plain form, as a function or a list in itself.
    """
    text = json.dumps(values, default=_plain, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> object:
    """What JSON has no form for, in one that it has. Raises TypeError."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return [type(value).__name__, *(getattr(value, field.name) for field in fields)]
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Set):
        return sorted(fingerprint(item) for item in value)
    if isinstance(value, Enum):
        return [type(value).__name__, value.name]
    if isinstance(value, (PurePath, datetime.date)):
        return [type(value).__name__, str(value)]
    if isinstance(value, bytes):
        return ["bytes", value.hex()]
    raise TypeError(f"{type(value).__name__} has no plain form")


def program_digest(*parts: str, endings: tuple[str, ...] = (".py",)) -> str:
    """The digest of this program's own files in these parts of its package, or in the whole of it.

    A part is a file or a folder; of folders the files with these endings count.
    """
    package = resources.files("generator")
    digest = hashlib.sha256()
    for part in parts or ("",):
        for name, content in _files(package.joinpath(part) if part else package, part, endings):
            digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()


def _files(place: Traversable, name: str, endings: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    if place.is_file():
        if name.endswith(endings):
            yield name, place.read_bytes()
        return
    for child in sorted(place.iterdir(), key=lambda child: child.name):
        yield from _files(child, f"{name}/{child.name}", endings)
