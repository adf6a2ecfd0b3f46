"""Artifacts → files: written where they changed, removed where no view made them any more."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from generator import ledger as ledgers
from generator import workers
from generator.ledger import Ledger, Put, Sign
from generator.model import Artifact, Piece

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


BATCH = 60
"""Pieces that a process is given at a time."""


def write(artifacts: Iterable[Artifact], output: Path) -> Written:
    """Brings a folder to hold the artifacts, and of what was written before nothing else.

    A file whose content is the same keeps its time. Each file appears whole or not at all.
    Raises OutputError where the folder cannot be written, or holds a file of somebody else by a
    name that is needed.
    """
    return write_all([lambda: artifacts], output, jobs=1)


def write_all(
    makers: Sequence[Maker],
    output: Path,
    *,
    jobs: int | None,
    pieces: Sequence[Piece] = (),
    ledger: Path | None = None,
) -> Written:
    """The same for what several makers make, in up to `jobs` processes (default: one a core).

    A maker whose process did not come to its end is called again in this one. A piece whose key is
    that of last time is not made if its files stand as they were written; `ledger` is the file
    that knows, None where all pieces are made.
    """
    try:
        return _write(makers, pieces, output, jobs, ledger)
    except OSError as problem:
        place = problem.filename or output
        raise OutputError(
            f"{place} cannot be written: {problem.strerror}; free space there, or name another "
            "folder with --output"
        ) from problem


def _write(
    makers: Sequence[Maker],
    pieces: Sequence[Piece],
    output: Path,
    jobs: int | None,
    ledger: Path | None,
) -> Written:
    output.mkdir(parents=True, exist_ok=True)
    claimed = (output / MANIFEST).is_file()
    before = _manifest(output)
    if not claimed:
        # Before anything else, so that a run that is interrupted is known to have been ours.
        _write_if_changed(output / MANIFEST, _manifest_text(()))
    try:
        return _bring_to(makers, pieces, output, before, jobs, ledger, claimed=claimed)
    except OutputError:
        if not claimed:
            (output / MANIFEST).unlink()
        raise


def _bring_to(
    makers: Sequence[Maker],
    pieces: Sequence[Piece],
    output: Path,
    before: Iterable[str],
    jobs: int | None,
    ledger: Path | None,
    *,
    claimed: bool,
) -> Written:
    """Writes and removes; in a folder that is not ours yet no file of another is overwritten."""
    known = ledgers.read(ledger, output)
    batches = [pieces[start : start + BATCH] for start in range(0, len(pieces), BATCH)]

    def put(place: int) -> list[_Entry]:
        if place < len(makers):
            return [(None, None, tuple(_put(makers[place](), output, claimed=claimed)))]
        batch = batches[place - len(makers)]
        return [_piece(piece, known, output, claimed=claimed) for piece in batch]

    places = range(len(makers) + len(batches))
    done = dict(workers.done(places, put, jobs, chunk=1, worth=2))
    entries = [entry for place in places for entry in done[place]]
    there = [found for _, _, puts in entries for found in puts]
    paths = [found.path for found in there]
    _write_if_changed(output / MANIFEST, _manifest_text(paths))
    kept = {name: (key, puts) for name, key, puts in entries if name and key}
    if ledger is not None and pieces:
        ledgers.keep(ledger, output, kept)
    stale = sorted(set(before) - set(paths))
    for path in stale:
        _remove(output, path)
    return Written(
        paths=tuple(sorted(paths)),
        changed=sum(found.changed for found in there),
        removed=len(stale),
        sources={found.path: found.source for found in there if found.source is not None},
    )


_Entry = tuple[str | None, str | None, tuple[Put, ...]]
"""The name and the key of a piece, None for what is none, and its files."""


def _piece(piece: Piece, known: Ledger, output: Path, *, claimed: bool) -> _Entry:
    key = piece.key()
    puts = known.standing(piece.name, key, output) if key is not None else None
    if puts is None:
        puts = tuple(_put(piece.make(), output, claimed=claimed))
    return piece.name, key, puts


def _put(artifacts: Iterable[Artifact], output: Path, *, claimed: bool) -> Iterator[Put]:
    folders = {output}
    for artifact in artifacts:
        file = output / checked(artifact.path)
        _check_folders(file.parent, folders)
        content = artifact.content
        content = content.encode() if isinstance(content, str) else content
        if not claimed and file.exists() and not _stands(file, content):
            raise OutputError(
                f"{file} is there already and was not written by this program; name an empty "
                "folder with --output"
            )
        sign, changed = _write_if_changed(file, content)
        yield Put(path=artifact.path, source=artifact.source, sign=sign, changed=changed)


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


def _write_if_changed(file: Path, content: bytes) -> tuple[Sign, bool]:
    """The sign of the file with this content, and whether it was written for that.

    The sign is that of the very file that was read or written, whatever another run puts there.
    """
    sign = _stands(file, content)
    if sign is not None:
        return sign, False
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".writing-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            sign = ledgers.sign_of(descriptor)
        os.chmod(name, 0o644)
        os.replace(name, file)
    except BaseException:
        os.unlink(name)
        raise
    return sign, True


def _stands(file: Path, content: bytes) -> Sign | None:
    """The sign of a file that holds just this content; None where there is no such file."""
    if not file.is_file() or file.is_symlink() or file.stat().st_size != len(content):
        return None
    with file.open("rb") as stream:
        sign = ledgers.sign_of(stream.fileno())
        return sign if stream.read() == content else None


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
