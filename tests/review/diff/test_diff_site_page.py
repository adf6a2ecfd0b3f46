"""The page of changes: Markdown that MkDocs checks, in a site that is really built."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.review.diff import changes_page, markdown
from generator.review.diff.comment import LONGEST
from tests.review.diff.states import between, detecting, query, rule
from tests.review.diff.test_diff_command import AUTHOR, commit, git
from tests.review.diff.test_diff_reports import many
from tests.support import RULE, Project


def test_the_page_tells_the_verdict_and_the_words_that_changed() -> None:
    found = between(
        rule(detection=detecting(["x", "y"]), queries={"grep": query("f=x OR f=<y>")}),
        rule(queries={"grep": query("f=x")}, level="low"),
    )
    page = changes_page(found)
    assert page.path == "changes/index.md"
    assert page.content == (
        '---\ntitle: "What changed"\ndescription: "1 detection changed (1 narrower)."\n'
        'assets: ["changes.css"]\n---\n'
        "\n"
        "# What changed from a side\n"
        "\n"
        "1 detection changed (1 narrower).\n"
        "\n"
        "## Detections that lose events (1)\n"
        "\n"
        "- **Narrower:** [Rule a](../rules/a.md) (<code>rules/a.yml</code>); also changed: level\n"
        "    - Narrower: it matches nothing new, and less than before.\n"
        "    - It no longer matches <code>&#123;&#34;f&#34;: &#34;y&#34;&#125;</code>\n"
        "    - Level: <code>high</code> → <code>low</code>\n"
        "\n"
        "<details><summary>Queries of Rule a</summary>\n"
        "<p>grep</p><pre>f=x<del> OR f=&lt;y&gt;</del></pre>\n"
        "</details>\n"
    )


def test_a_comment_that_is_cut_leads_to_the_page() -> None:
    told = markdown(many(), whole="https://example.org/preview/7/changes/")
    assert len(told) < LONGEST
    assert re.search(r"… and \[[\d,]+ more\]\(https://example.org/preview/7/changes/\)", told)
    assert "[they stand here](https://example.org/preview/7/changes/)" in told


HOSTILE = """\
"[x](javascript:hacked()) </details><script>hacked()</script> {: onclick=hacked() } \\u0002 @team"
"""


@pytest.fixture
def reviewed(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose working tree changes one rule of two, in hostile words."""
    monkeypatch.chdir(project.folder)
    for name, value in AUTHOR.items():
        monkeypatch.setenv(name, value)
    other = RULE.replace("5f9b0d3c", "6f9b0d3c").replace("starts another", "stays as it is")
    project.write(
        {
            "rules/a.yml": RULE,
            "rules/b.yml": other,
            "catalogue.yml": "targets: [splunk, grep]\n",
            ".gitignore": "build/\n",
        }
    )
    git(project.folder, "init", "-q", "-b", "main")
    commit(project, "first")
    hostile = RULE.replace("A program starts another one", HOSTILE.strip())
    hostile = hostile.replace("'\\parent.exe'", "'</pre><script>hacked()</script>\\n\\n# x'")
    project.write({"rules/a.yml": hostile})
    return project.folder


def test_a_site_has_a_page_of_what_changed_that_links_changed_pages_only(reviewed: Path) -> None:
    made = CliRunner().invoke(main, ["site", "--compare", "main"])
    assert made.exit_code == 0, made.output
    html = (reviewed / "build/site/changes/index.html").read_text("utf-8")
    article = html[html.index("<article") : html.index("</article>")]
    assert 'href="../rules/a/"' in article
    assert "rules/b/" not in article
    assert "<script" not in article
    assert "onclick" not in re.sub(r">[^<]*<", "><", article)
    assert article.count("<details>") == article.count("</details>") == 1
    assert "<del>" in article
    assert "<ins>" in article


def test_a_site_without_a_comparison_has_no_such_page(reviewed: Path) -> None:
    assert CliRunner().invoke(main, ["site", "--compare", "main"]).exit_code == 0
    assert CliRunner().invoke(main, ["site"]).exit_code == 0
    assert not (reviewed / "build/site/changes").exists()


def test_a_base_that_is_not_there_ends_the_build(reviewed: Path) -> None:
    made = CliRunner().invoke(main, ["site", "--compare", "nowhere"])
    assert made.exit_code == 2
    assert "nowhere is no git revision" in made.output
    assert not (reviewed / "build/site").exists()
