"""Sites that are read from the disk, without a server."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

SHIM = "assets/vendor/iframe-worker-1.0.4.js"
"""Makes the search work in pages opened from the disk, where browsers start no workers."""
INDEX = Path("search", "search_index.json")


def for_the_disk(config: MkDocsConfig) -> None:
    """Makes links lead to files instead of folders, whose index file only a server finds."""
    config.use_directory_urls = False
    shims = config.extra.setdefault("polyfills", [])
    if SHIM not in shims:
        shims.append(SHIM)


def search_script(config: MkDocsConfig) -> bytes | None:
    """The search index as a script, the only format that a page on the disk can load; None if the
    site has no search."""
    index = Path(config.site_dir) / INDEX
    return b"var __index = " + index.read_bytes() if index.is_file() else None
