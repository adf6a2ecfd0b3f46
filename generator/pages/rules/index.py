"""The plain index of all rules: by log source, on as many pages as it takes, without a script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from generator.catalogue.link import Catalogue
from generator.content.model import Artifact, Rule
from generator.pages import parts
from generator.pages.markdown import Markdown, inline, page_link
from generator.pages.publication import Publication

FIRST = "rules/index.md"
RULES_ON_A_PAGE = 200
"""Rows of one page; a page of 4,000 takes a browser seconds."""
RETIRED = "Deprecated and unsupported rules"
RETIRED_PRODUCT = "deprecated or unsupported"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """One page of the index with its rules, in their order."""

    path: str
    rules: tuple[Rule, ...]


def index_pages(catalogue: Catalogue) -> tuple[IndexPage, ...]:
    """All rules by log source and title, those that are not in use any more last.

    A log source is not torn apart where it fits on a page of its own. There is always a first page.
    """
    rules = sorted(catalogue.rules, key=lambda rule: (*_place(rule), *parts.order(rule)))
    chunks: list[list[Rule]] = [[]]
    for _, group in groupby(rules, key=_place):
        whole = list(group)
        if chunks[-1] and len(chunks[-1]) + len(whole) > RULES_ON_A_PAGE:
            chunks.append([])
        for start in range(0, len(whole), RULES_ON_A_PAGE):
            if start:
                chunks.append([])
            chunks[-1] += whole[start : start + RULES_ON_A_PAGE]
    return tuple(
        IndexPage(
            path=FIRST if not number else f"rules/index-{number + 1}.md",
            rules=tuple(chunk),
        )
        for number, chunk in enumerate(chunks)
    )


def _place(rule: Rule) -> tuple[bool, str]:
    return rule.retired, "" if rule.retired else parts.log_source(rule).casefold()


def contents(pages: Sequence[IndexPage], source: str) -> Markdown:
    """How many rules there are of each product, and the pages that have them, as links from the
    page `source`."""
    counts = Counter(_product(rule) for page in pages for rule in page.rules)
    places = {
        product: [
            page_link(str(number), page.path, source)
            for number, page in enumerate(pages, start=1)
            if any(_product(rule) == product for rule in page.rules)
        ]
        for product in counts
    }
    rows = (
        (inline(product), f"{count:,}", " · ".join(places[product]))
        for product, count in counts.items()
    )
    return parts.table(("Product", "Rules", "Pages"), rows)


def _product(rule: Rule) -> str:
    if rule.retired:
        return RETIRED_PRODUCT
    return (rule.logsource and rule.logsource.product) or "no product"


def pages(publication: Publication) -> Iterator[Artifact]:
    catalogue = publication.catalogue
    every = index_pages(catalogue)
    for number, page in enumerate(every):
        yield Artifact(
            path=page.path,
            content=publication.page_text.render(
                "index_of.md.j2",
                head={
                    "title": "Rules" if not number else f"Rules, page {number + 1}",
                    "description": "Every detection rule of this catalogue, by log source.",
                },
                introduction=_introduction(len(catalogue.rules), page.path),
                pages=_pager(number, every),
                header=parts.header(parts.RULE_COLUMNS),
                sections=[
                    {
                        "heading": heading,
                        "rows": [parts.rule_row(rule, catalogue, page.path) for rule in group],
                    }
                    for heading, group in groupby(page.rules, key=_heading)
                ],
                nothing=Markdown(""),
            ),
        )


def _introduction(count: int, source: str) -> Markdown:
    if not count:
        return Markdown("This catalogue has no rules yet.")
    table = page_link("Browse rules", "browse/index.md", source)
    return Markdown(f"{count:,} rules, by log source and title. {table} filters and sorts them.")


def _heading(rule: Rule) -> Markdown:
    return Markdown(RETIRED) if rule.retired else parts.log_source(rule)


def _pager(number: int, every: Sequence[IndexPage]) -> Markdown:
    """What there is on which page, on the first; on the others the way there and to neighbours."""
    if len(every) < 2:
        return Markdown("")
    source = every[number].path
    if not number:
        return contents(every, source)
    return Markdown(" · ".join(_neighbours(number, every, source)))


def _neighbours(number: int, every: Sequence[IndexPage], source: str) -> Iterable[Markdown]:
    yield Markdown(f"Page {number + 1} of {len(every)}")
    yield page_link("all products", every[0].path, source)
    yield page_link("page before", every[number - 1].path, source)
    if number + 1 < len(every):
        yield page_link("next page", every[number + 1].path, source)
