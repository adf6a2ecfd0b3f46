"""Selection of the project files that fixes may change."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from importlib import resources
from itertools import groupby
from pathlib import Path

from generator.base.diagnostics import Diagnostic, in_order
from generator.content.documents import read_file
from generator.review.migrate.fixes import Fixed, fixed


def fixes_of(
    found: Iterable[Diagnostic], files: Mapping[str, Path], folders: Iterable[Path]
) -> tuple[Fixed, ...]:
    """The fixed files, by path. `files` has the file behind each path, `folders` are the content
    folders. Files outside of them, files behind a symbolic link and bundled files never change."""
    places = [Path(os.path.realpath(folder)) for folder in folders]
    mendable = (diagnostic for diagnostic in in_order(found) if diagnostic.fix)
    changed = []
    for path, group in groupby(mendable, key=lambda diagnostic: diagnostic.path):
        file = files.get(path)
        if file is None or not _may_change(file, places):
            continue
        document, _ = read_file(file, path, file.name)
        if document is None:
            continue
        made = fixed(document, group)
        if made.mended:
            changed.append(made)
    return tuple(changed)


def _may_change(file: Path, places: Iterable[Path]) -> bool:
    real = Path(os.path.realpath(file))
    if file.is_symlink() or real.is_relative_to(Path(str(resources.files("generator")))):
        return False
    return any(real.is_relative_to(place) for place in places)
