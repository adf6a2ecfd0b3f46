"""A site that is read from the disk, without a server."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

SHIM = "assets/vendor/iframe-worker-1.0.4.js"
"""Has the search work in pages that are opened from the disk, where a browser starts no worker."""
INDEX = Path("search", "search_index.json")


def for_the_disk(config: MkDocsConfig) -> None:
    """Has links lead to files, not to folders, whose index only a server finds."""
    config.use_directory_urls = False
    shims = config.extra.setdefault("polyfills", [])
    if SHIM not in shims:
        shims.append(SHIM)


def search_script(config: MkDocsConfig) -> bytes | None:
    """The index of the search as a script, which is all that a page on the disk may read; None
    where nothing is searched."""
    index = Path(config.site_dir) / INDEX
    return b"var __index = " + index.read_bytes() if index.is_file() else None
