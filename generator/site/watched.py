"""Where files of content may change while a site is served."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path


def watched(place: Path, written: Collection[Path]) -> Iterator[tuple[Path, bool]]:
    """The folders and files to be watched for changes in a place, each with whether all below it is
    meant. What a build itself writes is left out: a site that lies in its folder of rules would be
    built without an end.
    """
    if place in written:
        return
    if not any(other.is_relative_to(place) for other in written):
        yield place, True
        return
    yield place, False
    with os.scandir(place) as entries:
        folders = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    for name in folders:
        yield from watched(place / name, written)
