"""A site that is built with what was kept is, file by file, the one that plain MkDocs builds."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from generator.site.request import Request
from generator.site.run import SiteError, build_site
from tests.site.plain import HOME, MKDOCS, ONE, Sites, differing, files, rule, site_project
from tests.support import Project


@pytest.fixture
def sites(project: Project, monkeypatch: pytest.MonkeyPatch) -> Sites:
    # The day stands in the sitemap: a test must not begin on one and end on the next.
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    return Sites(site_project(project))


def add_rule(sites: Sites) -> None:
    sites.project.write({"rules/new.yml": rule(9)})


def rename_rule(sites: Sites) -> None:
    (sites.project.folder / "rules/r1.yml").rename(sites.project.folder / "rules/renamed.yml")


def delete_rule(sites: Sites) -> None:
    (sites.project.folder / "rules/r1.yml").unlink()


def edit_rule(sites: Sites) -> None:
    sites.project.write({"rules/r1.yml": rule(1, "Another title")})


def edit_heading(sites: Sites) -> None:
    sites.project.write({"docs/guide/one.md": ONE.replace("# One", "# First", 1)})


def rename_page(sites: Sites) -> None:
    folder = sites.project.folder / "docs/guide"
    (folder / "two.md").rename(folder / "second.md")
    sites.project.write(
        {
            "mkdocs.yml": MKDOCS.replace("two.md", "second.md"),
            "docs/guide/one.md": ONE.replace("two.md", "second.md"),
        }
    )


def change_nav(sites: Sites) -> None:
    text = MKDOCS.replace("      - guide/one.md\n", "").replace("Guide:", "Handbook:")
    sites.project.write({"mkdocs.yml": text})


def change_setting(sites: Sites) -> None:
    sites.project.write({"mkdocs.yml": MKDOCS.replace("site_name: Mine", "site_name: Yours")})


def change_address(sites: Sites) -> None:
    text = MKDOCS.replace("catalogue.example", "other.example")
    sites.project.write({"mkdocs.yml": text})


def change_extension(sites: Sites) -> None:
    text = MKDOCS.replace("permalink: true", "permalink: false, toc_depth: 1")
    sites.project.write({"mkdocs.yml": text})


def change_form_of_addresses(sites: Sites) -> None:
    sites.project.write({"mkdocs.yml": MKDOCS + "use_directory_urls: false\n"})


def add_script(sites: Sites) -> None:
    text = MKDOCS + "extra_javascript: [x.js]\nextra_css: [x.css]\n"
    sites.project.write({"mkdocs.yml": text, "docs/x.js": "1", "docs/x.css": "a{}"})


def add_template(sites: Sites) -> None:
    text = MKDOCS.replace("  name: material", "  name: material\n  custom_dir: theme")
    main = '{% extends "base.html" %}{% block announce %}Read this{% endblock %}'
    sites.project.write({"mkdocs.yml": text, "theme/main.html": main})


def change_template(sites: Sites) -> None:
    add_template(sites)
    sites.build()
    main = '{% extends "base.html" %}{% block announce %}Or that{% endblock %}'
    sites.project.write({"theme/main.html": main})


def change_picture(sites: Sites) -> None:
    sites.project.write({"docs/guide/picture.svg": "<svg></svg>"})


def let_a_folder_become_a_file(sites: Sites) -> None:
    sites.project.write({"docs/thing/index.md": "# Thing\n"})
    sites.build()
    (sites.project.folder / "docs/thing/index.md").unlink()
    (sites.project.folder / "docs/thing").rmdir()
    sites.project.write({"docs/thing": "a file"})


def damage_a_page(sites: Sites) -> None:
    (sites.kept / "rules/r1/index.html").write_text("damaged")


def lose_a_page(sites: Sites) -> None:
    (sites.kept / "rules/r1/index.html").unlink()


def build_by_hand(sites: Sites) -> None:
    """By another way, of which nothing was noted."""
    sites.project.write({"rules/passing.yml": rule(8)})
    build_site(Request(base=sites.project.folder, keep_html=False), sites.kept)
    (sites.project.folder / "rules/passing.yml").unlink()


def date_in_front_matter(sites: Sites) -> None:
    """Which JSON does not have."""
    sites.project.write({"docs/guide/two.md": "---\ndate: 2026-11-24\n---\n\n# Two\n"})


def nothing(sites: Sites) -> None:
    """No change at all."""


CHANGES: tuple[Callable[[Sites], None], ...] = (
    nothing,
    add_rule,
    rename_rule,
    delete_rule,
    edit_rule,
    edit_heading,
    rename_page,
    change_nav,
    change_setting,
    change_address,
    change_extension,
    change_form_of_addresses,
    add_script,
    add_template,
    change_template,
    change_picture,
    let_a_folder_become_a_file,
    damage_a_page,
    lose_a_page,
    build_by_hand,
    date_in_front_matter,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_after_a_change_it_is_the_site_of_plain_mkdocs(
    sites: Sites, change: Callable[[Sites], None]
) -> None:
    sites.build()
    change(sites)
    assert sites.build() == []
    assert differing(files(sites.kept), sites.plain()) == []


def test_the_first_build_is_the_site_of_plain_mkdocs_with_any_number_of_processes(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    monkeypatch.setattr("generator.base.workers.WORTH", 2)
    sites = Sites(site_project(project, rules=5), jobs=3)
    assert sites.build() == []
    assert differing(files(sites.kept), sites.plain()) == []


def test_what_has_not_changed_is_neither_read_nor_rendered_nor_written(sites: Sites) -> None:
    sites.build()
    times = {path: path.stat().st_mtime_ns for path in sites.kept.rglob("*.html")}
    sites.build()
    assert sites.counts() == (0, 0, 0)
    assert times == {path: path.stat().st_mtime_ns for path in sites.kept.rglob("*.html")}


def test_one_changed_page_is_read_and_the_others_are_not(sites: Sites) -> None:
    sites.build()
    sites.project.write({"docs/guide/one.md": ONE.replace("At the end.", "At the very end.")})
    sites.build()
    assert sites.counts() == (1, 1, 1)


def test_a_changed_title_in_the_navigation_renders_all_pages_but_reads_one(sites: Sites) -> None:
    sites.build()
    edit_heading(sites)
    sites.build()
    assert sites.last is not None
    assert sites.counts() == (1, sites.last.pages, sites.last.pages)


def test_a_new_page_leaves_those_that_do_not_lead_to_it_as_they_are(sites: Sites) -> None:
    sites.build()
    sites.project.write({"docs/guide/three.md": "# Three\n"})
    sites.build()
    assert sites.counts() == (1, 1, 1)


def test_a_site_in_another_folder_is_written_from_what_was_kept(sites: Sites) -> None:
    sites.build()
    other = sites.project.folder / "other"
    request = Request(base=sites.project.folder, jobs=1)
    build_site(request, other)
    assert request.work is not None
    assert request.work == (0, 0, request.pages)
    assert differing(files(other), files(sites.kept)) == []


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (HOME + "[gone](guide/gone.md)\n", "guide/gone.md"),
        (HOME + "[gone](guide/one.md#gone)\n", "#gone"),
    ],
)
def test_a_broken_link_stops_every_strict_build_and_not_only_the_first(
    sites: Sites, page: str, said: str
) -> None:
    sites.project.write({"docs/index.md": page})
    for _ in range(2):
        with pytest.raises(SiteError, match=re.escape(said)):
            sites.build()
    sites.project.write({"docs/index.md": HOME})
    assert sites.build() == []


def test_a_link_breaks_when_only_the_page_that_it_leads_to_is_changed(sites: Sites) -> None:
    sites.build()
    sites.project.write({"docs/guide/one.md": ONE.replace("## Part", "## Share")})
    with pytest.raises(SiteError, match=r"guide/one\.md#part"):
        sites.build()


def test_a_file_that_somebody_put_beside_the_pages_is_left_alone(sites: Sites) -> None:
    sites.build()
    (sites.kept / "CNAME").write_text("catalogue.example")
    delete_rule(sites)
    sites.build()
    assert (sites.kept / "CNAME").read_text() == "catalogue.example"
    assert not (sites.kept / "rules/r1").exists()


def test_nothing_is_written_through_a_link_out_of_the_site(sites: Sites) -> None:
    sites.build()
    elsewhere = sites.project.folder / "elsewhere"
    (sites.kept / "rules/r1").rename(elsewhere)
    (sites.kept / "rules/r1").symlink_to(elsewhere)
    edit_rule(sites)
    before = files(elsewhere)
    sites.build()
    assert files(elsewhere) == before
    assert differing(files(sites.kept), sites.plain()) == []
