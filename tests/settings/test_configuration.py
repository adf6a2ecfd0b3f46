"""catalogue.yml, the command line and the defaults behind them."""

from __future__ import annotations

import json
from pathlib import Path

from generator.settings import config as configuration
from generator.settings.config import LONGEST_QUERY, Settings
from generator.settings.target_choices import DEFAULT_TARGETS
from tests.support import RULE, Project


def test_an_empty_folder_has_a_configuration(tmp_path: Path) -> None:
    config, mistakes = configuration.load(tmp_path)
    assert mistakes == []
    assert config.sources["rules"] == ()
    assert [choice.preset for choice in config.targets] == list(DEFAULT_TARGETS)
    assert config.longest_query == LONGEST_QUERY
    assert config.output == tmp_path / "build/pages"


def test_a_source_without_a_folder_is_the_library_that_ships(tmp_path: Path) -> None:
    config, _ = configuration.load(tmp_path)
    (library,) = config.sources["data_needed"]
    assert any(library.glob("DN_*.yml"))


def test_folders_of_the_file_are_relative_to_it(project: Project) -> None:
    project.write({"catalogue.yml": "rules: [one, two]\noutput: out\nlongest_query: 5\n"})
    config, mistakes = configuration.load(project.folder)
    assert mistakes == []
    assert config.sources["rules"] == (project.folder / "one", project.folder / "two")
    assert config.output == project.folder / "out"
    assert config.longest_query == 5


def test_the_command_line_takes_the_place_of_the_file(project: Project) -> None:
    project.write({"catalogue.yml": "rules: one\ntargets: [splunk]\n"})
    settings = Settings(sources={"rules": (Path("three"),)}, targets=("grep",))
    config, _ = configuration.load(project.folder, settings=settings)
    assert config.sources["rules"] == (project.folder / "three",)
    assert [choice.id for choice in config.targets] == ["grep"]


def test_a_target_that_is_not_there_is_reported_with_the_nearest(project: Project) -> None:
    project.write({"catalogue.yml": "targets: [splunk, splnk]\n"})
    (diagnostic,) = project.load().diagnostics
    assert diagnostic.code == "unknown-target"
    assert "did you mean splunk?" in diagnostic.message


def test_a_project_can_pin_another_version_of_attack(project: Project) -> None:
    facts = {
        "domain": "enterprise-attack",
        "version": "99.0",
        "source": "test",
        "tactics": [{"id": "TA0002", "shortname": "execution", "name": "Execution"}],
        "techniques": [
            {"id": "T1047", "name": "Renamed", "tactics": ["execution"], "platforms": []}
        ],
        "revoked": {},
        "deprecated": [],
    }
    project.write(
        {
            "facts.json": json.dumps(facts),
            "catalogue.yml": "attack: facts.json\ntargets: splunk\n",
            "rules/a.yml": RULE,
        }
    )
    assert project.load().catalogue.attack.version == "99.0"


def test_facts_that_are_none_are_reported_and_the_bundled_ones_used(project: Project) -> None:
    project.write({"facts.json": "{}", "catalogue.yml": "attack: facts.json\n"})
    config, (mistake,) = configuration.load(project.folder)
    assert config.attack is None
    assert mistake.code == "bad-setting"
    assert "catalogue attack import" in mistake.message
