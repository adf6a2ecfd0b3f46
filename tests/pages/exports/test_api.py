"""The JSON API and its schema say the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.support import REPOSITORY, RULE, Project

FOLDER = "api/v1"


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / FOLDER / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output for this repository's own content."""
    from generator.build import build as building
    from generator.settings import config as configuration

    output = tmp_path_factory.mktemp("own") / "pages"
    settings = configuration.Settings(output=output)
    config, _ = configuration.load(REPOSITORY, settings=settings)
    building.build(config, jobs=1)
    return output


def test_the_index_is_as_its_schema_says(own: Path) -> None:
    schema = read(own, "index.schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    index = read(own, "index.json")
    jsonschema.validate(index, schema, format_checker=jsonschema.FormatChecker())
    assert len(index["rules"]) >= 20


def test_every_rule_is_as_its_schema_says(own: Path) -> None:
    schema = read(own, "rule.schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    rows = read(own, "index.json")["rules"]
    for row in rows:
        rule = read(own, f"rules/{row['id']}.json")
        assert [error.message for error in validator.iter_errors(rule)] == []
        assert {key: rule[key] for key in row if key != "targets"} == {
            key: value for key, value in row.items() if key != "targets"
        }
        for target, state in row["targets"].items():
            query = rule["queries"][target]
            assert (query["query"] is not None) == (state == "ok")
            assert (query["reason"] is not None) == (state == "unsupported")


def test_the_schema_notices_what_is_wrong(own: Path) -> None:
    rows = read(own, "index.json")["rules"]
    rule = read(own, f"rules/{rows[0]['id']}.json")
    rule["queries"]["splunk"] = {"query": "x", "reason": "y"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(rule, read(own, "rule.schema.json"))


def test_the_pages_of_the_index_are_there(own: Path) -> None:
    for row in read(own, "index.json")["rules"]:
        assert (own / row["path"]).is_file()


def test_the_versions_of_all_that_made_it_are_named(project: Project) -> None:
    output = project.write({"rules/a.yml": RULE}).build()
    versions = json.loads(output[f"{FOLDER}/index.json"])["versions"]
    assert versions["attack"] == "enterprise-attack 19.1"
    assert {"generator", "pysigma", "pysigma-backend-splunk"} <= set(versions)


def test_values_that_json_does_not_have_are_written_as_text(project: Project) -> None:
    rule = RULE.replace("'\\parent.exe'", "[.inf, .nan, 1.5, 7, true, null]")
    output = project.write({"rules/a.yml": rule}).build()
    whole = json.loads(output[f"{FOLDER}/rules/5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11.json"])
    values = whole["definition"]["detection"]["selection"]["ParentImage|endswith"]
    assert values == [".inf", ".nan", 1.5, 7, True, None]


@pytest.mark.parametrize(
    "kind", ["data_needed", "logging_policies", "enrichments", "triggers", "environments"]
)
def test_every_kind_is_as_its_schema_says(own: Path, kind: str) -> None:
    schema = read(own, "entities.schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    whole = read(own, f"{kind}.json")
    jsonschema.validate(whole, schema)
    assert whole[kind]
    for row in whole[kind]:
        assert (own / row["path"]).is_file()


def test_a_kind_with_a_key_too_many_is_not_as_the_schema_says(own: Path) -> None:
    whole = read(own, "triggers.json")
    whole["triggers"][0]["colour"] = "red"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(whole, read(own, "entities.schema.json"))


def test_a_correlation_needs_the_data_of_the_rules_that_it_counts(project: Project) -> None:
    counted = RULE.replace("level: high", "level: high\nname: started")
    correlation = """\
title: Many programs
id: 7a8f8a8e-6b0e-4a2e-9f3a-61f0d3b9b001
correlation:
    type: event_count
    rules: [started]
    group-by: [ParentImage]
    timespan: 5m
    condition: {gte: 5}
"""
    data = """\
title: DN_0001_1_process
author: Somebody
description: Processes.
loggingpolicy: [None]
references: []
category: OS Logs
platform: Windows
type: Applications and Services Logs
channel: Microsoft-Windows-Sysmon/Operational
provider: Microsoft-Windows-Sysmon
fields: [EventID, ParentImage, Image]
"""
    project.write(
        {
            "rules/started.yml": counted,
            "rules/many.yml": correlation,
            "data_needed/DN_0001_1_process.yml": data,
        }
    )
    files = project.build()
    rule = json.loads(files[f"{FOLDER}/rules/7a8f8a8e-6b0e-4a2e-9f3a-61f0d3b9b001.json"])
    assert rule["data_needed"] == ["DN_0001_1_process"]
    assert [link["title"] for link in rule["links"]["data_needed"]] == ["DN_0001_1_process"]
    assert "../data_needed/DN_0001_1_process.md" in files["rules/many.md"]
