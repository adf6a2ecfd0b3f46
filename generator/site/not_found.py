"""The list of pages by which the page for missing addresses names the nearest."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from generator.catalogue.link import Catalogue
from generator.site.headings import without_tags

PAGES = "assets/not-found.pages.js"


def page_list(catalogue: Catalogue, files: Files, config: MkDocsConfig) -> File:
    """A script that says the address, the title and the ids of the rules of every page. A script,
    since a page that is opened from the disk may read nothing else."""
    rows = sorted(_rows(catalogue, files))
    text = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return File.generated(config, PAGES, content=f"window.cataloguePages = [\n{text}\n];\n")


def _rows(catalogue: Catalogue, files: Files) -> Iterator[list[str]]:
    ids = {
        catalogue.pages[file.path]: [str(rule.id) for rule in file.rules]
        for file in catalogue.files
    }
    for file in files.documentation_pages():
        if file.page is not None:
            title = html.unescape(str(without_tags(file.page.title or file.name)))
            yield [file.url, title, *ids.get(file.src_uri, ())]
