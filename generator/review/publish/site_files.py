"""The publishable files of a built site."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from generator.review.publish.refusal import Refused

MOST_FILES = 200_000
LARGEST_FILE = 100 * 1024 * 1024
"""Maximum bytes per file; the host refuses larger files."""
LARGEST_SITE = 1024 * 1024 * 1024
"""Maximum bytes of a site that the host publishes."""

OURS = (".catalogue-site",)
"""Builder files that are not part of the site."""

_PART = re.compile(r"(?!\.)[^\x00-\x1f\x7f\\:/]+")


def site_files(folder: Path) -> Mapping[str, Path]:
    """The files of a site by path, in order.

    Raises Refused for links and everything else that is not a regular file, for hidden names and
    names that lead elsewhere, and for a site that is too large. The folder may come from a job that
    processed hostile content, so nothing in it is trusted.
    """
    if folder.is_symlink() or not folder.is_dir():
        raise Refused(f"{folder.name} is no folder with a site.")
    found: dict[str, Path] = {}
    total = 0
    for place, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = Path(place, name)
            shown = path.relative_to(folder).as_posix()
            if shown in OURS:
                continue
            if path.is_symlink():
                raise Refused(f"{shown!r} is a link; a site has plain files.")
            if shown != ".nojekyll" and not _PART.fullmatch(name):
                raise Refused(f"{shown!r} is no name that a site has.")
            if path.is_dir():
                continue
            if not path.is_file():
                raise Refused(f"{shown!r} is no plain file.")
            size = path.stat().st_size
            if size > LARGEST_FILE:
                raise Refused(f"{shown!r} has {size:,} bytes; {LARGEST_FILE:,} are allowed.")
            total += size
            found[shown] = path
    if len(found) > MOST_FILES:
        raise Refused(f"The site has {len(found):,} files; {MOST_FILES:,} are allowed.")
    if total > LARGEST_SITE:
        raise Refused(f"The site has {total:,} bytes; {LARGEST_SITE:,} are allowed.")
    if "index.html" not in found:
        raise Refused("The folder has no index.html: it is no site.")
    return dict(sorted(found.items()))
