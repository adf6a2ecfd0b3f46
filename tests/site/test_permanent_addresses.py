"""Addresses that stay: of rules by their ids, and of pages that have moved."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.site.request import Request
from generator.site.run import SiteError, build_site
from tests.site.plain import ATTACK
from tests.support import RULE, Project

ID = "5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11"
SECOND = "5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a12"
GONE = "00000000-0000-4000-8000-000000000001"
SETTINGS = "targets: [grep]\nattack: attack.json\n"
MKDOCS = """\
site_name: Mine
plugins: [catalogue, search]
theme: {name: material, font: false}
"""


@pytest.fixture
def small(project: Project) -> Project:
    files = {
        "mkdocs.yml": MKDOCS,
        "catalogue.yml": SETTINGS,
        "attack.json": json.dumps(ATTACK),
        "docs/index.md": "# Home\n",
        "rules/one.yml": RULE,
    }
    return project.write(files)


def site(project: Project) -> Path:
    place = project.folder / "build/site"
    build_site(Request(base=project.folder, jobs=1), place)
    return place


def leads_to(page: Path) -> str:
    """Where a page leads at once; its link must lead there too."""
    parsed = LexborHTMLParser(page.read_text("utf-8"))
    refresh = parsed.css_first("meta[http-equiv=refresh]").attributes["content"] or ""
    there = refresh.removeprefix("0; url=")
    assert [link.attributes["href"] for link in parsed.css("a")] == [there]
    return there


def related(rule: str, kind: str) -> str:
    return f"{rule}related:\n    - id: {GONE}\n      type: {kind}\n"


def second() -> str:
    return RULE.replace(ID, SECOND).replace("A program", "Another program")


def test_the_id_of_a_rule_leads_to_its_page(small: Project) -> None:
    page = site(small) / f"r/{ID}/index.html"
    assert leads_to(page) == "../../rules/one/"
    parsed = LexborHTMLParser(page.read_text("utf-8"))
    assert parsed.css_first("meta[name=robots]").attributes["content"] == "noindex"
    assert parsed.css_first("link[rel=canonical]").attributes["href"] == "../../rules/one/"


def test_the_id_of_a_rule_among_several_of_a_file_leads_to_its_section(small: Project) -> None:
    small.write({"rules/one.yml": f"{RULE}---\n{second()}"})
    page = site(small) / f"r/{SECOND}/index.html"
    there = leads_to(page)
    assert there == f"../../rules/one/#rule-{SECOND}"
    read = (small.folder / "build/site/rules/one/index.html").read_text("utf-8")
    assert f'id="rule-{SECOND}"' in read
    assert 'id="rule-1"' in read  # What links were made of before leads there still.


def test_a_public_address_is_canonical(small: Project) -> None:
    small.write({"mkdocs.yml": f"{MKDOCS}site_url: https://rules.example/a/\n"})
    parsed = LexborHTMLParser((site(small) / f"r/{ID}/index.html").read_text("utf-8"))
    canonical = parsed.css_first("link[rel=canonical]").attributes["href"]
    assert canonical == "https://rules.example/a/rules/one/"


def test_addresses_of_ids_are_neither_searched_nor_in_the_sitemap(small: Project) -> None:
    small.write({"mkdocs.yml": f"{MKDOCS}site_url: https://rules.example/\n"})
    made = site(small)
    sitemap = (made / "sitemap.xml").read_text("utf-8")
    assert "https://rules.example/rules/one/" in sitemap
    assert "/r/" not in sitemap
    index = json.loads((made / "search/search_index.json").read_text("utf-8"))
    assert not [entry for entry in index["docs"] if entry["location"].startswith("r/")]


@pytest.mark.parametrize("kind", ["obsolete", "renamed", "merged"])
def test_the_id_of_a_rule_that_is_gone_leads_to_the_one_in_its_place(
    small: Project, kind: str
) -> None:
    small.write({"rules/one.yml": related(RULE, kind)})
    assert leads_to(site(small) / f"r/{GONE}/index.html") == "../../rules/one/"


def test_a_rule_that_is_only_similar_takes_no_place(small: Project) -> None:
    small.write({"rules/one.yml": related(RULE, "similar")})
    assert not (site(small) / f"r/{GONE}").exists()


def test_of_several_rules_in_the_place_of_one_the_reader_chooses(small: Project) -> None:
    files = {"rules/one.yml": related(RULE, "merged"), "rules/two.yml": related(second(), "merged")}
    page = LexborHTMLParser((site(small.write(files)) / f"r/{GONE}/index.html").read_text("utf-8"))
    links = [link.attributes["href"] for link in page.css("a")]
    assert links == ["../../rules/one/", "../../rules/two/"]
    assert page.css_first("meta[http-equiv=refresh]") is None


def test_an_obsolete_rule_that_is_still_there_keeps_its_address(small: Project) -> None:
    older = second().replace(SECOND, GONE)
    small.write({"rules/one.yml": related(RULE, "obsolete"), "rules/older.yml": older})
    assert leads_to(site(small) / f"r/{GONE}/index.html") == "../../rules/older/"


def test_a_hostile_title_stays_text(small: Project) -> None:
    title = "'<script>alert(1)</script>\"'"
    small.write({"rules/one.yml": RULE.replace("A program starts another one", title)})
    text = (site(small) / f"r/{ID}/index.html").read_text("utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize(
    ("old", "new", "path", "there"),
    [
        ("rules/before", "rules/one", "rules/before/index.html", "../one/"),
        ("/rules/before/", "/rules/one/", "rules/before/index.html", "../one/"),
        ("rules/before.md", ID, "rules/before/index.html", "../one/"),
        ("start.html", "index.md", "start/index.html", "../"),
        (GONE, ID, f"r/{GONE}/index.html", "../../rules/one/"),
        (GONE.upper(), "rules/one.md", f"r/{GONE}/index.html", "../../rules/one/"),
    ],
)
def test_the_setting_redirects_leads_old_addresses_on(
    small: Project, old: str, new: str, path: str, there: str
) -> None:
    small.write({"catalogue.yml": f"{SETTINGS}redirects:\n  {old}: {new}\n"})
    assert leads_to(site(small) / path) == there


def test_a_page_whose_file_was_renamed_in_git_leads_to_the_page_of_today(small: Project) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        command = ["git", *who, *arguments]
        subprocess.run(command, cwd=small.folder, check=True, capture_output=True)

    git("init", "-q")
    git("add", "rules")
    git("commit", "-qm", "One")
    git("mv", "rules/one.yml", "rules/second.yml")
    git("commit", "-qm", "Two")
    for _ in range(2):  # The second time the history is kept from the first.
        assert leads_to(site(small) / "rules/one/index.html") == "../second/"


def test_a_redirect_to_no_page_stops_the_build(small: Project) -> None:
    small.write({"catalogue.yml": f"{SETTINGS}redirects:\n  rules/before: rules/never\n"})
    with pytest.raises(SiteError, match="'rules/before' leads to no page"):
        site(small)


def test_a_page_that_is_there_is_not_replaced_by_a_redirect(small: Project) -> None:
    small.write({"catalogue.yml": f"{SETTINGS}redirects:\n  rules/one: index.md\n"})
    page = (site(small) / "rules/one/index.html").read_text("utf-8")
    assert "http-equiv" not in page


def test_a_site_for_the_disk_leads_to_files(small: Project) -> None:
    small.write({"mkdocs.yml": f"{MKDOCS}use_directory_urls: false\n"})
    assert leads_to(site(small) / f"r/{ID}/index.html") == "../../rules/one.html"
