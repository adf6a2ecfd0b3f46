"""What survives between two builds of one process, as under `serve`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from generator.content.documents import BUILT
from generator.pages.publication import Publication
from generator.settings.config import Config

Signs = tuple[int, ...]
"""By which a file is known to be unchanged."""


@dataclass(slots=True)
class Workspace:
    """The last publication, the configuration that it was made by, and the signs that the files of
    its content had before they were read, by their kind."""

    config: Config | None = None
    publication: Publication | None = None
    signs: Mapping[str, Mapping[Path, Signs]] = field(default_factory=dict)


def signs_of(config: Config) -> dict[str, dict[Path, Signs]]:
    """The signs of all files in the folders of each kind of content, by the path of each."""
    return {kind: dict(_signs(sources)) for kind, sources in config.sources.items()}


def _signs(sources: Iterable[Path]) -> Iterator[tuple[Path, Signs]]:
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
