"""Artifacts → files: written where they changed, removed where no view made them any more."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from generator import workers
from generator.model import Artifact

MANIFEST = ".catalogue-manifest.json"
"""Names what this program wrote into a folder, so that it removes nothing else."""


class OutputError(Exception):
    """An output folder that cannot be written; the message says which and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """`paths` are all files of the output, relative to it; the counts say what was done; `sources`
    has the content file of each page that was made of one."""

    paths: tuple[str, ...]
    changed: int
    removed: int
    sources: Mapping[str, str] = field(default_factory=dict)


Maker = Callable[[], Iterable[Artifact]]
"""Makes some of the artifacts when it is called, in whatever process."""


@dataclass(frozen=True, slots=True)
class _Put:
    """An artifact that stands in the folder, and whether it was written for that."""

    path: str
    source: str | None
    changed: bool


def write(artifacts: Iterable[Artifact], output: Path) -> Written:
    """Brings a folder to hold the artifacts, and of what was written before nothing else.

    A file whose content is the same keeps its time. Each file appears whole or not at all.
    Raises OutputError where the folder cannot be written, or holds a file of somebody else by a
    name that is needed.
    """
    return write_all([lambda: artifacts], output, jobs=1)


def write_all(makers: Sequence[Maker], output: Path, *, jobs: int | None) -> Written:
    """The same for what several makers make, in up to `jobs` processes (default: one a core).

    A maker whose process did not come to its end is called again in this one.
    """
    try:
        return _write(makers, output, jobs)
    except OSError as problem:
        place = problem.filename or output
        raise OutputError(
            f"{place} cannot be written: {problem.strerror}; free space there, or name another "
            "folder with --output"
        ) from problem


def _write(makers: Sequence[Maker], output: Path, jobs: int | None) -> Written:
    output.mkdir(parents=True, exist_ok=True)
    claimed = (output / MANIFEST).is_file()
    before = _manifest(output)
    if not claimed:
        # Before anything else, so that a run that is interrupted is known to have been ours.
        _write_if_changed(output / MANIFEST, _manifest_text(()))
    try:
        return _bring_to(makers, output, before, jobs, claimed=claimed)
    except OutputError:
        if not claimed:
            (output / MANIFEST).unlink()
        raise


def _bring_to(
    makers: Sequence[Maker],
    output: Path,
    before: Iterable[str],
    jobs: int | None,
    *,
    claimed: bool,
) -> Written:
    """Writes and removes; in a folder that is not ours yet no file of another is overwritten."""

    def put(place: int) -> list[_Put]:
        return list(_put(makers[place](), output, claimed=claimed))

    done = dict(workers.done(range(len(makers)), put, jobs, chunk=1, worth=2))
    there = [found for place in range(len(makers)) for found in done[place]]
    paths = [found.path for found in there]
    _write_if_changed(output / MANIFEST, _manifest_text(paths))
    stale = sorted(set(before) - set(paths))
    for path in stale:
        _remove(output, path)
    return Written(
        paths=tuple(sorted(paths)),
        changed=sum(found.changed for found in there),
        removed=len(stale),
        sources={found.path: found.source for found in there if found.source is not None},
    )


def _put(artifacts: Iterable[Artifact], output: Path, *, claimed: bool) -> Iterator[_Put]:
    folders = {output}
    for artifact in artifacts:
        file = output / checked(artifact.path)
        _check_folders(file.parent, folders)
        content = artifact.content
        content = content.encode() if isinstance(content, str) else content
        if not claimed and file.exists() and not (file.is_file() and _same(file, content)):
            raise OutputError(
                f"{file} is there already and was not written by this program; name an empty "
                "folder with --output"
            )
        changed = _write_if_changed(file, content)
        yield _Put(artifact.path, artifact.source, changed)


def checked(path: str) -> PurePosixPath:
    """The path of an artifact; raises ValueError where it would leave the output folder."""
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts or "\\" in path or not parts.parts:
        raise ValueError(f"{path!r} leads out of the output folder")
    return parts


def _check_folders(folder: Path, known: set[Path]) -> None:
    """Raises OutputError where a folder inside of the output is a symbolic link out of it.

    `known` are folders that have been looked at; this one and those above it are added.
    """
    if folder in known:
        return
    _check_folders(folder.parent, known)
    if folder.is_symlink():
        raise OutputError(
            f"{folder} is a symbolic link, through which files elsewhere would be overwritten; "
            "remove it, or name another folder with --output"
        )
    known.add(folder)


def _manifest(output: Path) -> list[str]:
    try:
        paths = json.loads((output / MANIFEST).read_text("utf-8"))["paths"]
        return [path for path in paths if isinstance(path, str)]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _manifest_text(paths: Iterable[str]) -> bytes:
    return (json.dumps({"paths": sorted(paths)}, indent=0) + "\n").encode()


def _write_if_changed(file: Path, content: bytes) -> bool:
    if file.is_file() and not file.is_symlink() and _same(file, content):
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".writing-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        os.chmod(name, 0o644)
        os.replace(name, file)
    except BaseException:
        os.unlink(name)
        raise
    return True


def _same(file: Path, content: bytes) -> bool:
    return file.stat().st_size == len(content) and file.read_bytes() == content


def _remove(output: Path, path: str) -> None:
    """Removes a file of an earlier build, and folders that are empty without it."""
    try:
        file = output / checked(path)
        _check_folders(file.parent, {output})
    except (ValueError, OutputError):
        return
    if not file.is_file() and not file.is_symlink():
        return
    file.unlink()
    for folder in file.parents:
        if folder == output or not folder.is_dir() or any(folder.iterdir()):
            break
        folder.rmdir()
