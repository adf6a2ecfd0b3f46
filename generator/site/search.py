"""What of a page is searched.

The title and a short description of a page that was built, for a rule also its level and log source,
with which the text of a result begins, its techniques, the vulnerabilities that its tags name and its
id; all of a page that was written by hand, but for its code. Material's search leaves out what is marked with an attribute of
its own, and takes the attribute off the page afterwards.
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
"""What Material's search takes off a page."""
_CONTAINERS = ("blockquote", "div", "ul", "ol", "li", "details", "section", "table", "td", "p")


def marked(content: str, *, whole: bool) -> str:
    """The page with the mark on its code; with `whole` also on its tables, paragraphs and
    headings.

    All that follows a marked heading belongs to it.
    """
    content = content.replace(_CODE, f' class="highlight"{MARK}><')
    return _OPENING.sub(rf"<\1{MARK}", content) if whole else content


def unmarked(content: str) -> str:
    return _MARKS.sub("", content)


def line(description: str, words: Iterable[str]) -> str:
    """What is found of a page beside its title: the first of the words, the description and the
    rest of them. `description` is HTML text already."""
    first, *rest = map(escape, words or ("",))
    text = " ".join((first, description, *rest)).strip()
    return f"<p>{text}</p>\n" if text else ""


def words_of_pages(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """What is searched of the rules of each page; of all but the first rule also their titles."""
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
    """What tells results apart at a glance: `high · windows · process_creation.`"""
    source = rule.logsource
    named = (source.product, source.category, source.service) if source else (rule.kind.value,)
    return " · ".join(word for word in (rule.level_text, *named) if word) + "."


def _techniques(catalogue: Catalogue, rule: Rule) -> Iterator[str]:
    """By their names and their ids of today and, where that is another, of the rule."""
    for reference in catalogue.links[key_of(rule)].tags.techniques:
        yield reference.given
        if reference.technique is not None:
            yield reference.technique.id
            yield reference.technique.name


def searched_part(content: str) -> str:
    """The part of a marked page that the search finds something in: the same entries come of it
    as of the whole page, in a tenth of the time.

    What is cut is left out by the search in any case. Only what cannot hold another of its kind is
    cut, since the search counts the ends of elements by their names.
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
    """The content without the elements that begin with `start` and hold no other of their name."""
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
