"""The files of a git revision, put into a folder; nothing of the user's own tree is touched."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path, PurePosixPath

from generator.diff.built import UnreadableSide

LARGEST_TREE = 2 * 1024 * 1024 * 1024
"""Bytes of all files of a revision."""

PATIENCE = 120.0
"""Seconds that git may take."""


def is_revision(name: str, repository: Path) -> bool:
    """Whether git knows a commit of that name here."""
    if not name or name.startswith("-") or ".." in name:
        return False
    command = ["git", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"]
    try:
        found = subprocess.run(
            command, cwd=repository, capture_output=True, check=False, timeout=PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return found.returncode == 0


def extract(name: str, repository: Path, folder: Path) -> None:
    """Puts the files that a revision has below `repository` into a folder.

    Links are left out, and so is what `.gitattributes` keeps out of archives. Raises
    UnreadableSide where git fails.
    """
    command = ["git", "archive", "--format=tar", name]
    try:
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
