"""`catalogue check PATH`: what is reported where only some files are asked about."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.support import RULE, Project

OTHER = RULE.replace("id: 5f", "id: 6f").replace("starts another one", "is started")
BROADER = OTHER.replace("\\parent.exe", ".exe")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def places(*arguments: str) -> list[tuple[str, str]]:
    found = map(json.loads, check("--format", "json", *arguments).stdout.splitlines())
    return [(each["code"], each["path"]) for each in found]


@pytest.mark.parametrize("named", ["rules/a.yml", "rules/z.yml"])
def test_an_id_that_two_files_have_is_a_mistake_of_either(project: Project, named: str) -> None:
    project.write({"rules/a.yml": RULE, "rules/z.yml": BROADER.replace("id: 6f", "id: 5f")})
    assert ("duplicate-id", "rules/z.yml") in places("--quick", named)
    assert check("--quick", named).exit_code == 1


@pytest.mark.parametrize("named", ["rules/a.yml", "rules/b/a.yml"])
def test_two_files_that_would_be_one_page_are_told_for_either(project: Project, named: str) -> None:
    project.write({"rules/a.yml": RULE, "rules/b/a.yml": BROADER})
    assert places("--quick", named) == [("duplicate-stem", "rules/b/a.yml")]


@pytest.mark.parametrize("named", ["rules/a.yml", "rules/z.yml"])
def test_a_rule_is_told_of_one_that_it_shadows_and_of_one_that_shadows_it(
    project: Project, named: str
) -> None:
    project.write({"rules/a.yml": RULE, "rules/z.yml": BROADER})
    assert places(named) == [("shadowed-rule", "rules/a.yml")]


def test_a_file_that_cannot_be_read_is_a_file_of_the_project(project: Project) -> None:
    project.write({"rules/a.yml": RULE})
    (project.folder / "rules/b.yml").write_bytes(b"title: caf\xe9\n")
    result = check("--quick", "rules/b.yml")
    assert "rules/b.yml:1:11: error[not-utf8]" in result.stdout
    assert result.stderr == "1 file: 1 error, 0 warnings\n"


def test_what_is_about_other_files_is_not_reported(project: Project) -> None:
    project.write({"rules/a.yml": RULE, "rules/b.yml": RULE, "rules/z.yml": BROADER})
    found = places("rules/z.yml")
    assert "duplicate-id" not in [code for code, _ in found]


def test_a_waiver_of_the_place_holds_where_the_other_file_is_named(project: Project) -> None:
    waiver = "{check: shadowed-rule, path: rules/a.yml, reason: Both., expires: 2999-01-01}"
    project.write(
        {"rules/a.yml": RULE, "rules/z.yml": BROADER, "catalogue.yml": f"waivers: [{waiver}]\n"}
    )
    assert places("rules/z.yml") == []


def test_sarif_names_the_other_file_of_a_finding(project: Project) -> None:
    project.write({"rules/a.yml": RULE, "rules/z.yml": BROADER})
    (result,) = json.loads(check("--format", "sarif").stdout)["runs"][0]["results"]
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "rules/z.yml"


def test_in_a_folder_of_a_project_the_way_to_its_settings_is_said(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write({"rules/windows/a.yml": RULE, "catalogue.yml": "targets: [splunk]\n"})
    monkeypatch.chdir(project.folder / "rules/windows")
    result = check()
    assert result.exit_code == 2
    assert "catalogue.yml is in ../..: start there, or give --config ../../catalogue.yml." in (
        " ".join(result.stderr.split())
    )
    assert check("--config", "../../catalogue.yml").exit_code == 0
