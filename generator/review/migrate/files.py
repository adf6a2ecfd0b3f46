"""New text for a file, shown as a diff or written."""

from __future__ import annotations

import difflib
import os
import stat
from pathlib import Path

from generator.base.kept import MODE, write_whole
from generator.content.documents import Document
from generator.output.output_folder import OutputError

_MARK = "\ufeff".encode()


def unified_diff(document: Document, text: str) -> str:
    """The change to a file as a unified diff that `git apply` and `patch` accept."""
    path = document.path
    lines = difflib.unified_diff(_lines(document.text), _lines(text), f"a/{path}", f"b/{path}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _lines(text: str) -> list[str]:
    """Lines as diff counts them: only a line feed ends a line."""
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def replace_text(file: Path, text: str) -> None:
    """Writes a file atomically and keeps its byte order mark and permissions.

    Raises OutputError if the file cannot be written.
    """
    try:
        _replace(Path(os.path.realpath(file)), text)
    except OSError as problem:
        raise OutputError(f"{file} cannot be written: {problem.strerror}") from problem


def _replace(place: Path, text: str) -> None:
    content, mode = text.encode(), MODE
    if place.exists():
        mode = stat.S_IMODE(place.stat().st_mode)
        if place.read_bytes().startswith(_MARK):
            content = _MARK + content
    write_whole(place, content, mode=mode)
