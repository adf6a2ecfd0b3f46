"""Queries on the page of a rule: trust, reasons, names of fields."""

from __future__ import annotations

import pytest

from generator.build import build as building
from generator.content.rule_digest import rule_digest
from generator.targets.trust import Level, Trust
from tests.support import RULE, Project

LINUX = RULE.replace("product: windows", "product: linux").replace(
    "category: process_creation", "service: auditd"
)


def test_the_trust_of_the_target_stands_below_its_query(project: Project) -> None:
    text = project.write({"rules/a.yml": RULE}).build(["logpoint"])["rules/a.md"]
    assert "\nTrust: [judged](../targets/logpoint.md#trust). Events are normalised" in text


def test_targets_without_a_query_are_one_list_and_have_no_heading(project: Project) -> None:
    text = project.write({"rules/a.yml": LINUX}).build(["powershell", "splunk"])["rules/a.md"]
    assert "### powershell" not in text
    assert (
        "### Without a query\n\n"
        "- [powershell](../targets/powershell.md): The log source (product: linux, service: auditd)"
    ) in text


def test_no_list_where_every_target_has_a_query(project: Project) -> None:
    text = project.write({"rules/a.yml": RULE}).build(["splunk"])["rules/a.md"]
    assert "Without a query" not in text


def test_the_names_that_targets_give_fields_are_a_table(project: Project) -> None:
    text = project.write({"rules/a.yml": RULE}).build(
        ["es-qs", "xpack-watcher", "grep", "logpoint"]
    )["rules/a.md"]
    assert (
        "## Field Names\n\n"
        "| Field | es-qs, xpack-watcher | logpoint |\n|:---|:---|:---|\n"
        "| <code>ParentImage</code> | <code>winlog.event_data.ParentImage</code> |"
        " <code>parent_process</code> |\n"
    ) in text


def test_no_table_where_all_keep_the_names_of_the_rule(project: Project) -> None:
    text = project.write({"rules/a.yml": RULE}).build(["grep", "splunk"])["rules/a.md"]
    assert "Field Names" not in text


def test_a_field_for_which_a_product_has_no_name_is_said_to_be_left(project: Project) -> None:
    rule = RULE.replace("ParentImage|endswith", "Nosuch|endswith")
    text = project.write({"rules/a.yml": rule}).build(["netwitness"])["rules/a.md"]
    assert "Left as the rule names them: <code>Nosuch</code>." in text


def test_a_rule_of_which_a_record_says_so_is_wrong_on_its_page_and_in_the_matrix(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write({"rules/a.yml": RULE})
    digest = rule_digest(project.load("splunk").catalogue.rules[0].document)
    known = Trust(level=Level.JUDGED, wrong=frozenset({digest}))
    monkeypatch.setattr(building, "trust_in", lambda *_: known)
    built = project.build(["splunk"])
    assert "**Wrong for this rule.** On an event made of this rule" in built["rules/a.md"]
    assert (
        "| [splunk](../targets/splunk.md) | judged | 1 | 0 | 0 | 0 | 1 |"
        in built["support/index.md"]
    )
    assert "- ○ **convertible**" in built["rules/a.md"]


def test_a_filter_is_not_said_to_lack_what_its_rules_have(project: Project) -> None:
    narrowing = RULE.partition("tags:")[0].replace("5f9b0d3c", "6f9b0d3c") + (
        "logsource: {product: windows}\nfilter:\n    rules: any\n    a: {User: x}\n"
        "    condition: not a\n"
    )
    files = {
        "rules/a.yml": RULE,
        "rules/f.yml": narrowing,
        "rules/g.yml": narrowing.replace("6f", "7f"),
    }
    pages = project.write(files).build(["splunk"])
    assert "| A filter needs the data of the rules that it narrows. |" in pages["rules/f.md"]
    assert "| A filter has no trigger of its own. |" in pages["rules/f.md"]
    assert "The queries below include the filters [" in pages["rules/a.md"]
