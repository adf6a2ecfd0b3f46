"""The searchable part of each page.

For a generated page, that is the title and a short description; for a rule also its level and log
source, which start the text of a result, its techniques, CVEs and id. A hand-written page is
searched in full, except for code. Material's search skips elements with a special attribute, and
removes the attribute afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from generator.catalogue.link import Catalogue, key_of
from generator.catalogue.tags import cve_of
from generator.content.model import Rule

MARK = ' data-search-exclude="true"'
_CODE = ' class="highlight"><'
_OPENING = re.compile(r"<(table|p|h[1-6])(?=[ >])")
_HEADING = re.compile(rf"<h[1-6]{MARK}")
_UNMARKED_HEADING = re.compile(rf"<h[1-6](?!{MARK})[ >]")
_MARKS = re.compile(r"\s?data-search-\w+=\"[^\"]+\"")
"""The attributes that Material's search removes from a page."""
_CONTAINERS = ("blockquote", "div", "ul", "ol", "li", "details", "section", "table", "td", "p")


def marked(content: str, *, whole: bool) -> str:
    """The page with its code marked; with `whole`, also its tables, paragraphs and headings.

    Marked parts are excluded from the search. A marked heading includes everything that follows it.
    """
    content = content.replace(_CODE, f' class="highlight"{MARK}><')
    return _OPENING.sub(rf"<\1{MARK}", content) if whole else content


def unmarked(content: str) -> str:
    return _MARKS.sub("", content)


def line(description: str, words: Iterable[str]) -> str:
    """The searchable text of a page besides its title: the first word, the description, the other
    words. `description` is already HTML."""
    first, *rest = map(escape, words or ("",))
    text = " ".join((first, description, *rest)).strip()
    return f"<p>{text}</p>\n" if text else ""


def words_of_pages(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """The searchable words of each page's rules; for all rules but the first, also their titles."""
    return {
        catalogue.pages[file.path]: tuple(
            dict.fromkeys(
                word
                for place, rule in enumerate(file.rules)
                for word in (*((rule.title,) if place else ()), *_words_of(catalogue, rule))
            )
        )
        for file in catalogue.files
    }


def _words_of(catalogue: Catalogue, rule: Rule) -> Iterator[str]:
    yield _nature(rule)
    yield from _techniques(catalogue, rule)
    yield from (number for number in map(cve_of, rule.tags) if number is not None)
    yield str(rule.id)


def _nature(rule: Rule) -> str:
    """The summary that distinguishes search results: `high · windows · process_creation.`"""
    source = rule.logsource
    named = (source.product, source.category, source.service) if source else (rule.kind.value,)
    return " · ".join(word for word in (rule.level_text, *named) if word) + "."


def _techniques(catalogue: Catalogue, rule: Rule) -> Iterator[str]:
    """Names and current ids of techniques, and the rule's own id if it differs."""
    for reference in catalogue.links[key_of(rule)].tags.techniques:
        yield reference.given
        if reference.technique is not None:
            yield reference.technique.id
            yield reference.technique.name


def searched_part(content: str) -> str:
    """The part of a marked page that matters to the search: it yields the same entries as the whole
    page, in a tenth of the time.

    Everything that is cut would be skipped by the search anyway. Only elements that cannot contain
    another of their kind are cut, because the search counts closing tags by name.
    """
    heading = _HEADING.search(content)
    if heading is not None and _UNMARKED_HEADING.search(content) is None:
        before = content[: heading.start()]
        if before.strip() and _all_closed(before):
            content = before
    content = _without(content, f"<table{MARK}>", "<table", "</table>")
    return _without(content, f'<div class="highlight"{MARK}>', "<div", "</div>")


def _all_closed(content: str) -> bool:
    return all(
        len(re.findall(rf"<{name}[ >]", content)) == content.count(f"</{name}>")
        for name in _CONTAINERS
    )


def _without(content: str, start: str, nested: str, end: str) -> str:
    """The content without the elements that begin with `start` and contain no other of their
    name."""
    kept = []
    place = 0
    while (found := content.find(start, place)) >= 0:
        last = content.find(end, found)
        if last < 0:
            break
        last += len(end)
        if content.find(nested, found + len(start), last) >= 0:
            kept.append(content[place:last])
        else:
            kept.append(content[place:found])
        place = last
    kept.append(content[place:])
    return "".join(kept)
