"""The site that the real program makes of hostile content, against the one of harmless content."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tests.hostile.once import once
from tests.hostile.sites import TITLES, Site, build, site
from tests.hostile.test_hostile_pages import seen
from tests.hostile.trees import ACTIVE, bad_addresses, difference, parse

KEPT_BY_SEARCH = {"html", "head", "body", "p", "code", "pre", "li", "ol", "ul", "sub", "sup"}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Site]:
    folder = once(tmp_path_factory, "hostile-sites", build)
    return site(folder / "hostile"), site(folder / "harmless")


def _path(file: Path, made: Site) -> str:
    return file.relative_to(made.folder).as_posix()


GROUPED = ("index.html", "attention/index.html", "support/index.html")
"""Pages whose tables and charts group and order by texts, or are as wide as these are long."""


def test_every_page_of_the_site_has_the_elements_of_its_harmless_twin(
    sites: tuple[Site, Site],
) -> None:
    hostile, harmless = sites
    assert len(hostile.pages) == len(harmless.pages) > 50
    shared = {_path(file, hostile) for file in hostile.folder.rglob("*.html")} & {
        _path(file, harmless) for file in harmless.folder.rglob("*.html")
    }
    assert {"index.html", "404.html", "rules/index.html", "environments/index.html"} <= shared
    pairs = [
        *zip(hostile.pages, harmless.pages, strict=True),
        *((path, path) for path in sorted(shared.difference(hostile.pages))),
    ]
    for path, twin in pairs:
        page = parse((hostile.folder / path).read_text("utf-8"))
        other = parse((harmless.folder / twin).read_text("utf-8"))
        if path in GROUPED:
            assert all(len(page.find(tag)) == len(other.find(tag)) for tag in ACTIVE), path
        else:
            assert difference(page, other) == "", path
        assert bad_addresses(page) == bad_addresses(other)


def test_the_title_and_the_description_of_a_page_say_what_the_file_says(
    sites: tuple[Site, Site],
) -> None:
    hostile, _ = sites
    for path, title in zip(hostile.pages, hostile.titles, strict=True):
        page = parse((hostile.folder / path).read_text("utf-8"))
        (shown,) = [t for t in page.find("title") if t.text.endswith("- Detection catalogue")]
        assert seen(first(shown.text)) == seen(f"{title} - Detection catalogue")
        assert seen(first(page.find("h1")[0].text)) == seen(title)


def first(title: str) -> str:
    """The title without how many rules there are beside the first, if the file has several."""
    return re.sub(r", and \d+ more rules?(?=$| - Detection catalogue$)", "", title)


def test_a_label_of_the_table_of_contents_is_escaped_once(sites: tuple[Site, Site]) -> None:
    hostile, _ = sites
    page = parse((hostile.folder / "rules/several/index.html").read_text("utf-8"))
    labels = {nav.get("aria-label") for nav in page.find("nav")}
    assert {*TITLES} <= labels


def test_the_search_index_holds_no_element_that_is_not_of_the_page(
    sites: tuple[Site, Site],
) -> None:
    for made in sites:
        index = json.loads((made.folder / "search/search_index.json").read_text("utf-8"))
        for entry in index["docs"]:
            assert re.fullmatch(r"[A-Za-z0-9._/-]*(#[^\s<>\"']*)?", entry["location"])
            for key in ("title", "text"):
                tree = parse(entry[key])
                assert {element.tag for element in tree.elements()} <= KEPT_BY_SEARCH
                assert not [e for e in tree.elements() if e.attributes]


def test_the_site_map_is_xml_with_addresses_of_the_site(sites: tuple[Site, Site]) -> None:
    hostile, _ = sites
    tree = ElementTree.parse(hostile.folder / "sitemap.xml")
    places = [element.text or "" for element in tree.iter() if element.tag.endswith("loc")]
    assert len(places) > len(hostile.pages)
    assert all(re.fullmatch(r"https://catalogue\.example/[A-Za-z0-9._/-]*", p) for p in places)


def test_the_link_to_edit_a_page_leads_to_its_file(sites: tuple[Site, Site]) -> None:
    hostile, _ = sites
    for path in hostile.pages:
        page = parse((hostile.folder / path).read_text("utf-8"))
        (link,) = [a for a in page.find("a") if a.get("rel") == "edit"]
        assert re.fullmatch(
            r"https://code\.example/rules/edit/main/[a-z_]+/[A-Za-z0-9._%~-]+", link.get("href")
        )


def test_no_file_has_a_name_that_a_file_system_or_an_address_trips_over(
    sites: tuple[Site, Site],
) -> None:
    hostile, _ = sites
    files = [file.relative_to(hostile.folder) for file in hostile.folder.rglob("*")]
    for file in files:
        assert re.fullmatch(r"[A-Za-z0-9._~/-]+", file.as_posix())
        for part in file.parts:
            assert not part.endswith(".")
            assert len(part) < 160
            assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", part)
    assert len({file.as_posix().lower() for file in files}) == len(files)


def test_the_build_leaves_nothing_outside_of_its_folders(sites: tuple[Site, Site]) -> None:
    hostile, _ = sites
    home: Path = hostile.folder.parent
    assert {path.name for path in home.iterdir()} == {
        "attack.json",
        "build",
        "catalogue.yml",
        "data_needed",
        "docs",
        "enrichments",
        "environments",
        "logging_policies",
        "mkdocs.yml",
        "rules",
        "site",
        "triggers",
        "use_cases",
    }
    assert not list((home / "docs").iterdir())
