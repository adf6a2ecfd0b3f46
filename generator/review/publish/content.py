"""The content of a commit, read from git objects without checking anything out.

Proposals from strangers are never run. Only their content is read: rules and related files,
selected by folder and suffix. Configuration, hand-written pages and the program come from the
target branch.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.review.publish.git import git
from generator.review.publish.refusal import Refused

SUFFIXES = (".yml", ".yaml", ".json", ".jsonl", ".ndjson", ".evtx")
"""Suffixes of content files: entities and sample events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits for a proposal: bytes per file, total bytes, and number of files."""

    file: int = 8 * 1024 * 1024
    total: int = 512 * 1024 * 1024
    files: int = 50_000


@dataclass(frozen=True, slots=True)
class _Entry:
    mode: str
    key: str
    size: int
    path: str


def take_content(
    repository: Path,
    commit: str,
    folders: Sequence[str],
    into: Path,
    *,
    kept: Sequence[str] = (),
    limits: Limits | None = None,
) -> tuple[str, ...]:
    """Replaces the content folders in `into` with those of a commit. Returns the paths left out.

    `folders` are relative to `repository`, which may itself be a subfolder of a repository; `kept`
    are files in them that stay unchanged. Links, submodules and files of other types are left out.
    Raises Refused if a limit is exceeded, or if a path is invalid or ambiguous on some file system.
    """
    allowed = limits or Limits()
    for folder in folders:
        _check_path(folder)
    entries = list(_entries(repository, commit, folders))
    taken = [e for e in entries if _is_file_of_content(e, folders) and e.path not in kept]
    if len(taken) > allowed.files:
        raise Refused(f"The proposal has {len(taken):,} files; {allowed.files:,} are allowed.")
    for entry in taken:
        _check_path(entry.path)
        if entry.size > allowed.file:
            raise Refused(f"{entry.path!r} has {entry.size:,} bytes; {allowed.file:,} are allowed.")
    total = sum(entry.size for entry in taken)
    if total > allowed.total:
        raise Refused(f"The proposal has {total:,} bytes; {allowed.total:,} are allowed.")
    held = {path: (into / path).read_bytes() for path in kept if (into / path).is_file()}
    for folder in folders:
        _clear(into / folder)
    for path, text in held.items():
        if not (into / path).exists():
            _write(into / path, text)
    for entry, text in _blobs(repository, taken):
        _write(into / entry.path, text)
    came = {entry.path for entry in taken}
    return tuple(sorted(entry.path for entry in entries if entry.path not in came))


def _clear(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _write(place: Path, text: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    # `x` fails on existing files, so two names that a file system treats as one never overwrite
    # each other.
    try:
        with place.open("xb") as stream:
            stream.write(text)
    except OSError as problem:
        raise Refused(f"{place.name!r} cannot be written: {problem.strerror}.") from problem


def is_content(path: str, folders: Sequence[str]) -> bool:
    """Whether a path is content, judged by its name alone."""
    inside = any(path == folder or path.startswith(f"{folder}/") for folder in folders)
    return inside and path.lower().endswith(SUFFIXES)


def _is_file_of_content(entry: _Entry, folders: Sequence[str]) -> bool:
    return entry.mode in ("100644", "100755") and is_content(entry.path, folders)


_PART = re.compile(r"(?!\.)[^\x00-\x1f\x7f\\:/]+")
"""A name that is not hidden and means the same file on every operating system."""


def _check_path(path: str) -> None:
    if not all(_PART.fullmatch(part) for part in path.split("/")):
        raise Refused(f"{path!r} is no path of content.")


def _entries(repository: Path, commit: str, folders: Sequence[str]) -> Iterator[_Entry]:
    if not folders:
        return
    listed = git(
        repository,
        "--literal-pathspecs",
        "ls-tree",
        "-r",
        "-z",
        "--long",
        commit,
        "--",
        *folders,
    )
    for line in listed.split(b"\0"):
        if line:
            about, path = line.split(b"\t", 1)
            mode, _, key, size = about.split()
            yield _Entry(
                mode.decode(),
                key.decode(),
                int(size) if size.isdigit() else 0,
                path.decode("utf-8", "backslashreplace"),
            )


def _blobs(repository: Path, entries: Sequence[_Entry]) -> Iterator[tuple[_Entry, bytes]]:
    """The raw bytes of files, as stored in the objects: no filter and no line-ending conversion
    applies."""
    asked = "".join(f"{entry.key}\n" for entry in entries).encode()
    told = git(repository, "cat-file", "--batch", given=asked)
    place = 0
    for entry in entries:
        end = told.index(b"\n", place)
        size = int(told[place:end].split(b" ")[2])
        yield entry, told[end + 1 : end + 1 + size]
        place = end + 1 + size + 1
