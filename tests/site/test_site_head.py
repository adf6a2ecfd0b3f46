"""What pages get from this program beside what Material gives them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.site import assets
from generator.site.request import Request
from generator.site.run import build_site
from tests.site.plain import ATTACK
from tests.support import RULE, Project

SETTINGS = "targets: [grep]\nattack: attack.json\n"
MKDOCS = """\
site_name: Mine
plugins: [catalogue]
theme: {name: material, font: false}
"""
PAGE = '---\nassets: [page.js, page.css, "/data/rows.js"]\n---\n\n# A page\n'


@pytest.fixture
def small(project: Project) -> Project:
    files = {
        "mkdocs.yml": MKDOCS,
        "catalogue.yml": SETTINGS,
        "attack.json": json.dumps(ATTACK),
        "docs/index.md": "# Home\n",
        "docs/below/page.md": PAGE,
        "docs/assets/page.js": "",
        "docs/assets/page.css": "",
        "docs/data/rows.js": "",
    }
    return project.write(files)


def site(project: Project) -> Path:
    place = project.folder / "build/site"
    build_site(Request(base=project.folder, jobs=1), place)
    return place


def head(page: Path) -> LexborHTMLParser:
    return LexborHTMLParser(page.read_text("utf-8"))


def test_a_page_loads_the_assets_that_its_front_matter_names(small: Project) -> None:
    page = head(site(small) / "below/page/index.html")
    scripts = [tag.attributes for tag in page.css("head script[src]")]
    assert scripts == [
        {"defer": None, "src": "../../assets/page.js"},
        {"defer": None, "src": "../../data/rows.js"},
    ]
    sheets = [tag.attributes["href"] for tag in page.css("link[rel=stylesheet]")]
    assert "../../assets/page.css" in sheets
    home = head(small.folder / "build/site/index.html")
    assert home.css("head script[src]") == []


def test_every_file_for_the_browser_is_in_the_site(small: Project) -> None:
    made = site(small)
    for file in assets.files_in(assets.DOCS):
        assert (made / file.relative_to(assets.DOCS)).read_bytes() == file.read_bytes()


def test_a_file_of_the_docs_folder_takes_the_place_of_ours(small: Project) -> None:
    small.write({f"docs/{assets.STYLE}": "/* mine */\n"})
    assert (site(small) / assets.STYLE).read_text("utf-8") == "/* mine */\n"


def test_a_template_of_the_user_takes_the_place_of_ours(small: Project) -> None:
    small.write(
        {
            "mkdocs.yml": MKDOCS.replace("font: false", "font: false, custom_dir: mine"),
            "mine/main.html": '{% extends "catalogue.html" %}\n'
            "{% block announce %}Of our own{% endblock %}\n",
        }
    )
    page = head(site(small) / "below/page/index.html")
    assert "Of our own" in page.css_first(".md-banner").text()
    assert page.css_first("script[src='../../assets/page.js']") is not None


def test_a_page_says_its_title_and_description_to_those_who_share_a_link(small: Project) -> None:
    small.write({"rules/one.yml": RULE})
    page = head(site(small) / "rules/one/index.html")
    assert meta(page, "og:title") == "A program starts another one"
    assert meta(page, "og:description") == "Says what happens."
    assert page.css_first("meta[name=description]").attributes["content"] == "Says what happens."
    assert page.css_first("title").text() == "A program starts another one - Mine"
    assert meta(page, "og:image") is None


def test_hostile_text_stays_within_the_words_for_shared_links(small: Project) -> None:
    title = "'\"><script>alert(1)</script> {{ 7*7 }}'"
    small.write({"rules/one.yml": RULE.replace("A program starts another one", title)})
    page = head(site(small) / "rules/one/index.html")
    assert meta(page, "og:title") == '"><script>alert(1)</script> {{ 7*7 }}'
    assert not [tag for tag in page.css("script") if "alert" in tag.text()]


def test_a_picture_is_named_where_the_address_of_the_site_is_known(small: Project) -> None:
    small.write({"mkdocs.yml": f"{MKDOCS}site_url: https://rules.example/a/\n"})
    made = site(small)
    page = head(made / "below/page/index.html")
    assert meta(page, "og:image") == "https://rules.example/a/assets/preview.png"
    assert (made / "assets/preview.png").read_bytes().startswith(b"\x89PNG")
    assert meta(page, "og:url") == "https://rules.example/a/below/page/"


def test_every_page_leads_to_the_feed(small: Project) -> None:
    made = site(small)
    page = head(made / "below/page/index.html")
    link = page.css_first("link[type='application/atom+xml']")
    assert link.attributes["href"] == "../../feed.xml"
    assert (made / "feed.xml").is_file()


@pytest.mark.parametrize("option", ["plugin", "request"])
def test_a_preview_asks_not_to_be_kept(small: Project, option: str) -> None:
    place = small.folder / "build/site"
    if option == "plugin":
        text = MKDOCS.replace("[catalogue]", "[catalogue: {preview: true}]")
        small.write({"mkdocs.yml": text})
    build_site(Request(base=small.folder, jobs=1, preview=option == "request"), place)
    robots = head(place / "below/page/index.html").css_first("meta[name=robots]")
    assert robots.attributes["content"] == "noindex, nofollow"
    assert (place / "robots.txt").read_text("utf-8") == "User-agent: *\nDisallow: /\n"


def test_a_site_that_is_no_preview_may_be_kept(small: Project) -> None:
    small.write({"mkdocs.yml": f"{MKDOCS}site_url: https://rules.example/\n"})
    made = site(small)
    assert head(made / "below/page/index.html").css_first("meta[name=robots]") is None
    assert "Sitemap: https://rules.example/sitemap.xml" in (made / "robots.txt").read_text("utf-8")


def test_a_site_for_the_disk_has_its_search_in_a_script(small: Project) -> None:
    small.write({"mkdocs.yml": MKDOCS.replace("[catalogue]", "[catalogue, search]")})
    place = small.folder / "build/site"
    for _ in range(2):
        build_site(Request(base=small.folder, jobs=1, offline=True), place)
        page = head(place / "below/page.html")
        sources = [tag.attributes["src"] or "" for tag in page.css("script[src]")]
        shim = next(source for source in sources if "iframe-worker" in source)
        assert (place / "below" / shim).is_file()
        assert (place / "search/search_index.js").read_text("utf-8").startswith("var __index = {")


def test_name_colours_logo_and_pages_of_the_user_are_shown(small: Project) -> None:
    small.write(
        {
            "mkdocs.yml": "site_name: Watch house\nplugins: [catalogue]\n"
            "theme: {name: material, font: false, logo: images/logo.svg,"
            " palette: {primary: teal}}\nextra_css: [mine.css]\n"
            "nav: [{Home: index.md}, {About us: below/page.md}]\n",
            "docs/images/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "docs/mine.css": "",
        }
    )
    page = head(site(small) / "below/page/index.html")
    assert meta(page, "og:site_name") == "Watch house"
    assert page.css_first("body").attributes["data-md-color-primary"] == "teal"
    assert page.css_first(".md-header .md-logo img").attributes["src"] == "../../images/logo.svg"
    assert "About us" in page.css_first(".md-nav--primary").text()
    sheets = [tag.attributes["href"] for tag in page.css("link[rel=stylesheet]")]
    assert "../../mine.css" in sheets


def meta(page: LexborHTMLParser, name: str) -> str | None:
    """What a page says of itself to those who share a link to it."""
    tag = page.css_first(f"meta[property='{name}']")
    return tag.attributes["content"] if tag is not None else None
