"""Use cases: rules in order, and the order in which to switch on what they need."""

from __future__ import annotations

import json
from pathlib import Path

from generator.pages.entities.use_cases import plan, rules_of
from generator.settings import config as configuration
from generator.settings.config import Settings
from tests.pages.rules.test_proof import DATA
from tests.support import RULE, Project

A = RULE
B = RULE.replace("5f9b0d3c", "6f9b0d3c").replace("title: A program", "title: Another program")
C = RULE.replace("5f9b0d3c", "7f9b0d3c").replace("process_creation", "dns_query")
C = C.replace("ParentImage|endswith", "QueryName|endswith").replace("A program starts", "A name |")
DNS = DATA.replace("DN_0001_1_process_creation", "DN_0002_22_dns").replace(
    "[EventID, ParentImage]", "[EventID, QueryName]"
)
USE_CASE = """\
title: Something *bad*
description: |
    What happens, with a [link](https://example.org) and <b>text</b>.
author: A team
steps:
    - title: It begins
      description: Look here first.
      rules: [7f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11]
    - title: It goes on
      rules: [5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11, 6f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11, gone]
"""
FILES = {
    "rules/a.yml": A,
    "rules/b.yml": B,
    "rules/c.yml": C,
    "data_needed/a.yml": DATA,
    "data_needed/dns.yml": DNS,
    "use_cases/bad.yml": USE_CASE,
}


def test_the_rules_stand_step_by_step(project: Project) -> None:
    page = project.write(FILES).build(["splunk"])["use_cases/bad.md"]
    first, second = page.index("### 1. It begins"), page.index("### 2. It goes on")
    assert first < page.index("[A name &#124; another one](../rules/c.md)") < second
    assert second < page.index("[A program starts another one](../rules/a.md)")
    assert "| gone · not in this catalogue |" in page
    assert "# Something \\*bad\\*" in page
    assert "<b>text" not in page


def test_the_source_that_serves_most_rules_comes_first(project: Project) -> None:
    page = project.write(FILES).build(["splunk"])["use_cases/bad.md"]
    plan_ = page[page.index("## Rollout plan") :]
    assert plan_.index("DN_0001_1_process_creation") < plan_.index("DN_0002_22_dns")
    assert "| 2 of 3 |" in plan_
    assert "| 3 of 3 |" in plan_


def test_of_two_sources_that_serve_as_many_the_one_for_the_earlier_rule_comes_first(
    project: Project,
) -> None:
    files = {name: text for name, text in FILES.items() if name != "rules/b.yml"}
    catalogue = project.write(files).load("splunk").catalogue
    known = {str(rule.id): rule for rule in catalogue.rules}
    rules = rules_of(catalogue.use_cases[0], known)
    assert [stage.entity.title for stage in plan(rules, catalogue)] == [
        "DN_0002_22_dns",
        "DN_0001_1_process_creation",
    ]


def test_a_rule_without_data_is_named(project: Project) -> None:
    files = {name: text for name, text in FILES.items() if name != "data_needed/dns.yml"}
    page = project.write(files).build(["splunk"])["use_cases/bad.md"]
    assert "carries the events of: [A name &#124; another one](../rules/c.md)." in page


def test_the_api_has_the_steps(project: Project) -> None:
    content = json.loads(project.write(FILES).build(["splunk"])["api/v1/use_cases.json"])
    (use_case,) = content["use_cases"]
    assert use_case["steps"][0]["rules"] == ["7f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11"]


def test_a_step_without_rules_is_a_mistake(project: Project) -> None:
    files = {**FILES, "use_cases/bad.yml": "title: A\nsteps:\n    - title: B\n"}
    assert "missing-key" in project.write(files).codes("splunk")


def test_use_cases_are_left_out_where_the_rules_are_others(project: Project) -> None:
    project.write({**FILES, "others/d.yml": A})
    settings = Settings(sources={"rules": (Path("others"),)})
    config, _ = configuration.load(project.folder, settings=settings)
    assert config.sources["use_cases"] == ()
    assert project.config().sources["use_cases"] != ()


def test_there_is_no_page_where_there_is_no_use_case(project: Project) -> None:
    assert "use_cases/index.md" not in project.write({"rules/a.yml": A}).build(["splunk"])
