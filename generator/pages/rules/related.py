"""The related rules on the page of a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from generator.catalogue.link import key_of
from generator.catalogue.related import Declared, Related
from generator.content.model import Rule
from generator.pages import parts
from generator.pages.attack.addresses import technique_page
from generator.pages.markdown import Markdown, code, page_link
from generator.pages.publication import Publication


def section(publication: Publication, rule: Rule, page: str) -> Markdown:
    """What rules are related to one, and how; empty where none is."""
    related = publication.related[key_of(rule)]
    blocks = [
        _declared(publication, related, page),
        _alike(
            publication,
            "Of the same technique, the most alike first",
            related.same_technique,
            page,
            _techniques(publication, rule, related, page),
        ),
        _alike(
            publication,
            "Of the same data, the most alike first",
            related.same_data,
            page,
            _data(publication, rule, related, page),
        ),
    ]
    return Markdown("\n\n".join(block for block in blocks if block))


def _declared(publication: Publication, related: Related, page: str) -> str:
    lines = []
    for words, group in groupby(related.declared, key=lambda declared: declared.words):
        shown = ", ".join(_shown(publication, declared, page) for declared in group)
        lines.append(f"- {words[0].upper()}{words[1:]}: {shown}")
    return "\n".join(lines)


def _shown(publication: Publication, declared: Declared, page: str) -> Markdown:
    if declared.rule is None:
        return Markdown(f"{code(declared.id)} (not in this catalogue)")
    return _link(publication, declared.rule, page)


def _link(publication: Publication, rule: Rule, page: str) -> Markdown:
    shown = parts.rule_link(rule, publication.catalogue, page)
    return Markdown(f"{shown} ({parts.stated(rule.status_text, '')})") if rule.retired else shown


def _alike(
    publication: Publication, words: str, rules: Iterable[Rule], page: str, rest: Markdown
) -> str:
    lines = [f"- {_link(publication, rule, page)}" for rule in rules]
    if not lines:
        return ""
    return "\n".join([f"{words}:", "", *lines, *([f"- {rest}"] if rest else [])])


def _techniques(publication: Publication, rule: Rule, related: Related, page: str) -> Markdown:
    """The way to all rules of the techniques, where there are more than are listed."""
    more = related.of_technique - len(related.same_technique)
    found = publication.catalogue.links[key_of(rule)].tags.techniques
    known = {str(t.technique.id): t.technique for t in found if t.technique}
    links = (page_link(number, technique_page(t.id), page) for number, t in known.items())
    return Markdown(f"{more:,} more: {', '.join(links)}" if more else "")


def _data(publication: Publication, rule: Rule, related: Related, page: str) -> Markdown:
    """The way to the Data Needed, whose pages list all of their rules."""
    catalogue = publication.catalogue
    links = list(_data_links(publication, rule, page))
    more = related.of_data - len(related.same_data)
    if more <= 0 or not links:
        return Markdown("")
    return Markdown(f"all rules of {', '.join(links)}") if catalogue.data_needed else Markdown("")


def _data_links(publication: Publication, rule: Rule, page: str) -> Iterator[Markdown]:
    for found in publication.catalogue.full_data(rule):
        yield parts.entity_link(found.entity, publication.catalogue, page)
