"""Pages and files of environments."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.build import build as building
from generator.pages.environments import lists as environment_lists
from generator.pages.environments import pages as environments
from generator.settings import config as configuration
from generator.settings.config import Settings
from tests.support import REPOSITORY, RULE, Project

POLICY = "title: {0}\ndefault: Not configured\nvolume: High\nconfiguration: x\n"
DATA = """\
title: DN_0001_1_process
platform: Windows
channel: Microsoft-Windows-Sysmon/Operational
loggingpolicy: [LP_0042_process]
fields: [ParentImage]
sample: ParentImage
"""
OURS = "title: Ours\nplatforms: [Windows]\n"
ON = "logging_policies: [LP_0042_process]\n"
DEPRECATED = RULE.replace("test", "deprecated").replace("2a11", "2a12")


def small(project: Project, environment: str = OURS) -> Project:
    return project.write(
        {
            "rules/a.yml": RULE,
            "rules/old.yml": DEPRECATED,
            "data_needed/DN_0001_1_process.yml": DATA,
            "logging_policies/LP_0042_process.yml": POLICY.format("LP_0042_process"),
            "environments/ours.yml": environment,
        }
    )


def test_the_page_says_what_is_blocked_and_what_to_switch_on(project: Project) -> None:
    page = small(project).build()["environments/ours.md"]
    assert "1 in use (neither deprecated nor unsupported): 0 run, 0 run with a gap" in page
    assert (
        "| 1 | [LP_0042_process](../logging_policies/LP_0042_process.md) | Not configured | "
        "+1 rule, +1 technique, volume High | 1 rule | 1 technique |"
    ) in page
    assert "| [TA0002: Execution](../attack/tactics/TA0002.md) | ○ 0 | 0 | 1 |" in page
    blocked = page.partition("## Rules that are blocked")[2]
    assert "### High" in blocked
    assert "[A program starts another one](../rules/a.md)" in blocked
    assert "([LP_0042_process](../logging_policies/LP_0042_process.md))" in blocked


def test_the_page_says_what_runs_once_it_is_on(project: Project) -> None:
    page = small(project, OURS + ON).build()["environments/ours.md"]
    assert "1 run, 0 run with a gap, 0 are blocked" in page
    assert "No Logging Policy of this catalogue would add a rule." in page
    runs = page.partition("## Rules that run\n")[2].partition("\n## ")[0]
    assert "[DN_0001_1_process](../data_needed/DN_0001_1_process.md)" in runs


def test_the_layer_scores_the_rules_that_run(project: Project) -> None:
    layer = "api/v1/layers/environment-ours.json"
    assert json.loads(small(project).build()[layer])["techniques"] == []
    (entry,) = json.loads(small(project, OURS + ON).build()[layer])["techniques"]
    assert (entry["techniqueID"], entry["score"]) == ("T1047", 1)


def test_targets_that_this_build_has_no_queries_for_are_named(project: Project) -> None:
    page = small(project, OURS + ON + "targets: [splunk, grep]\n").build()["environments/ours.md"]
    assert "[splunk](../targets/splunk.md)" in page
    assert "grep · not converted to in this build" in page
    assert "1 run, " in page


def test_a_rule_without_a_query_in_any_target_in_use_is_blocked(project: Project) -> None:
    project = small(project, OURS + ON + "targets: [powershell]\n")
    project.write({"rules/a.yml": RULE.replace("windows", "linux")})
    page = project.build(("powershell", "splunk"))["environments/ours.md"]
    assert "1: no target in use has a query" in page


def test_nothing_is_made_where_there_are_no_environments(project: Project) -> None:
    made = small(project)
    (made.folder / "environments/ours.yml").unlink()
    pages = made.build()
    assert not [path for path in pages if "environments/" in path or "environment-" in path]


def test_long_lists_go_on_in_pages_of_their_own(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environments, "SHOWN", 2)
    monkeypatch.setattr(environment_lists, "SHOWN", 2)
    monkeypatch.setattr(environment_lists, "ROWS", 5)
    small(project)
    for number in range(6):
        text = RULE.replace("2a11", f"{number:04}").replace("starts another", f"number {number}")
        project.write({f"rules/r{number}.yml": text})
    pages = project.build()
    page = pages["environments/ours.md"]
    assert "The 2 most important of 7, by level" in page
    assert "[the whole list](ours/blocked.md)" in page
    first, second = (pages[f"environments/ours/{n}.md"] for n in ("blocked", "blocked-2"))
    assert first.count("../../rules/") == 5
    assert second.count("../../rules/") == 2
    assert "[2 (from high)](blocked-2.md)" in first
    assert "7 rules of [Ours](../../environments/ours.md)" in first


def test_no_cell_of_the_table_is_a_formula(project: Project) -> None:
    for number, start in enumerate("=+-@"):
        text = RULE.replace("2a11", f"{number:04}").replace(
            "title: A program starts another one", f"title: '{start}1+1'"
        )
        project.write({f"rules/r{number}.yml": text})
    project.write({"environments/ours.yml": OURS})
    table = project.build()["api/v1/environments/ours.csv"]
    head, *rows = csv.reader(io.StringIO(table))
    assert head == ["rule id", "title", "level", "state", "missing"]
    assert sorted(row[1] for row in rows) == ["'+1+1", "'-1+1", "'=1+1", "'@1+1"]
    assert {row[4] for row in rows} == {"no Data Needed is known"}


def test_hostile_names_are_text_on_the_page(project: Project) -> None:
    evil = "<script>alert(1)</script> [x](javascript:y) | {{ 7*7 }} `"
    project.write({"environments/ours.yml": f"title: '{evil}'\ndescription: '{evil}'\n"})
    pages = project.build()
    for path in ("environments/ours.md", "environments/index.md"):
        body = pages[path].partition("\n---\n")[2]
        assert body.count("alert(1)")
        assert not [sign for sign in ("<script", "[x](", "{{") if sign in body]
        assert "<script" not in pages[path]


def test_the_same_content_gives_the_same_bytes(make_project: Callable[[], Project]) -> None:
    first, second = (small(make_project(), OURS + ON).build() for _ in range(2))
    named = [path for path in first if "environment" in path]
    assert len(named) >= 5
    assert [first[path] for path in named] == [second[path] for path in named]


@pytest.fixture(scope="module")
def own() -> building.Loaded:
    config, _ = configuration.load(REPOSITORY, settings=Settings())
    return building.load(config)


def test_the_examples_of_this_repository_name_what_is_there(own: building.Loaded) -> None:
    paths = {environment.path for environment in own.catalogue.environments}
    assert len(paths) == 2
    assert not [d for d in own.diagnostics if d.path in paths]


def test_pages_of_the_site_do_not_share_an_address(own: building.Loaded) -> None:
    """`environments.md` and `environments/index.md` would be one."""
    assert not Path(REPOSITORY / "docs" / "environments.md").exists()
