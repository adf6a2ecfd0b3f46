"""What belongs to one file of rules, under a digest of all that it is made of.

Of a catalogue in which one rule was changed, nearly every page is what it was, and a page takes
about a hundred times as long to make as such a digest. What the digest leaves out would leave a page
as it was though it should change, so it is made of whole things: every field of the publication
that is not listed here as a rule's own, all content that is no rule, and of other rules that a page
names their whole text.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import fields
from functools import partial
from importlib import metadata
from operator import attrgetter

from generator.base.code_digest import code_digest
from generator.base.fingerprint import fingerprint
from generator.catalogue.link import Catalogue, key_of
from generator.content.model import Artifact, PageGroup, Query, Rule, RuleFile
from generator.pages.exports import api
from generator.pages.publication import Publication
from generator.pages.rules.page import pages_of
from generator.targets.target_digest import plain

OF_RULES = ("catalogue", "queries", "verdicts", "histories", "passed")
"""Fields of a publication of which a page shows what is its rule's."""
FROM_FILES = ("files", "links", "pages", "sectioned")
"""Fields of a catalogue that have something of each rule."""
DERIVED = (
    *("rules_by_data", "rules_by_trigger", "rules_by_enrichment", "data_by_policy"),
    *("data_by_title", "policy_by_title", "enrichment_by_title"),
)
"""Fields of a catalogue that follow from the others."""
PACKAGES = ("jinja2", "markupsafe", "pyyaml")
_PARTS = attrgetter(*(field.name for field in fields(Query)))
"""All of a query; there are tens of thousands, and to take each apart field by field is slow."""


def groups(publication: Publication) -> Iterator[PageGroup]:
    """One group for each file of rules: its page, its queries and its rules in the API."""
    common = _common(publication)
    sources = {key_of(rule): file for file in publication.catalogue.files for rule in file.rules}
    of = _Digests(publication, common, sources) if common is not None else None
    for file in publication.catalogue.files:
        yield PageGroup(
            name=file.path,
            key=partial(of.of_file, file) if of is not None else _no_key,
            make=partial(_made, publication, file),
        )


def _made(publication: Publication, file: RuleFile) -> Iterator[Artifact]:
    yield from pages_of(publication, file)
    yield from api.files_of(publication, file)


def _no_key() -> None:
    return None


class _Digests:
    """The digests of the groups of a publication; `common` is that of what all of them share."""

    def __init__(
        self,
        publication: Publication,
        common: str,
        sources: dict[tuple[str, int], RuleFile],
    ) -> None:
        self._publication = publication
        self._common = common
        self._sources = sources
        self._texts: dict[str, str] = {}

    def of_file(self, file: RuleFile) -> str | None:
        """None where something of the rules has no plain form: then it is made each time."""
        publication = self._publication
        try:
            return fingerprint(
                self._common,
                self._text(file),
                publication.history_of(file.path),
                [self._of_rule(rule) for rule in file.rules],
            )
        except (TypeError, ValueError, RecursionError):
            return None

    def _of_rule(self, rule: Rule) -> list[object]:
        publication, key = self._publication, key_of(rule)
        links, related = publication.catalogue.links[key], publication.related[key]
        return [
            self._face(rule),
            {target: _PARTS(query) for target, query in publication.queries[key].items()},
            publication.passed.get(str(rule.id)),
            [
                [found.sample, found.fired, found.events, found.correlated, found.problem]
                for found in publication.verdicts.get(key, ())
            ],
            [
                [other.words, other.id, other.rule and self._face(other.rule)]
                for other in related.declared
            ],
            [related.of_technique, related.of_data],
            [
                [self._face(other) for other in others]
                for others in (
                    *(related.replaced_by, related.same_technique, related.same_data),
                    *(links.refers_to, links.filters, links.counted_by),
                )
            ],
        ]

    def _face(self, rule: Rule) -> list[object]:
        """All that a page can show of another rule."""
        file = self._sources[key_of(rule)]
        return [self._text(file), rule.number, str(rule.id)]

    def _text(self, file: RuleFile) -> str:
        found = self._texts.get(file.path)
        if found is None:
            page = self._publication.catalogue.pages[file.path]
            found = self._texts[file.path] = fingerprint(file.path, file.stem, page, file.text)
        return found


def _common(publication: Publication) -> str | None:
    """The digest of what the pages of all rules share; None where it has no plain form."""
    catalogue = publication.catalogue
    try:
        return fingerprint(
            _code(),
            [metadata.version(name) for name in PACKAGES],
            {
                field.name: getattr(publication, field.name)
                for field in fields(publication)
                if field.name not in (*OF_RULES, "targets")
            },
            [plain(target) for target in publication.targets],
            {
                field.name: getattr(catalogue, field.name)
                for field in fields(catalogue)
                if field.name not in (*FROM_FILES, *DERIVED)
            },
            _other_pages(catalogue),
        )
    except (TypeError, ValueError, RecursionError):
        return None


def _other_pages(catalogue: Catalogue) -> dict[str, str]:
    of_rules = {file.path for file in catalogue.files}
    return {path: page for path, page in catalogue.pages.items() if path not in of_rules}


@functools.cache
def _code() -> str:
    """A digest of the code, templates and facts that pages are made by."""
    return code_digest(__name__)
