"""Site assets that are not pages: browser files, files for search engines, and templates.

A user's file or template replaces ours of the same name.
"""

from __future__ import annotations

import html
import json
import os
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.theme import Theme

from generator.catalogue.link import Catalogue
from generator.site.markup import without_tags

STYLE = "assets/catalogue.css"
"""The style sheet of all pages; style sheets for some pages are named in their front matter."""
ROBOTS = "robots.txt"
PAGE_LIST = "assets/not-found.pages.js"
"""The data from which the 404 page suggests the nearest page."""
_HOME = Path(str(resources.files("generator.site")))
DOCS = _HOME / "docs"
THEME = _HOME / "theme"


def add_files(files: Files, config: MkDocsConfig) -> None:
    """Adds each of our files that the docs folder does not contain itself."""
    for file in files_in(DOCS):
        path = file.relative_to(DOCS).as_posix()
        if files.get_file_from_path(path) is None:
            files.append(File.generated(config, path, abs_src_path=str(file)))


def add_templates(theme: Theme) -> None:
    """Adds our templates to the search path, after the user's `custom_dir` and before
    Material's."""
    if theme.name == "material" and str(THEME) not in theme.dirs:
        theme.dirs.insert(1 if theme.custom_dir else 0, str(THEME))


def add_robots(files: Files, config: MkDocsConfig, *, preview: bool) -> None:
    """Adds robots.txt: everything is allowed on a site with a known address, nothing on a
    preview."""
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


def add_page_list(files: Files, catalogue: Catalogue, config: MkDocsConfig) -> None:
    """Adds a script with the address, title and rule ids of every page. It is a script because a
    page opened from the disk cannot load anything else."""
    rows = sorted(_rows(catalogue, files))
    text = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    script = f"window.cataloguePages = [\n{text}\n];\n"
    files.append(File.generated(config, PAGE_LIST, content=script))


def _rows(catalogue: Catalogue, files: Files) -> Iterator[list[str]]:
    ids = {
        catalogue.pages[file.path]: [str(rule.id) for rule in file.rules]
        for file in catalogue.files
    }
    for file in files.documentation_pages():
        if file.page is not None:
            title = html.unescape(str(without_tags(file.page.title or file.name)))
            yield [file.url, title, *ids.get(file.src_uri, ())]


def files_in(folder: Path) -> Iterator[Path]:
    """All files of a folder and its subfolders, in the same order on every system."""
    for place, below, names in os.walk(folder):
        below.sort()
        yield from (Path(place, name) for name in sorted(names))
