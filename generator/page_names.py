"""The page that each file becomes: a name that is safe on every file system and as an address."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from generator.diagnostics import Diagnostic, warning

DUPLICATE_STEM = warning("duplicate-stem", "Two files would be the same page")
RESERVED_STEM = warning("reserved-stem", "A file has a name that its page cannot have")

CODES = (DUPLICATE_STEM, RESERVED_STEM)

RESERVED = re.compile(r"(index|readme|all)(-\d+)?|con|prn|aux|nul|com\d|lpt\d", re.IGNORECASE)
"""Page names that are ours, that MkDocs treats as an index, or that Windows cannot write."""
LONGEST_NAME = 150


def page_names(
    folder: str, named: Iterable[tuple[str, str]], report: list[Diagnostic]
) -> dict[str, str]:
    """The page of each file. Names are safe on every file system and as an address."""
    pages: dict[str, str] = {}
    taken: dict[str, str] = {}
    for path, name in named:
        safe = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip(".-_")[:LONGEST_NAME]
        reason = None
        if not safe or RESERVED.fullmatch(safe):
            reason = (RESERVED_STEM, f"{name!r} cannot be the name of a page; rename it")
        elif safe.lower() in taken:
            other = taken[safe.lower()]
            reason = (DUPLICATE_STEM, f"{other} has the same name; rename one of them")
        if reason is not None:
            safe = f"{safe or 'page'}-{hashlib.sha256(path.encode()).hexdigest()[:8]}"
            code, message = reason
            report.append(code.at(path, (), f"{message} (its page is now called {safe})"))
        taken[safe.lower()] = path
        pages[path] = f"{folder}/{safe}.md"
    return pages
