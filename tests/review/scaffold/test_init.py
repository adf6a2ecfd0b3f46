"""`catalogue init`: what a folder of rules gets, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from generator.cli import main
from generator.review.scaffold import workflow_names
from tests.support import RULE


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def init(*options: str) -> Result:
    return CliRunner().invoke(main, ["init", *options])


def put(folder: Path, path: str, text: str = RULE) -> None:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_settings_and_a_makefile_are_written(here: Path) -> None:
    put(here, "rules/one.yml")
    assert init().exit_code == 0
    assert files(here) == {"rules/one.yml", "catalogue.yml", "Makefile", ".gitignore"}
    assert "rules" not in yaml.safe_load((here / "catalogue.yml").read_text())


def test_folders_of_rules_by_other_names_are_named_in_the_settings(here: Path) -> None:
    put(here, "windows/deep/one.yml")
    put(here, "linux rules/two.yaml")
    put(here, "notes/three.yml", "no: rule\n")
    put(here, ".hidden/four.yml")
    assert init().exit_code == 0
    settings = yaml.safe_load((here / "catalogue.yml").read_text())
    assert settings["rules"] == ["linux rules", "windows"]


def test_workflows_of_github_are_written_when_asked_for(here: Path) -> None:
    put(here, "rules/one.yml")
    init("--github")
    written = {path for path in files(here) if path.startswith(".github")}
    assert written == {f".github/workflows/{name}" for name in workflow_names()}
    assert (
        "pip install detection-catalogue==" in (here / ".github/workflows/checks.yml").read_text()
    )


def test_a_pipeline_of_gitlab_is_written_when_asked_for(here: Path) -> None:
    put(here, "rules/one.yml")
    init("--gitlab")
    pipeline = yaml.safe_load((here / ".gitlab-ci.yml").read_text())
    assert any("detection-catalogue==" in line for line in pipeline["default"]["before_script"])


def test_nothing_that_exists_is_touched_and_it_is_said(here: Path) -> None:
    put(here, "rules/one.yml")
    for path in ("catalogue.yml", "Makefile", ".gitignore", ".github/workflows/publish.yml"):
        put(here, path, "mine\n")
    told = init("--github").output
    for path in ("catalogue.yml", "Makefile", ".gitignore", ".github/workflows/publish.yml"):
        assert (here / path).read_text() == "mine\n"
        assert f"left as it is: {path}\n" in told
    assert "wrote: .github/workflows/preview.yml\n" in told


def test_a_link_to_nothing_is_not_written_through(here: Path, tmp_path: Path) -> None:
    put(here, "rules/one.yml")
    (here / "Makefile").symlink_to(tmp_path / "elsewhere")
    assert "left as it is: Makefile" in init().output
    assert not (tmp_path / "elsewhere").exists()


def test_rules_beside_the_settings_are_to_be_moved(here: Path) -> None:
    put(here, "one.yml")
    made = init()
    assert made.exit_code == 2
    assert "Move them into a folder rules/" in made.output
    assert files(here) == {"one.yml"}


def test_a_folder_without_rules_is_refused(here: Path) -> None:
    put(here, "notes/one.yml", "no: rule\n")
    made = init()
    assert made.exit_code == 2
    assert "no Sigma rules here" in made.output


def test_workflows_below_the_top_of_a_repository_are_said_to_be_found_by_nobody(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / ".git").mkdir()
    put(here, "own/rules/one.yml")
    monkeypatch.chdir(here / "own")
    told = init("--github")
    assert told.exit_code == 0
    assert told.stderr == (
        "note: GitHub will not find the workflows here, but only in the top folder of the "
        "repository. Move them to ../ and let them work in own/.\n"
    )
    assert init().stderr == ""
    monkeypatch.chdir(here)
    put(here, "rules/one.yml")
    assert init("--github", "--gitlab").stderr == ""
