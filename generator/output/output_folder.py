"""The output folder, with a manifest of the files that belong to this program."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from generator.base.kept import write_whole
from generator.content.model import Artifact
from generator.output.incremental import FileStamp, WrittenFile, stamp_of

MANIFEST = ".catalogue-manifest.json"
"""Lists what this program wrote into a folder, so that it removes nothing else."""


class OutputError(Exception):
    """An output folder that cannot be written; the message names it and the remedy."""


class OutputFolder:
    """`claimed` is whether an earlier build left its manifest. In an unclaimed folder, no existing
    file is overwritten. All methods raise OutputError."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.claimed = (place / MANIFEST).is_file()
        self.before = _manifest(place)

    def claim(self) -> None:
        """Must be called first, so that the files of an interrupted run are recognised as ours."""
        with self.told_of_trouble():
            self.place.mkdir(parents=True, exist_ok=True)
            if not self.claimed:
                _write_if_changed(self.place / MANIFEST, _manifest_text(()))

    def give_back(self) -> None:
        """Withdraws a claim that led to no output."""
        if not self.claimed:
            (self.place / MANIFEST).unlink(missing_ok=True)

    def note(self, paths: Iterable[str]) -> None:
        _write_if_changed(self.place / MANIFEST, _manifest_text(paths))

    def put(self, artifacts: Iterable[Artifact]) -> Iterator[WrittenFile]:
        """Writes artifacts to the folder; a file with unchanged content keeps its modification
        time. Each file is written atomically."""
        folders = {self.place}
        for artifact in artifacts:
            file = self.place / checked(artifact.path)
            _check_folders(file.parent, folders)
            content = artifact.content
            content = content.encode() if isinstance(content, str) else content
            if not self.claimed and not _stamp_if_same(file, content):
                _check_free(file)
            stamp, changed = _write_if_changed(file, content)
            yield WrittenFile(
                path=artifact.path, source=artifact.source, stamp=stamp, changed=changed
            )

    def check_free(self, path: str) -> None:
        """Raises OutputError if writing this path would overwrite a foreign file."""
        if not self.claimed:
            _check_free(self.place / checked(path))

    def remove(self, path: str) -> None:
        """Removes a file of an earlier build, and the folders that become empty."""
        try:
            file = self.place / checked(path)
            _check_folders(file.parent, {self.place})
        except (ValueError, OutputError):
            return
        if not file.is_file() and not file.is_symlink():
            return
        file.unlink()
        for folder in file.parents:
            if folder == self.place or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()

    @contextmanager
    def told_of_trouble(self) -> Iterator[None]:
        """Turns an error from the operating system into an OutputError with a remedy."""
        try:
            yield
        except OSError as problem:
            raise OutputError(
                f"{problem.filename or self.place} cannot be written: {problem.strerror}; free "
                "space there, or name another folder with --output"
            ) from problem


def _check_free(file: Path) -> None:
    """Raises OutputError if a foreign file exists at this path."""
    if file.exists():
        raise OutputError(
            f"{file} is there already and was not written by this program; name an empty "
            "folder with --output"
        )


def checked(path: str) -> PurePosixPath:
    """The path of an artifact. Raises ValueError if it would leave the output folder."""
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts or "\\" in path or not parts.parts:
        raise ValueError(f"{path!r} leads out of the output folder")
    return parts


def _check_folders(folder: Path, known: set[Path]) -> None:
    """Raises OutputError if a folder inside the output is a symbolic link that leads out of it.

    `known` are folders already checked; this one and its parents are added.
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


def _write_if_changed(file: Path, content: bytes) -> tuple[FileStamp, bool]:
    """The stamp of the file with this content, and whether it had to be written.

    The stamp belongs to the file that was read or written, even if another run replaces it.
    """
    stamp = _stamp_if_same(file, content)
    if stamp is not None:
        return stamp, False
    return stamp_of(write_whole(file, content)), True


def _stamp_if_same(file: Path, content: bytes) -> FileStamp | None:
    """The stamp of a file with exactly this content; None if there is no such file."""
    if not file.is_file() or file.is_symlink() or file.stat().st_size != len(content):
        return None
    with file.open("rb") as stream:
        stamp = stamp_of(os.fstat(stream.fileno()))
        return stamp if stream.read() == content else None
