"""What of a site is searched."""

from __future__ import annotations

import json
from typing import Any

import pytest
from material.plugins.search.plugin import Parser

from generator.site.search import line, marked, searched_part
from tests.site.plain import Sites, site_project
from tests.support import RULE, Project


def found(content: str) -> list[tuple[Any, str, str]]:
    """The sections that Material's search makes entries of."""
    parser = Parser()
    parser.feed(content)
    parser.close()
    return [
        (section.id, "".join(section.title).strip(), "".join(section.text).strip())
        for section in parser.data
        if not section.is_excluded()
    ]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<p>Before.</p>\n<h2 id='a'>A</h2>\n<p>Of a.</p>",
        "<table><tr><td>x</td></tr></table>\n<h2 id='a'>A</h2>\n<table><tr><td>y</td></tr></table>",
        '<p>One</p>\n<div class="highlight"><pre><code>x &lt;/div&gt;\n</code></pre></div>\n<p>Two</p>',
        '<div class="highlight"><table><tr><td><div class="linenodiv">1</div></td><td><div>x</div>'
        "</td></tr></table></div><p>After</p>",
        "<blockquote>\n<h2 id='in'>In</h2>\n<p>Text.</p>\n</blockquote>\n<ul><li>Outside.</li></ul>",
        "<ul>\n<li>\n<p>x</p>\n<h3 id='i'>I</h3>\n</li>\n</ul>\n<h2 id='a'>A</h2><p>Of a.</p>",
        "<h1 id='top'>Top</h1>\n<p>Text</p>\n<h2>No anchor</h2>\n<p>More</p>",
        "<table><tr><td><table><tr><td>in</td></tr></table></td></tr></table> loose text",
    ],
)
@pytest.mark.parametrize("whole", [True, False])
def test_the_part_that_is_parsed_gives_the_entries_of_the_whole_page(
    content: str, whole: bool
) -> None:
    page = marked(content, whole=whole)
    start = line("A description", ["T1047"])
    assert found(start + searched_part(page)) == found(start + page)


def test_a_rule_is_one_entry_of_its_title_level_source_description_techniques_and_id(
    project: Project,
) -> None:
    sites = Sites(site_project(project))
    project.write({"rules/r0.yml": RULE})
    sites.build()
    index = json.loads((sites.kept / "search/search_index.json").read_text("utf-8"))
    entries = [entry for entry in index["docs"] if entry["location"].startswith("rules/r0/")]
    assert entries == [
        {
            "location": "rules/r0/",
            "title": "A program starts another one",
            "text": "<p>high · windows · process_creation. Says what happens. T1047 WMI "
            "5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11</p>",
        }
    ]
