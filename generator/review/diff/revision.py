"""The files of a git revision, put into a folder; nothing of the user's own tree is touched."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path, PurePosixPath

from generator.review.diff.built import UnreadableSide

LARGEST_TREE = 2 * 1024 * 1024 * 1024
"""Bytes of all files of a revision."""

PATIENCE = 120.0
"""Seconds that git may take."""


def is_revision(name: str, repository: Path) -> bool:
    """Whether git knows a commit of that name here."""
    if not name or name.startswith("-") or ".." in name:
        return False
    try:
        return _asked(repository, *_VERIFY, f"{name}^{{commit}}").returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def why_not(name: str, repository: Path) -> str:
    """Why git knows no commit of a name here and what to do, in a sentence; empty where there is
    nothing to say but that."""
    first, dots, second = name.partition("..")
    if dots and not name.startswith("."):
        return f"Name the two sides one by one: {first or 'HEAD'} {second.lstrip('.') or 'HEAD'}."
    try:
        inside = _asked(repository, "rev-parse", "--is-shallow-repository")
        if inside.returncode != 0:
            said = inside.stderr.decode("utf-8", "replace").strip().splitlines()
            return f"git says here: {said[0]}." if said else "git does not work here."
        if _asked(repository, *_VERIFY, "HEAD").returncode != 0:
            return "There is no commit here yet."
        if _asked(repository, *_VERIFY, f"refs/remotes/origin/{name}").returncode == 0:
            return f"There is origin/{name}."
    except (OSError, subprocess.TimeoutExpired) as problem:
        return f"git cannot be asked: {problem}."
    if inside.stdout.strip() == b"true":
        return (
            "This clone is shallow: fetch more (`git fetch --unshallow`, or `fetch-depth: 0` where a "
            "workflow checks out)."
        )
    return ""


_VERIFY = ("rev-parse", "--verify", "--quiet", "--end-of-options")


def _asked(repository: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["git", *arguments], cwd=repository, capture_output=True, check=False, timeout=PATIENCE
    )


def extract(name: str, repository: Path, folder: Path) -> None:
    """Puts the files that a revision has below `repository` into a folder: none where it does not
    have that yet.

    Links are left out, and so is what `.gitattributes` keeps out of archives. Raises
    UnreadableSide where git fails.
    """
    command = ["git", "archive", "--format=tar", name]
    try:
        if not _has_files(name, repository):
            return
        with (folder.parent / f"{folder.name}.tar").open("w+b") as packed:
            subprocess.run(
                command,
                cwd=repository,
                stdout=packed,
                stderr=subprocess.PIPE,
                check=True,
                timeout=PATIENCE,
            )
            packed.seek(0)
            with tarfile.open(fileobj=packed, mode="r:") as files:
                _unpack(files, folder)
    except subprocess.CalledProcessError as problem:
        said = problem.stderr.decode("utf-8", "replace").strip()
        raise UnreadableSide(f"git cannot give the files of {name}: {said}") from problem
    except (OSError, subprocess.TimeoutExpired, tarfile.TarError) as problem:
        raise UnreadableSide(f"The files of {name} cannot be had: {problem}") from problem


def _has_files(name: str, repository: Path) -> bool:
    """Whether a revision has anything here. `git archive` takes a folder that is not there for a
    mistake, and makes of an empty one what no reader of archives takes."""
    listed = _asked(repository, "ls-tree", "--name-only", name)
    return listed.returncode != 0 or bool(listed.stdout)


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
