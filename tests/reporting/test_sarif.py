"""SARIF 2.1.0, held against the schema that OASIS publishes."""

from __future__ import annotations

import json
from email.message import Message
from importlib import metadata
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from generator.content.kinds.rule import UNKNOWN_LEVEL
from generator.reporting.baseline import Finding
from generator.reporting.sarif import Run, as_sarif, documentation
from tests.checks.conftest import Check
from tests.checks.examples import ODD_LEVEL, ODD_TAG, waiver
from tests.support import RULE, Project

SCHEMA = json.loads(Path(__file__).with_name("sarif-schema-2.1.0.json").read_text("utf-8"))


def log(check: Check, *arguments: str) -> Any:
    """The one run of the log that a check prints; valid."""
    content = json.loads(check("--format", "sarif", *arguments).stdout)
    formats = jsonschema.Draft4Validator.FORMAT_CHECKER
    jsonschema.Draft4Validator(SCHEMA, format_checker=formats).validate(content)
    (run,) = content["runs"]
    return run


def test_a_finding_has_its_level_message_place_and_rule(project: Project, check: Check) -> None:
    project.write({"rules/a b.yml": ODD_LEVEL})
    run = log(check)
    (result,) = run["results"]
    assert result["ruleId"] == "unknown-level"
    assert result["level"] == "error"
    assert result["message"]["text"].startswith("level 'urgent' is none of")
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "rules/a%20b.yml", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 21, "startColumn": 1},
    }
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert rule["id"] == "unknown-level"
    assert rule["shortDescription"]["text"] == "A level that Sigma does not have."
    assert rule["defaultConfiguration"] == {"level": "error", "enabled": True}
    assert "docs/checks.md#unknown-level" in rule["help"]["text"]


def test_a_severity_of_the_project_changes_the_result_and_not_the_rule(
    project: Project, check: Check
) -> None:
    project.write({"rules/a.yml": ODD_TAG, "catalogue.yml": "checks: {unknown-tag: note}\n"})
    run = log(check)
    assert run["results"][0]["level"] == "note"
    assert run["tool"]["driver"]["rules"][0]["defaultConfiguration"]["level"] == "warning"


def test_no_machine_path_is_told(project: Project, check: Check) -> None:
    project.write({"rules/a.yml": ODD_TAG})
    assert str(project.folder) not in json.dumps(log(check))


def test_a_fingerprint_survives_a_move_to_another_line(project: Project, check: Check) -> None:
    project.write({"rules/a.yml": ODD_TAG})
    before = log(check)["results"][0]
    project.write({"rules/a.yml": "# A comment.\n" + ODD_TAG})
    after = log(check)["results"][0]
    assert before["partialFingerprints"] == after["partialFingerprints"]
    assert before["locations"] != after["locations"]


def test_findings_of_the_same_words_have_fingerprints_of_their_own(
    project: Project, check: Check
) -> None:
    second = ODD_TAG.replace("id: 5f", "id: 6f")
    project.write({"rules/a.yml": ODD_TAG + "---\n" + second})
    prints = [tuple(r["partialFingerprints"].values()) for r in log(check)["results"]]
    assert len(prints) == len(set(prints)) == 2


def test_a_waived_finding_is_a_suppressed_result_with_its_reason(
    project: Project, check: Check
) -> None:
    project.write({"rules/a.yml": ODD_TAG, "catalogue.yml": waiver()})
    (result,) = log(check)["results"]
    assert result["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "Our own words for now. (until 2999-12-31)",
        }
    ]


def test_a_baseline_says_of_each_result_whether_it_is_new(project: Project, check: Check) -> None:
    project.write({"rules/a.yml": ODD_LEVEL, "rules/b.yml": ODD_TAG.replace("id: 5f", "id: 6f")})
    check("--baseline", "known.json", "--write-baseline")
    project.write({"rules/b.yml": RULE.replace("id: 5f", "id: 6f")})
    project.write({"rules/c.yml": ODD_TAG.replace("id: 5f", "id: 7f")})
    states = {
        r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: r["baselineState"]
        for r in log(check, "--baseline", "known.json")["results"]
    }
    assert states == {"rules/a.yml": "unchanged", "rules/b.yml": "absent", "rules/c.yml": "new"}


def test_hostile_text_makes_no_invalid_log(project: Project, check: Check) -> None:
    project.write({"rules/a.yml": ODD_TAG.replace("colour.red", '"a.\\e[31m\\u2028\\"<script>"')})
    (result,) = log(check)["results"]
    assert result["message"]["text"].isprintable()


def test_the_rules_of_a_log_lead_to_the_documentation_where_it_has_an_address() -> None:
    mistake = UNKNOWN_LEVEL.at("rules/a.yml", (0, "level"), "no such level")
    run = Run(
        version="1", found=[mistake], waived=(), ids={}, fixes={}, pages="https://example.org/docs/"
    )
    (rule,) = json.loads(as_sarif(run))["runs"][0]["tool"]["driver"]["rules"]
    assert rule["helpUri"] == "https://example.org/docs/checks/#unknown-level"


def test_without_an_address_a_log_is_valid_and_names_none(project: Project, check: Check) -> None:
    project.write({"rules/a.yml": ODD_LEVEL})
    if not documentation(metadata.metadata("detection-catalogue").get_all("Project-URL") or ()):
        assert "helpUri" not in log(check)["tool"]["driver"]["rules"][0]


@pytest.mark.parametrize("label", ["Documentation", "documentation", "Docs", "Docu-Mentation"])
def test_the_address_of_the_package_stands_in_a_valid_log(
    label: str, project: Project, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = Message()
    named["Project-URL"] = "Source, https://example.org/source"
    named["Project-URL"] = f"{label}, https://example.org/docs"
    monkeypatch.setattr(metadata, "metadata", lambda _: named)
    project.write({"rules/a.yml": ODD_LEVEL})
    (rule,) = log(check)["tool"]["driver"]["rules"]
    assert rule["helpUri"] == "https://example.org/docs/checks/#unknown-level"


@pytest.mark.parametrize(
    "url", ["Documentation, docs/", "Documentation, javascript:alert(1)", "Homepage, https://a.b"]
)
def test_what_is_no_address_of_documentation_is_not_taken_for_one(url: str) -> None:
    assert documentation([url]) == ""


def test_a_code_that_only_an_old_baseline_knows_leads_nowhere() -> None:
    gone = Finding(path="rules/a.yml", rule="", check="long-gone", message="Something")
    run = Run(
        version="1", found=[], waived=(), ids={}, gone=[gone], fixes={}, pages="https://a.org"
    )
    (rule,) = json.loads(as_sarif(run))["runs"][0]["tool"]["driver"]["rules"]
    assert "helpUri" not in rule
    assert "docs/checks.md" not in rule["help"]["text"]


def test_a_fix_is_given_as_a_replacement_of_characters(project: Project, check: Check) -> None:
    text = "# Zażółć\n" + RULE.replace("level: high", "level: High")
    project.write({"rules/a.yml": text})
    (result,) = log(check)["results"]
    (change,) = result["fixes"][0]["artifactChanges"]
    (replacement,) = change["replacements"]
    start = replacement["deletedRegion"]["charOffset"]
    end = start + replacement["deletedRegion"]["charLength"]
    mended = text[:start] + replacement["insertedContent"]["text"] + text[end:]
    assert change["artifactLocation"] == {"uri": "rules/a.yml", "uriBaseId": "SRCROOT"}
    assert mended == text.replace("High", "high")
