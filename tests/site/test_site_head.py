"""What pages get from this program beside what Material gives them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.site import brought
from generator.site.request import Request
from generator.site.run import build_site
from tests.site.plain import ATTACK
from tests.support import Project

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
    for file in brought.files_in(brought.DOCS):
        assert (made / file.relative_to(brought.DOCS)).read_bytes() == file.read_bytes()


def test_a_file_of_the_docs_folder_takes_the_place_of_ours(small: Project) -> None:
    small.write({f"docs/{brought.STYLE}": "/* mine */\n"})
    assert (site(small) / brought.STYLE).read_text("utf-8") == "/* mine */\n"


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
