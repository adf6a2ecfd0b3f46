"""State that survives between two builds of one process, as under `serve`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from generator.content.documents import BUILT
from generator.pages.publication import Publication
from generator.settings.config import Config

SourceStamp = tuple[int, ...]
"""Identifies an unchanged content file."""


@dataclass(slots=True)
class ServeState:
    """The last publication, its configuration, and the stamps of the content files before they were
    read, by kind."""

    config: Config | None = None
    publication: Publication | None = None
    stamps: Mapping[str, Mapping[Path, SourceStamp]] = field(default_factory=dict)


def stamps_of(config: Config) -> dict[str, dict[Path, SourceStamp]]:
    """The stamps of all files in the content folders, by kind and path."""
    return {kind: dict(_stamps(sources)) for kind, sources in config.sources.items()}


def _stamps(sources: Iterable[Path]) -> Iterator[tuple[Path, SourceStamp]]:
    for source in sources:
        for file in _files(source):
            with suppress(OSError):
                found = os.stat(file)
                yield (
                    Path(file),
                    (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns),
                )


def _files(source: Path) -> Iterator[str]:
    if not source.is_dir():
        yield str(source)
    for folder, folders, names in os.walk(source):
        if not BUILT.isdisjoint(names) and Path(folder) != source:
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (os.path.join(folder, name) for name in names)
