"""Layers for the ATT&CK Navigator."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from generator.build import build as building
from generator.pages.attack.navigator import is_public
from tests.support import RULE, Project

SCHEMA = json.loads(Path(__file__).with_name("layer-4.5.schema.json").read_text("utf-8"))
FOLDER = "api/v1/layers"
SITE = "https://example.org/catalogue/"


def built(project: Project, site_url: str = "") -> dict[str, str]:
    config = project.config("splunk")
    made = building.build(config, jobs=1, site_url=site_url)
    written = [path for path in made.written.paths if path.endswith((".json", ".md"))]
    return {path: (config.output / path).read_text("utf-8") for path in written}


def layer(project: Project, name: str, site_url: str = "") -> dict[str, Any]:
    return json.loads(built(project, site_url)[f"{FOLDER}/{name}.json"])


def scores(found: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {(e["techniqueID"], e["tactic"]): e["score"] for e in found["techniques"]}


LINUX = RULE.replace("5f9b", "6f9b").replace("windows", "linux").replace("high", "low")
BOTH = {"rules/a.yml": RULE, "rules/b.yml": LINUX}


@pytest.mark.parametrize("site_url", ["", SITE])
def test_every_layer_is_of_format_4_5(project: Project, site_url: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    validator = jsonschema.Draft202012Validator(SCHEMA)
    files = built(project.write(BOTH), site_url)
    found = [path for path in files if path.startswith(FOLDER) and not path.endswith("index.json")]
    assert len(found) == 1 + 2 + 5 + 5
    for path in found:
        one = json.loads(files[path])
        assert [error.message for error in validator.iter_errors(one)] == [], path
        assert (one["domain"], one["versions"]["attack"]) == ("enterprise-attack", "19.1")


def test_the_score_of_a_technique_is_the_number_of_its_rules(project: Project) -> None:
    found = layer(project.write(BOTH), "all")
    assert scores(found) == {("T1047", "execution"): 2}
    (entry,) = found["techniques"]
    assert entry["comment"] == "; ".join(["A program starts another one (by Somebody)"] * 2)
    assert {"name": "high rules", "value": "1"} in entry["metadata"]


def test_a_rule_is_named_with_its_author_and_license(project: Project) -> None:
    theirs = RULE.replace("author: Somebody", "author: Jane Doe\nlicense: DRL 1.1")
    found = layer(project.write({"rules/a.yml": theirs, "rules/b.yml": LINUX}), "all")
    (entry,) = found["techniques"]
    assert "A program starts another one (by Jane Doe, DRL 1.1)" in entry["comment"].split("; ")


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("platform-windows", 1),
        ("platform-linux", 1),
        ("level-high", 1),
        ("level-medium", 0),
        ("status-test", 2),
        ("status-stable", 0),
    ],
)
def test_a_layer_is_of_one_platform_level_or_status(
    project: Project, name: str, number: int
) -> None:
    found = layer(project.write(BOTH), name)
    assert sum(scores(found).values()) == number


def test_a_rule_counts_on_the_successor_and_under_each_of_its_tactics(project: Project) -> None:
    rule = RULE.replace("attack.t1047", "attack.t1562.001\n    - attack.t1053")
    found = layer(project.write({"rules/a.yml": rule}), "all")
    assert scores(found) == {
        ("T1053", "execution"): 1,
        ("T1053", "persistence"): 1,
        ("T1053", "privilege-escalation"): 1,
        ("T1685", "defense-impairment"): 1,
    }


def test_what_is_deprecated_unknown_or_of_another_domain_is_in_no_layer(project: Project) -> None:
    tags = "attack.t1026\n    - attack.t1899\n    - attack.t0807"
    project.write({"rules/a.yml": RULE.replace("attack.t1047", tags)})
    assert layer(project, "all")["techniques"] == []


def test_a_rule_that_is_not_in_use_is_only_in_the_layer_of_its_status(project: Project) -> None:
    project.write({"rules/a.yml": RULE.replace("status: test", "status: deprecated")})
    assert scores(layer(project, "all")) == {}
    assert scores(layer(project, "status-deprecated")) == {("T1047", "execution"): 1}


def test_links_lead_back_to_the_pages_of_a_public_site(project: Project) -> None:
    (entry,) = layer(project.write(BOTH), "all", SITE)["techniques"]
    url = f"{SITE}attack/techniques/T1047/"
    assert entry["links"] == [{"label": "Rules in the catalogue", "url": url}]


def test_the_matrix_opens_the_navigator_where_the_address_of_the_site_is_known(
    project: Project,
) -> None:
    address = (
        "https://mitre-attack.github.io/attack-navigator/#layerURL="
        "https%3A%2F%2Fexample.org%2Fcatalogue%2Fapi%2Fv1%2Flayers%2Fall.json"
    )
    assert f"]({address})" in built(project.write(BOTH), SITE)["attack/index.md"]
    offline = built(project)["attack/index.md"]
    assert "attack-navigator/#" not in offline
    assert "(../api/v1/layers/all.json)" in offline


@pytest.mark.parametrize(
    ("address", "public"),
    [
        (SITE, True),
        ("", False),
        ("http://127.0.0.1:8000/", False),
        ("http://localhost:8000/", False),
        ("https://sub.localhost/", False),
        ("file:///tmp/site", False),
    ],
)
def test_a_site_that_is_only_served_here_is_not_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_the_index_lists_every_layer(project: Project) -> None:
    files = built(project.write(BOTH))
    listed = json.loads(files[f"{FOLDER}/index.json"])["layers"]
    assert {row["path"] for row in listed} == {
        path for path in files if path.startswith(FOLDER) and not path.endswith("index.json")
    }
    assert listed[0] == {
        "name": "All rules",
        "path": f"{FOLDER}/all.json",
        "rules": 2,
        "techniques": 1,
    }


def test_a_product_of_any_name_is_a_file_that_can_be_written(project: Project) -> None:
    hostile = RULE.replace("product: windows", "product: '../../A b<script>'")
    project.write({"rules/a.yml": hostile, "rules/b.yml": LINUX})
    listed = json.loads(built(project)[f"{FOLDER}/index.json"])["layers"]
    names = [row["path"] for row in listed if row["name"].startswith("Platform")]
    assert sorted(names) == [
        f"{FOLDER}/platform-..-..-a-b-script.json",
        f"{FOLDER}/platform-linux.json",
    ]
