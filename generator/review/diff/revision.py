"""Extraction of a git revision into a folder, without touching the user's working tree."""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path, PurePosixPath

from generator.base.git import MAY_FETCH, GitError, git
from generator.review.diff.built import UnreadableSide

LARGEST_TREE = 2 * 1024 * 1024 * 1024
"""Maximum total size of a revision's files, in bytes."""
_VERIFY = ("rev-parse", "--verify", "--quiet", "--end-of-options")


def is_revision(name: str, repository: Path) -> bool:
    """Whether git knows a commit by this name in the repository."""
    if not name or name.startswith("-") or ".." in name:
        return False
    return _is_commit(name, repository)


def why_not(name: str, repository: Path) -> str:
    """A sentence that says why git does not know the commit and what to do; empty if there is
    nothing to add."""
    first, dots, second = name.partition("..")
    if dots and not name.startswith("."):
        return f"Name the two sides one by one: {first or 'HEAD'} {second.lstrip('.') or 'HEAD'}."
    try:
        shallow = _ask(repository, "rev-parse", "--is-shallow-repository").strip() == b"true"
    except GitError as problem:
        if problem.code is None:
            return f"git cannot be asked: {problem}."
        said = problem.said.splitlines()
        return f"git says here: {said[0]}." if said else "git does not work here."
    if not _is_commit("HEAD", repository):
        return "There is no commit here yet."
    if _is_commit(f"refs/remotes/origin/{name}", repository):
        return f"There is origin/{name}."
    if shallow:
        return (
            "This clone is shallow: fetch more (`git fetch --unshallow`, or `fetch-depth: 0` where a "
            "workflow checks out)."
        )
    return ""


def _is_commit(name: str, repository: Path) -> bool:
    try:
        _ask(repository, *_VERIFY, f"{name}^{{commit}}")
    except GitError:
        return False
    return True


def _ask(repository: Path, *arguments: str) -> bytes:
    return git(repository, *arguments, environment=MAY_FETCH)


def extract(name: str, repository: Path, folder: Path) -> None:
    """Extracts the files of a revision below `repository` into a folder; none if the revision does
    not have that path yet.

    Symbolic links and files that `.gitattributes` excludes from archives are left out. Raises
    UnreadableSide if git fails.
    """
    packed = (folder.parent / f"{folder.name}.tar").absolute()
    try:
        if not _has_files(name, repository):
            return
        _ask(repository, "archive", "--format=tar", f"--output={packed}", name)
        with tarfile.open(packed, mode="r:") as files:
            _unpack(files, folder)
    except GitError as problem:
        if problem.code is None:
            raise UnreadableSide(f"The files of {name} cannot be had: {problem}") from problem
        raise UnreadableSide(f"git cannot give the files of {name}: {problem.said}") from problem
    except (OSError, tarfile.TarError) as problem:
        raise UnreadableSide(f"The files of {name} cannot be had: {problem}") from problem


def _has_files(name: str, repository: Path) -> bool:
    """Whether a revision has any files here. `git archive` rejects a missing folder, and turns an
    empty one into an archive that no reader accepts."""
    try:
        return bool(_ask(repository, "ls-tree", "--name-only", name))
    except GitError as problem:
        if problem.code is None:
            raise
        return True


def _unpack(files: tarfile.TarFile, folder: Path) -> None:
    left = LARGEST_TREE
    for member in files:
        parts = PurePosixPath(member.name)
        if not member.isreg() or parts.is_absolute() or ".." in parts.parts:
            continue
        left -= member.size
        if left < 0:
            raise tarfile.TarError("they are too large")
        held = files.extractfile(member)
        if held is None:
            continue
        file = folder / parts
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as target:
            shutil.copyfileobj(held, target)
