"""`catalogue coverage` prints what the page and its files say."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.catalogue.coverage.test_environment_pages import OURS, small
from tests.support import RULE, Project


@pytest.fixture
def here(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(project.folder)
    return small(project, OURS + "targets: [splunk]\n")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["coverage", *arguments])


def test_the_numbers_and_the_ranked_list_are_printed(here: Project) -> None:
    result = run("--environment", "Ours")
    assert result.exit_code == 0, result.output
    assert "1 rule in use: 0 run, 0 run with a gap, 1 are blocked\n" in result.stdout
    assert (
        "  LP_0042_process: +1 rule, +1 technique, volume High (then 1 rule, 1 technique)\n"
    ) in result.stdout


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_files_of_the_page_are_what_is_printed(here: Project, form: str) -> None:
    made = here.build(("splunk",))
    assert (
        run("--environment", "ours", "--format", form).stdout
        == (made[f"api/v1/environments/ours.{form}"])
    )


def test_a_name_that_is_not_there_is_wrong_usage_with_the_nearest(here: Project) -> None:
    result = run("--environment", "Our")
    assert result.exit_code == 2
    assert "There is no environment 'Our'; did you mean Ours?" in result.stderr


def test_without_environments_it_says_what_to_do(here: Project) -> None:
    (here.folder / "environments/ours.yml").unlink()
    result = run("--environment", "Ours")
    assert result.exit_code == 2
    assert "add one in environments/" in result.stderr


def test_mistakes_in_the_content_are_exit_code_1(here: Project) -> None:
    here.write({"rules/b.yml": RULE.replace("level: high", "level: hig").replace("2a11", "2a13")})
    result = run("--environment", "Ours")
    assert result.exit_code == 1
    assert "1 error in the content: see `catalogue check`" in result.stderr
    assert "2 rules in use" in result.stdout


def test_nothing_that_a_terminal_would_act_on_is_printed(here: Project) -> None:
    here.write({"environments/evil.yml": 'title: "a\\e[31m\\u202Eb"\n'})
    result = run("--environment", "evil")
    assert all(c.isprintable() or c == "\n" for c in result.stdout)
