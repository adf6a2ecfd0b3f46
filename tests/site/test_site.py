"""The real MkDocs over what was built."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.site.run import MARKER
from tests.support import REPOSITORY, RULE, Project

CATALOGUE = (sys.executable, "-m", "generator.cli")


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(
        arguments, cwd=cwd, capture_output=True, text=True, check=False, env=environment
    )


def test_any_folder_of_rules_becomes_a_site_without_configuration(tmp_path: Path) -> None:
    rules = tmp_path / "anything" / "here"
    rules.mkdir(parents=True)
    (rules / "one.yml").write_text(RULE)
    made = run(*CATALOGUE, "site", "--rules", "anything", "-t", "splunk", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "1 rule, 1 target" in made.stdout
    page = (tmp_path / "build/site/rules/one/index.html").read_text()
    assert "<title>A program starts another one - Detection catalogue</title>" in page
    assert '<h3 id="splunk">' in page
    assert 'href="../../data_needed/' in page
    index = json.loads((tmp_path / "build/site/api/v1/index.json").read_text())
    assert index["rules"][0]["url"] == "rules/one/"


def test_mkdocs_itself_builds_the_site_and_leads_to_the_yaml_of_a_page(project: Project) -> None:
    project.write(
        {
            "rules/one.yml": RULE,
            "docs/about.md": "# About\n\n[A rule](rules/one.md)\n",
            "mkdocs.yml": "site_name: Mine\nplugins: [catalogue]\n"
            "repo_url: https://example.org/repo\nedit_uri: edit/main/docs/\n"
            "theme: {name: material, font: false, features: [content.action.edit]}\n"
            "markdown_extensions: [attr_list, tables, pymdownx.superfences]\n",
            "catalogue.yml": "targets: [splunk]\n",
        }
    )
    made = run(sys.executable, "-m", "mkdocs", "build", "--strict", cwd=project.folder)
    assert made.returncode == 0, made.stderr
    page = (project.folder / "site/rules/one/index.html").read_text()
    assert "https://example.org/repo/edit/main/rules/one.yml" in page
    assert 'href="../rules/one/"' in (project.folder / "site/about/index.html").read_text()


def test_a_link_of_a_hand_written_page_to_no_page_stops_the_strict_build(project: Project) -> None:
    project.write(
        {
            "rules/one.yml": RULE,
            "docs/index.md": "[A rule](rules/two.md)\n",
            "mkdocs.yml": "site_name: Mine\nplugins: [catalogue]\n",
        }
    )
    made = run(*CATALOGUE, "site", "-t", "splunk", cwd=project.folder)
    assert made.returncode == 2
    assert "rules/two.md" in made.stderr


@pytest.mark.parametrize("command", ["site", "build"])
def test_a_mistake_in_the_content_does_not_stop_the_rest(project: Project, command: str) -> None:
    project.write({"rules/good.yml": RULE, "rules/bad.yml": "title: [\n"})
    made = run(*CATALOGUE, command, "-t", "splunk", cwd=project.folder)
    assert made.returncode == 1
    assert "rules/bad.yml:1:9: error[malformed-yaml]" in made.stderr
    assert (project.folder / "build/pages/rules/good.md").exists()


@pytest.mark.parametrize("command", ["site", "build"])
def test_a_strict_run_with_a_mistake_writes_nothing(project: Project, command: str) -> None:
    project.write({"rules/good.yml": RULE, "rules/bad.yml": "title: [\n"})
    made = run(*CATALOGUE, command, "--strict", "-t", "splunk", cwd=project.folder)
    assert made.returncode == 1
    assert not (project.folder / "build").exists()


def test_a_folder_with_files_of_somebody_else_is_never_emptied(project: Project) -> None:
    project.write({"rules/one.yml": RULE, "home/precious.txt": "mine"})
    made = run(*CATALOGUE, "site", "--output", "home", "-t", "splunk", cwd=project.folder)
    assert made.returncode == 2
    assert "would delete" in made.stderr
    assert (project.folder / "home/precious.txt").read_text() == "mine"


def test_a_site_is_built_anew_where_it_was_built_before(project: Project) -> None:
    project.write({"rules/one.yml": RULE, "rules/two.yml": RULE.replace("5f9b", "6f9b")})
    first = run(*CATALOGUE, "site", "-t", "splunk", cwd=project.folder)
    (project.folder / "rules/two.yml").unlink()
    again = run(*CATALOGUE, "site", "-t", "splunk", cwd=project.folder)
    assert (first.returncode, again.returncode) == (0, 0)
    site = project.folder / "build/site"
    assert (site / MARKER).exists()
    assert (site / "rules/one").exists()
    assert not (site / "rules/two").exists()


def test_queries_stay_out_of_the_search_index(project: Project) -> None:
    project.write({"rules/one.yml": RULE})
    run(*CATALOGUE, "site", "-t", "splunk", cwd=project.folder)
    index = json.loads((project.folder / "build/site/search/search_index.json").read_text())
    entries = [row for row in index["docs"] if row["location"].startswith("rules/one/")]
    assert "A program starts another one" in json.dumps(entries)
    assert "parent.exe" not in json.dumps(entries)


def test_no_address_of_another_host_is_loaded(project: Project) -> None:
    project.write({"rules/one.yml": RULE})
    run(*CATALOGUE, "site", "-t", "splunk", cwd=project.folder)
    page = (project.folder / "build/site/rules/one/index.html").read_text()
    loaded = [
        part.split('"')[0]
        for mark in ('src="', 'rel="stylesheet" href="', 'rel="preconnect" href="')
        for part in page.split(mark)[1:]
    ]
    assert loaded
    assert not [address for address in loaded if "://" in address or address.startswith("//")]
