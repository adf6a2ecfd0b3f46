"""Patterns of paths in catalogue.yml: a file, a folder with all below it, or either with `*`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """The folder that the paths of content are relative to, and the one that patterns are relative
    to; both absolute, and nothing where they are the same."""

    base: str = ""
    home: str = ""

    def of(self, path: str) -> str:
        """A path of content as a pattern has it."""
        if self.base == self.home:
            return path
        whole = Path(os.path.normpath(os.path.join(self.base, path)))
        return (
            whole.relative_to(self.home) if whole.is_relative_to(self.home) else whole
        ).as_posix()


SAME = Places()


def fits(path: str, pattern: str) -> bool:
    """Whether a path is a pattern's or lies in its folder; `*` stands for slashes as well."""
    trimmed = pattern.rstrip("/")
    return fnmatchcase(path, trimmed) or fnmatchcase(path, f"{trimmed}/*")
