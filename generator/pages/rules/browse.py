"""The page on which all rules are filtered and sorted, and the data that its script reads.

The data is a script that assigns to a global: a page that was opened from a disk may not fetch.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from generator.base.plain_text import plain
from generator.content.model import Artifact, Rule
from generator.pages.markdown import Markdown, page_link
from generator.pages.publication import Publication
from generator.pages.rules import browse_rows, index
from generator.pages.rules.browse_columns import front_coded

PAGE = "browse/index.md"
DATA = "browse/rules.js"
GLOBAL = "catalogueRules"
TABLE_LIBRARY = "vendor/table-core-8.21.3.js"
ASSETS = (
    "browse.css",
    TABLE_LIBRARY,
    f"/{DATA}",
    "browse.data.js",
    "browse.address.js",
    "browse.table.js",
    "browse.facets.js",
    "browse.js",
)
"""In the order in which they are needed."""


def files(publication: Publication) -> Iterator[Artifact]:
    yield _page(publication)
    yield Artifact(path=DATA, content=_script(data(publication)))


def _page(publication: Publication) -> Artifact:
    rules = publication.catalogue.rules
    retired = sum(rule.retired for rule in rules)
    kept = f", {retired:,} of them deprecated or unsupported" if retired else ""
    plain_index = page_link("plain index", index.FIRST, PAGE)
    introduction = (
        f"{len(rules):,} rules{kept}. The {plain_index} lists them without a script."
        if rules
        else f"This catalogue has no rules yet; the {plain_index} will list them."
    )
    return Artifact(
        path=PAGE,
        content=publication.page_text.render(
            "browse.md.j2",
            head={
                "title": "Browse rules",
                "description": "Every detection rule of this catalogue, to filter and to sort.",
                "hide": ("toc",),
                "assets": ASSETS,
            },
            introduction=Markdown(introduction),
            contents=index.contents(index.index_pages(publication.catalogue), PAGE),
        ),
    )


def data(publication: Publication) -> dict[str, Any]:
    """All that the script is told of the rules, in the order of their addresses."""
    placed: list[tuple[str, Rule]] = sorted(
        ((browse_rows.address(publication, rule), rule) for rule in publication.catalogue.rules),
        key=lambda item: item[0],
    )
    rules = tuple(rule for _, rule in placed)
    return {
        "addresses": front_coded(address for address, _ in placed),
        "titles": [plain(rule.title) for rule in rules],
        "ids": [plain(rule.id) for rule in rules],
        "descriptions": [plain(rule.description) for rule in rules],
        "columns": browse_rows.columns(publication, rules),
    }


def _script(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"globalThis.{GLOBAL}={text};\n"
