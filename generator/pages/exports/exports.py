"""Tables and feeds for other tools: analytics.csv, pivoting.csv, changes.json and an Atom feed."""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from xml.etree import ElementTree

from generator.base.plain_text import plain
from generator.catalogue.link import key_of
from generator.content.model import Artifact
from generator.content.rule_digest import published_digest
from generator.pages import parts
from generator.pages.exports.json_text import spread
from generator.pages.publication import Publication

FOLDER = "api/v1"
NEWEST = 50
"""Maximum entries of the feed."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet treats a cell that starts with one of these as a formula."""
ATOM = "http://www.w3.org/2005/Atom"

ANALYTICS_COLUMNS = (
    "tactic",
    "technique",
    "technique name",
    "rule",
    "rule id",
    "level",
    "status",
    "log source",
    "data needed",
    "logging policy",
    "trigger",
    "author",
    "license",
)


def files(publication: Publication) -> Iterator[Artifact]:
    yield Artifact(path=f"{FOLDER}/analytics.csv", content=analytics(publication))
    yield Artifact(path=f"{FOLDER}/pivoting.csv", content=pivoting(publication))
    yield Artifact(path=f"{FOLDER}/changes.json", content=changes(publication))
    yield Artifact(path="feed.xml", content=feed(publication))


def analytics(publication: Publication) -> str:
    """One row for each combination of a rule's links; an empty cell where there is no link."""
    catalogue = publication.catalogue
    rows: list[tuple[str, ...]] = []
    for rule in catalogue.rules:
        links = catalogue.links[key_of(rule)]
        current = [
            (str(t.technique.id), t.technique.name, t.technique.tactics)
            if t.technique
            else (str(t.given), "", ())
            for t in links.tags.techniques
        ] or [("", "", ())]
        data = [
            (entity.title, policy)
            for entity in links.data_needed
            for policy in (entity.logging_policies or ("",))
        ] or [("", "")]
        exercised = {str(link.trigger.technique) for link in links.triggers}
        tactics = {t.tactic.shortname: t.tactic.name for t in links.tags.tactics}
        for (number, name, of), (entity, policy) in product(current, data):
            trigger = number if number in exercised else ""
            named = [tactics[tactic] for tactic in of if tactic in tactics] or [""]
            rows += [
                (
                    tactic,
                    number,
                    name,
                    rule.title,
                    rule.id,
                    rule.level_text,
                    rule.status_text,
                    str(rule.logsource or ""),
                    entity,
                    policy,
                    trigger,
                    rule.author,
                    rule.license,
                )
                for tactic in named
            ]
    return as_csv(ANALYTICS_COLUMNS, sorted(set(rows)))


def pivoting(publication: Publication) -> str:
    """For each field the Data Needed that have it, with the values that identify the event."""
    rows = sorted(
        (
            field,
            e.title,
            e.category,
            e.platform,
            e.type,
            e.channel,
            e.provider,
            str(e.event_id or ""),
        )
        for e in publication.catalogue.data_needed
        for field in (*e.fields, *e.aliases)
    )
    columns = (
        "field",
        "data needed",
        "category",
        "platform",
        "type",
        "channel",
        "provider",
        "event id",
    )
    return as_csv(columns, rows)


def changes(publication: Publication) -> str:
    """By rule id: the dates of creation and last change, and a digest that shows whether the
    detection changed.
    """
    listed = {
        rule.id: {
            "title": rule.title,
            "created": rule.date.isoformat() if rule.date else None,
            "modified": rule.modified.isoformat() if rule.modified else None,
            "detection": published_digest(rule.document, rule.kind.value),
        }
        for rule in publication.catalogue.rules
    }
    return spread(dict(sorted(listed.items())))


def feed(publication: Publication) -> str:
    """The rules created or changed last, by the dates in the rules.

    Addresses are relative to the feed: the build does not know the site's address.
    """
    catalogue = publication.catalogue
    dated = [
        (changed.isoformat(), rule)
        for rule in catalogue.rules
        if (changed := rule.modified or rule.date) is not None
    ]
    newest = sorted(dated, key=lambda item: (item[0], item[1].id), reverse=True)
    root = ElementTree.Element("feed", xmlns=ATOM)
    _element(root, "title", "New and changed detection rules")
    _element(root, "id", "urn:detection-catalogue:rules")
    _element(root, "updated", _instant(newest[0][0]) if newest else _instant())
    ElementTree.SubElement(root, "link", rel="self", href="feed.xml")
    for day, rule in newest[:NEWEST]:
        entry = ElementTree.SubElement(root, "entry")
        _element(entry, "title", rule.title)
        _element(entry, "id", f"urn:uuid:{rule.id}")
        _element(entry, "updated", _instant(day))
        if rule.date:
            _element(entry, "published", _instant(rule.date.isoformat()))
        author = ElementTree.SubElement(entry, "author")
        _element(author, "name", rule.author or "not given")
        if rule.license:
            _element(entry, "rights", rule.license)
        address = parts.site_address(parts.rule_address(rule, catalogue))
        ElementTree.SubElement(entry, "link", href=address)
        _element(entry, "summary", rule.description or "No description is given.")
    ElementTree.indent(root)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        + ElementTree.tostring(root, encoding="unicode")
        + "\n"
    )


def _instant(day: str = "1970-01-01") -> str:
    return f"{day}T00:00:00Z"


def _element(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = plain(text)


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Comma-separated values without formula cells."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return stream.getvalue()


@functools.lru_cache(maxsize=1 << 16)  # Tables of all targets name the same rules.
def _cell(value: str) -> str:
    text = plain(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
