"""How a site reaches its readers: as a preview, which no search engine keeps, or as a folder that is
opened from the disk."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROBOTS = "robots.txt"
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


def add_robots(files: Files, config: MkDocsConfig, *, preview: bool) -> None:
    """What search engines may read: all of a site whose address is known, nothing of a preview."""
    if files.get_file_from_path(ROBOTS) is not None:
        return
    if preview:
        text = "User-agent: *\nDisallow: /\n"
    elif config.site_url:
        sitemap = urljoin(config.site_url, "sitemap.xml")
        text = f"User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n"
    else:
        return
    files.append(File.generated(config, ROBOTS, content=text))
