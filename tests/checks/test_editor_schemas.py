"""JSON Schemas for editors, held together with the parsers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from generator.cli import main
from generator.content.kinds import (
    data_needed,
    enrichment,
    environment,
    logging_policy,
    rule,
    trigger,
    use_case,
)
from generator.content.kinds.forms import names
from generator.content.yaml_text.loader import Loader
from generator.pages.exports.editor_schemas import SCHEMAS, as_text
from generator.settings import config
from tests.support import CORPUS, REPOSITORY, RULE

FOLDERS = {
    "rules": "rule",
    "data_needed": "data-needed",
    "logging_policies": "logging-policy",
    "enrichments": "enrichment",
    "triggers": "trigger",
    "environments": "environment",
    "use_cases": "use-case",
}
KEYS = {
    "rule": names(rule.KEYS),
    "data-needed": names(data_needed.KEYS),
    "logging-policy": names(logging_policy.KEYS),
    "enrichment": names(enrichment.KEYS),
    "trigger": names(trigger.KEYS),
    "environment": names(environment.KEYS),
    "use-case": names(use_case.KEYS),
    "catalogue": config.SETTINGS,
}
CHECKABLE = (
    "bad-correlation bad-date bad-id bad-technique bad-title empty-selection missing-condition "
    "missing-detection missing-key missing-logsource missing-title unknown-default "
    "unknown-executor unknown-key unknown-level unknown-modifier unknown-relation unknown-status "
    "unknown-volume wrong-type"
).split()
"""Mistakes of which a schema can tell, without other files and without sense."""
INVALID = REPOSITORY / "tests" / "invalid"


def validator(name: str) -> Any:
    return jsonschema.Draft7Validator(json.loads(as_text(name)))


def documents(file: Path) -> Iterator[Any]:
    yield from yaml.load_all(file.read_text("utf-8-sig"), Loader=Loader)


def mistakes(name: str, file: Path) -> list[str]:
    check = validator(name)
    return [
        f"{file.name}: {error.json_path}: {error.message[:200]}"
        for content in documents(file)
        for error in check.iter_errors(content)
    ]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name: str) -> None:
    jsonschema.Draft7Validator.check_schema(json.loads(as_text(name)))


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_has_the_keys_that_the_parser_knows_and_no_others(name: str) -> None:
    schema = json.loads(as_text(name))
    assert set(schema["properties"]) == set(KEYS[name])
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("folder", FOLDERS)
def test_all_content_of_ours_is_valid(folder: str) -> None:
    files = sorted((REPOSITORY / folder).rglob("*.y*ml"))
    assert files
    assert [text for file in files for text in mistakes(FOLDERS[folder], file)] == []


def test_our_configuration_is_valid() -> None:
    assert mistakes("catalogue", REPOSITORY / "catalogue.yml") == []


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
def test_rules_of_the_corpus_are_valid() -> None:
    check = validator("rule")
    files = sorted((CORPUS / "sigma").rglob("*.yml"))[::10]
    wrong = [
        f"{file.name}: {error.json_path}: {error.message[:100]}"
        for file in files
        for content in documents(file)
        for error in check.iter_errors(content)
    ]
    assert wrong == []


@pytest.mark.parametrize("code", CHECKABLE)
def test_a_mistake_that_a_schema_can_tell_is_told(code: str) -> None:
    found = [
        mistake
        for folder, name in FOLDERS.items()
        for file in (INVALID / code / folder).rglob("*.yml")
        for mistake in mistakes(name, file)
    ]
    assert found


def test_the_good_rule_beside_the_mistakes_is_valid() -> None:
    assert mistakes("rule", INVALID / "good.yml") == []


@pytest.mark.parametrize(
    ("settings", "good"),
    [
        ("checks: {unknown-tag: off}", True),
        ("checks: {unknown-tag: [error, {severity: note, paths: rules}]}", True),
        ("checks: {unknown-tgs: off}", False),
        ("checks: {unknown-tag: fatal}", False),
        ("waivers: [{check: tags, path: a, reason: b, expires: 2027-03-01}]", True),
        ("waivers: [{check: tags, path: a, expires: 2027-03-01}]", False),
        ("waivers: [{check: tags, reason: b, expires: 2027-03-01}]", False),
        ("targets: [splunk, {id: a, preset: splunk, pipelines: [x.yml]}]", True),
        ("targets: [splnk]", False),
        ("target: splunk", False),
    ],
)
def test_a_configuration_is_held_against_its_schema(settings: str, good: bool) -> None:
    content = yaml.load(settings, Loader=Loader)
    assert validator("catalogue").is_valid(content) is good


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("level: high", "level: High"),
        ("ParentImage|endswith", "ParentImage|endwith"),
        ("    condition: selection\n", ""),
        ("title: A program starts another one\n", ""),
        ("author: Somebody", "author: {name: Somebody}"),
        ("date: 2026-11-24", "date: 24.11.2026"),
        ("tags:", "tag:"),
    ],
)
def test_a_rule_with_one_mistake_is_invalid(before: str, after: str) -> None:
    check = validator("rule")
    assert check.is_valid(yaml.load(RULE, Loader=Loader))
    assert not check.is_valid(yaml.load(RULE.replace(before, after), Loader=Loader))


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_command_prints_the_file_that_is_in_the_repository(name: str) -> None:
    result = CliRunner().invoke(main, ["schema", name])
    file = REPOSITORY / "generator/pages/exports/schemas/editors" / f"{name}.schema.json"
    assert result.stdout == file.read_text("utf-8"), (
        f"write it anew with `catalogue schema {name} > {file.relative_to(REPOSITORY)}`"
    )
