"""git, run in a folder. No other module starts it.

It is started without a shell, reads nothing from the terminal and never asks for a password. What a
name from outside may be (`--end-of-options`, `--literal-pathspecs`) is for the caller to say.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

SECONDS = 120.0
"""How long git may take, unless the caller says otherwise."""
QUIET: Mapping[str, str] = MappingProxyType(
    {
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C",
    }
)
"""Nothing is written, asked or fetched by the way, and messages are in English."""
MAY_FETCH: Mapping[str, str] = MappingProxyType({"GIT_NO_LAZY_FETCH": "0"})
"""For a command that may fetch what a partial clone lacks."""
_AS_THEY_ARE = ("-c", "core.quotePath=false")
"""Names of files are printed unquoted."""


class GitError(Exception):
    """Git gave no answer. The message is a part of a sentence that says why.

    `said` is what git printed about it, without the surrounding space; `code` its exit code, None
    where it could not be started or took too long.
    """

    def __init__(self, message: str, said: str = "", code: int | None = None) -> None:
        super().__init__(message)
        self.said = said
        self.code = code


def git(
    folder: str | Path,
    *arguments: str,
    given: bytes | None = None,
    environment: Mapping[str, str] = MappingProxyType({}),
    seconds: float = SECONDS,
    answers: Collection[int] = (0,),
) -> bytes:
    """What git prints. Raises GitError.

    `given` is what it reads; `environment` is added to that of this process and `QUIET`. Exit codes
    outside of `answers` are errors.
    """
    name = next((part for part in arguments if not part.startswith("-")), "")
    try:
        done = subprocess.run(
            ["git", *_AS_THEY_ARE, *arguments],
            cwd=folder,
            env={**os.environ, **QUIET, **environment},
            # An empty input, not none: git must not wait for the terminal.
            input=given or b"",
            capture_output=True,
            check=False,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired as problem:
        raise GitError(f"git {name} took longer than {seconds:g} seconds") from problem
    except OSError as problem:
        # The system reports a missing folder and a missing program alike.
        if isinstance(problem, FileNotFoundError) and os.path.isdir(folder):
            raise GitError("git is not installed") from problem
        raise GitError(f"git cannot be run in {folder}: {problem.strerror or problem}") from problem
    if done.returncode not in answers:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise GitError(f"git {name} failed: {said}", said, done.returncode)
    return done.stdout


def git_text(
    folder: str | Path,
    *arguments: str,
    seconds: float = SECONDS,
    environment: Mapping[str, str] = MappingProxyType({}),
    answers: Collection[int] = (0,),
) -> str:
    """The same as text; bytes that are not UTF-8 are replaced."""
    printed = git(folder, *arguments, seconds=seconds, environment=environment, answers=answers)
    return printed.decode("utf-8", "replace")
