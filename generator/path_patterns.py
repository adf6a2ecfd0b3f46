"""Patterns of paths in catalogue.yml: a file, a folder with all below it, or either with `*`."""

from __future__ import annotations

from fnmatch import fnmatchcase


def fits(path: str, pattern: str) -> bool:
    """Whether a path is a pattern's or lies in its folder; `*` stands for slashes as well."""
    trimmed = pattern.rstrip("/")
    return fnmatchcase(path, trimmed) or fnmatchcase(path, f"{trimmed}/*")
