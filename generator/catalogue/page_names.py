"""The page name of each content file, safe on every file system and in URLs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterable

from generator.base.diagnostics import Diagnostic, quoted, warning

DUPLICATE_STEM = warning("duplicate-stem", "Two files would be the same page")
RESERVED_STEM = warning("reserved-stem", "A file has a name that its page cannot have")

CODES = (DUPLICATE_STEM, RESERVED_STEM)

RESERVED = re.compile(
    r"(index|readme|all)(-[0-9]+)?|(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE
)
"""Reserved page names: ours, those that MkDocs treats as an index, and those invalid on Windows."""
LONGEST_NAME = 150


def page_names(
    folder: str, named: Iterable[tuple[str, str]], report: list[Diagnostic]
) -> dict[str, str]:
    """The page of each file. Names are safe on every file system and in URLs."""
    pages: dict[str, str] = {}
    taken: dict[str, str] = {}
    for path, name in named:
        safe = safe_name(name)
        reason = None
        others: tuple[str, ...] = ()
        if not safe:
            reason = (
                RESERVED_STEM,
                f"{quoted(name)} has none of a-z, A-Z and 0-9 in it; rename it",
            )
        elif RESERVED.fullmatch(safe):
            reason = (RESERVED_STEM, f"{quoted(name)} cannot be the name of a page; rename it")
            safe = safe.replace(".", "-")
        elif safe.lower() in taken:
            others = (taken[safe.lower()],)
            reason = (DUPLICATE_STEM, f"{others[0]} would be the same page; rename one of them")
        if reason is not None:
            safe = _free(safe or "page", path, taken)
            code, message = reason
            message = f"{message} (its page is now called {safe})"
            report.append(code.at(path, (), message, others=others))
        taken[safe.lower()] = path
        pages[path] = f"{folder}/{safe}.md"
    return pages


def safe_name(name: str) -> str:
    """A name of letters, digits, `.`, `_` and `-`; empty where none of these remain."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip(".-_")[:LONGEST_NAME].rstrip(".-_")


def _free(name: str, path: str, taken: Container[str]) -> str:
    """A name with a suffix that depends only on the path."""
    digest = hashlib.sha256(path.encode()).hexdigest()
    names = (f"{name}-{digest[:length]}" for length in range(8, len(digest) + 1))
    return next(free for free in names if free.lower() not in taken)
