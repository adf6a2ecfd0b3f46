"""Permanent addresses: `r/<id>/` of every rule, and redirects for pages that have moved.

Each is a small HTML page that redirects at once. It is not an MkDocs page: it is neither rendered
nor searched, nor listed in the sitemap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_relative_url

from generator.base.plain_text import plain
from generator.catalogue.history import Histories
from generator.catalogue.link import Catalogue
from generator.catalogue.page_names import safe_name
from generator.content.model import RelationType, Rule
from generator.pages.parts import rule_address

FOLDER = "r"
SUCCEEDED = frozenset((RelationType.OBSOLETE, RelationType.RENAMED, RelationType.MERGED))
"""Relations by which a rule states that it replaces another one."""
_ENDING = re.compile(r"(/index)?\.(html|md)$|/+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The target of a redirect: its title, and its address below the site's root."""

    title: str
    url: str


@dataclass(slots=True)
class Addresses:
    """The targets of old addresses, by folder: several if the right one is ambiguous."""

    places: dict[str, tuple[Place, ...]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    """Old addresses in the setting `redirects` whose target is not a page."""


def addresses(
    catalogue: Catalogue, files: Files, redirects: Mapping[str, str], renamed: Mapping[str, str]
) -> Addresses:
    """All redirects. `redirects` are the user's, from an old address or id to a page or an id;
    `renamed` maps the former pages of renamed files to their current pages."""
    found = Addresses()
    rules = {str(rule.id): place(rule, catalogue, files) for rule in catalogue.rules}
    for identifier, there in rules.items():
        found.places[f"{FOLDER}/{identifier}"] = (there,)
    for former, rule in successors(catalogue):
        if former not in rules:
            address = f"{FOLDER}/{former}"
            found.places[address] = (*found.places.get(address, ()), rules[str(rule.id)])
    for before, now in renamed.items():
        file = files.get_file_from_path(now)
        if file is not None:
            found.places[bare(before)] = (Place(title=file.name, url=file.url),)
    for before, now in redirects.items():
        to = rules.get(now.lower()) or page_at(now, files)
        key = f"{FOLDER}/{before.lower()}" if _is_id(before) else bare(before)
        if to is None:
            found.unknown.append(before)
        else:
            found.places[key] = (to,)
    return found


def renamed(catalogue: Catalogue, histories: Histories, base: Path) -> dict[str, str]:
    """Maps the former pages of renamed rule files to their current pages, according to git."""
    found: dict[str, str] = {}
    if not histories.files:
        return found
    for file in catalogue.files:
        history = histories.of(base / file.path)
        page = catalogue.pages[file.path]
        for former in history.former if history else ():
            # A path that two files had at different times redirects to the first of them.
            found.setdefault(f"rules/{safe_name(PurePosixPath(former).stem)}.md", page)
    return found


def successors(catalogue: Catalogue) -> Iterator[tuple[str, Rule]]:
    """Former and replaced rule ids, each with the current rule."""
    for rule in catalogue.rules:
        for other in rule.related:
            if other.type in SUCCEEDED:
                yield other.id, rule


def place(rule: Rule, catalogue: Catalogue, files: Files) -> Place:
    """Where a rule is shown: its page, or its section on a page with several rules."""
    file = files.get_file_from_path(catalogue.page(rule))
    assert file is not None, "every rule has a page"
    _, mark, section = rule_address(rule, catalogue).partition("#")
    return Place(title=rule.title, url=file.url + mark + section)


def page_at(address: str, files: Files) -> Place | None:
    """The page with an address in any notation: `rules/x`, `/rules/x/` or `rules/x.md`."""
    name, mark, section = address.strip().partition("#")
    name = bare(name)
    for path in (f"{name}.md", f"{name}/index.md", "index.md" if not name else ""):
        file = files.get_file_from_path(path) if path else None
        if file is not None:
            return Place(title=file.name, url=file.url + mark + section)
    return None


def bare(address: str) -> str:
    """An address or path without optional prefixes and suffixes."""
    return _ENDING.sub("", address.strip()).strip("/")


def _is_id(address: str) -> bool:
    return re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", address) is not None


def pages(found: Addresses, files: Files, config: MkDocsConfig) -> Iterator[File]:
    """The redirect pages. An existing page at the same address is kept."""
    taken = {file.dest_uri.lower() for file in files}
    for address, places in found.places.items():
        directory = config.use_directory_urls or address.startswith(f"{FOLDER}/")
        path = f"{address}/index.html" if directory else f"{address}.html"
        if path.lower() in taken:
            continue
        taken.add(path.lower())
        content = html(places, address=f"{address}/" if directory else path, config=config)
        yield File.generated(config, path, content=content)


def html(places: Sequence[Place], *, address: str, config: MkDocsConfig) -> str:
    """A page that redirects to a place; for several places, a list of links."""
    items = [(escape(plain(p.title)), escape(_relative(p.url, address))) for p in places]
    title, there = items[0]
    head = ['<meta charset="utf-8">', '<meta name="robots" content="noindex">']
    head.append(
        '<link rel="icon" href="data:,">'
    )  # Otherwise browsers request an icon from the host.
    if len(items) == 1:
        public = config.site_url and urljoin(config.site_url, places[0].url)
        head.append(f'<link rel="canonical" href="{escape(public) if public else there}">')
        head.append(f'<meta http-equiv="refresh" content="0; url={there}">')
    else:
        title = "Several rules took the place of this one"
    head.append('<meta name="viewport" content="width=device-width, initial-scale=1">')
    head.append(f"<title>{title}</title>")
    links = [f'<a href="{there}">{title}</a>' for title, there in items]
    body = (
        f"<p>This page is at {links[0]}.</p>"
        if len(links) == 1
        else f"<h1>{title}</h1><ul>{''.join(f'<li>{link}</li>' for link in links)}</ul>"
    )
    lines = "\n".join(head)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n{lines}\n</head>\n'
        f"<body><main>{body}</main></body>\n</html>\n"
    )


def _relative(url: str, address: str) -> str:
    page, mark, section = url.partition("#")
    return get_relative_url(page or ".", address) + mark + section
