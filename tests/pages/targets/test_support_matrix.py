"""The support matrix as a page and as JSON."""

from __future__ import annotations

import json
from importlib import resources

import jsonschema
import pytest

from generator.content.kinds.selection import parsed_part
from generator.content.model import items_of
from generator.pages.targets.support_matrix import general, modifiers_of
from tests.support import RULE, Project

LINUX = RULE.replace("5f9b0d3c", "6f9b0d3c").replace(
    "category: process_creation", "service: auditd"
)
LINUX = LINUX.replace("product: windows", "product: linux")


@pytest.fixture
def built(project: Project) -> dict[str, str]:
    project.write({"rules/a.yml": RULE, "rules/b.yml": LINUX})
    return project.build(["powershell", "splunk"])


def test_the_page_counts_the_states_of_each_target(built: dict[str, str]) -> None:
    page = built["support/index.md"]
    assert "| [powershell](../targets/powershell.md) | judged | 2 | 1 | 0 | 1 | 0 |" in page
    assert "| linux · auditd | 1 | none | all |" in page
    assert "| <code>endswith</code> | 2 | 1 | all |" in page


def test_the_page_has_each_reason_with_rules(built: dict[str, str]) -> None:
    page = built["support/index.md"]
    reason = "The log source (product: linux, service: auditd) is not a Windows event log, and"
    assert f"| unsupported | {reason} Get-WinEvent reads nothing else. | 1 | [A program" in page


def test_the_json_has_every_rule_and_keeps_to_its_schema(built: dict[str, str]) -> None:
    content = json.loads(built["api/v1/support.json"])
    schema = resources.files("generator.pages.exports").joinpath("schemas", "support.schema.json")
    jsonschema.validate(content, json.loads(schema.read_text("utf-8")))
    assert content["targets"] == {"powershell": {"ok": 1, "unsupported": 1}, "splunk": {"ok": 2}}
    windows, linux = content["rules"]
    assert windows["targets"]["powershell"] == {"state": "ok"}
    assert linux["targets"]["powershell"]["state"] == "unsupported"
    assert linux["logsource"] == "linux/auditd"
    assert linux["modifiers"] == ["endswith"]


def test_modifiers_are_those_of_keys_and_keywords_are_values_without_a_field() -> None:
    detection = {
        "a": {"X|contains|all": ["1"]},
        "b": [{"Y|re": "x"}, {"|all": ["k"]}],
        "c": ["word"],
    }
    parts = [parsed_part(selection, (name,)) for name, selection in detection.items()]
    items = [item for part in parts for item in items_of(part)]
    assert modifiers_of(items) == ["all", "contains", "keywords", "re"]


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("The field 'A b' cannot be quoted.", "The field … cannot be quoted."),
        ("No name is known for A, B.", "No name is known for …."),
        ("It has 1,024 values.", "It has … values."),
    ],
)
def test_reasons_of_one_kind_are_counted_together(reason: str, kind: str) -> None:
    assert general(reason) == kind
