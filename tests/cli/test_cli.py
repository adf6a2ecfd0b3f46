"""The command line as people use it."""

from __future__ import annotations

import importlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from generator.build import build as building
from generator.build import loading
from generator.cli import group, main
from generator.cli.report import FAULT, UNREAD, for_stream
from generator.targets.registry import PRESETS
from generator.targets.trust import Level, Trust
from tests.support import RULE, Project


@pytest.fixture
def here(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(project.folder)
    return project.write({"rules/a.yml": RULE})


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.mark.parametrize("verb", ["build", "site", "serve", "convert", "check", "targets"])
def test_the_help_of_each_verb_has_an_example(verb: str) -> None:
    result = run(verb, "--help")
    assert result.exit_code == 0
    assert f"catalogue {verb}" in result.output.partition("Example:")[2]


def test_one_rule_and_one_target_print_nothing_but_the_query(here: Project) -> None:
    result = run("convert", "rules/a.yml", "--target", "splunk")
    assert result.exit_code == 0
    assert result.stdout.startswith("source ")
    assert result.stdout.count("\n") == 1
    assert result.stderr == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_query_cannot_steer_a_terminal_and_is_left_alone_in_a_pipe() -> None:
    query = 'a="\x1b]0;x\x07" |\n\tb'
    assert for_stream(query, io.StringIO()) == query
    assert for_stream(query, Terminal()) == 'a="\\x1b]0;x\\x07" |\n\tb'


def test_a_folder_without_rules_says_so(here: Project) -> None:
    (here.folder / "rules/a.yml").unlink()
    assert "no rule was found" in run("build", "-t", "splunk").stderr


def test_several_queries_are_told_apart(here: Project) -> None:
    result = run("convert", "rules/a.yml", "-t", "splunk", "-t", "es-qs")
    assert "# A program starts another one (es-qs)" in result.stdout


def test_a_query_that_cannot_be_had_is_a_reason_on_the_error_stream(here: Project) -> None:
    here.write({"rules/a.yml": RULE.replace("condition: selection", "condition: other")})
    result = run("convert", "rules/a.yml", "-t", "splunk")
    assert result.stdout == ""
    assert "rules/a.yml: no query for splunk: " in result.stderr
    assert "names 'other'" in result.stderr
    assert result.exit_code == 1


def test_a_folder_without_rules_is_wrong_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("check")
    assert result.exit_code == 2
    assert "--rules FOLDER" in result.stderr


def test_a_folder_that_is_not_there_does_not_hide_the_others(here: Project) -> None:
    result = run("check", "--rules", "rules", "--rules", "nowhere")
    assert result.exit_code == 1
    assert "nowhere: error[missing-folder]" in result.stdout
    assert "1 rule: 1 error" in result.stderr


def test_a_wrong_configuration_is_exit_code_2(here: Project) -> None:
    here.write({"catalogue.yml": "tagrets: [splunk]\n"})
    result = run("check")
    assert result.exit_code == 2
    assert "catalogue.yml:1:1: error[unknown-setting]" in result.stderr


def test_a_clean_folder_is_exit_code_0_and_mistakes_are_1(here: Project) -> None:
    assert run("check").exit_code == 0
    here.write({"rules/b.yml": "title: x\n"})
    assert run("check").exit_code == 1


def test_a_warning_alone_is_no_failure(here: Project) -> None:
    here.write({"rules/a.yml": RULE + "colour: red\n"})
    result = run("check")
    assert "warning[unknown-key]" in result.stdout
    assert result.exit_code == 0


def test_mistakes_as_json_are_one_object_a_line(here: Project) -> None:
    here.write({"rules/b.yml": "title: x\n"})
    lines = run("check", "--format", "json").stdout.splitlines()
    assert "missing-detection" in {json.loads(line)["code"] for line in lines}


def test_mistakes_for_github_name_file_and_line(here: Project) -> None:
    here.write({"rules/a.yml": RULE + "colour: red\n"})
    line = run("check", "--format", "github").stdout
    assert line.startswith("::warning file=rules/a.yml,title=unknown-key,line=22,col=1::")


def test_a_fault_of_ours_is_exit_code_3_and_asks_to_be_reported(
    here: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr(loading, "load", broken)
    result = run("check")
    assert result.exit_code == 3
    assert "report" in result.stderr


def test_build_says_what_it_made_and_how_long_it_took(here: Project) -> None:
    result = run("build", "-t", "splunk", "--output", "out")
    assert result.exit_code == 0
    assert "1 rule, 1 target" in result.stdout
    assert "Time: read" in result.stdout
    assert (here.folder / "out/rules/a.md").exists()


def test_the_list_of_targets_has_all_of_them() -> None:
    result = run("targets")
    assert all(target.id in result.stdout for target in PRESETS)
    assert re.search(
        r"^\* es-qs +(proven|judged) +Elasticsearch query", result.stdout, re.MULTILINE
    )
    assert re.search(r"^  sqlite +\w", result.stdout, re.MULTILINE)


def test_a_known_wrong_target_is_converted_to_with_its_warning(
    here: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "trust_in", lambda *_: Trust(level=Level.WRONG))
    result = run("convert", "rules/a.yml", "-t", "sqlite")
    assert "SELECT * FROM logs" in result.stdout
    assert "sqlite: known wrong: " in result.stderr


@pytest.mark.parametrize("verb", ["build", "check"])
def test_a_target_that_is_not_there_is_wrong_usage(here: Project, verb: str) -> None:
    here.write({"catalogue.yml": "targets: [splnk]\n"})
    result = run(verb)
    assert result.exit_code == 2
    assert "catalogue.yml:1:11: error[unknown-target]" in result.stderr


def test_targets_of_a_configuration_are_listed_and_converted_to(here: Project) -> None:
    here.write({"other.yml": "targets: [grep, {id: ours, preset: es-qs, title: Our Elastic}]\n"})
    listed = run("targets", "--config", "other.yml").stdout.splitlines()
    assert [line for line in listed if line.startswith("*")] == [
        line for line in listed if line.split()[1] in ("grep", "ours")
    ]
    assert any("Our Elastic" in line for line in listed)
    result = run("convert", "rules/a.yml", "--config", "other.yml", "-t", "ours")
    assert result.exit_code == 0
    assert result.stdout.startswith("winlog.channel:")


def test_the_list_of_targets_stands_beside_a_mistake_in_the_configuration(here: Project) -> None:
    here.write({"catalogue.yml": "targets: [splnk]\n"})
    result = run("targets")
    assert result.exit_code == 2
    assert "  splunk " in result.stdout
    assert "error[unknown-target]" in result.stderr


def test_every_verb_is_listed_and_loaded_by_its_name() -> None:
    context = click.Context(main)
    assert isinstance(main, click.Group)
    for path in Path(group.__file__).parent.glob("*.py"):
        importlib.import_module(f"generator.cli.{path.stem}" if path.stem[0] != "_" else "click")
    assert sorted(main.commands) == main.list_commands(context)
    assert all(main.get_command(context, name) for name in main.list_commands(context))


def test_a_check_loads_nothing_that_only_a_site_needs() -> None:
    code = "import sys, generator.cli.check; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    site = {"generator.pages.registry", "generator.site", "generator.build.build"}
    assert not site & set(done.stdout.split())


def with_no_reader(code: str, folder: Path, *arguments: str) -> tuple[int, str]:
    """How a process ends whose standard output is a pipe that is closed, and what it says."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-c", code, *arguments]
    try:
        done = subprocess.run(
            command, cwd=folder, stdout=writer, stderr=subprocess.PIPE, text=True, check=False
        )
    finally:
        os.close(writer)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "arguments", [("test", "--format", "junit"), ("convert", "rules/a.yml", "-t", "splunk")]
)
def test_a_reader_that_leaves_early_ends_a_verb_without_a_word(
    here: Project, arguments: tuple[str, ...]
) -> None:
    code = "from generator.cli import main; main()"
    assert with_no_reader(code, here.folder, *arguments) == (UNREAD, "")


def test_what_is_left_in_a_buffer_when_the_reader_leaves_is_no_fault(here: Project) -> None:
    code = """
from generator.cli import main
main.command("say")(lambda: print("a line that waits in the buffer"))
main(["say"])
"""
    assert with_no_reader(code, here.folder) == (UNREAD, "")


def test_another_pipe_that_breaks_stays_a_fault(
    here: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise BrokenPipeError("a process of ours is gone")

    monkeypatch.setattr(loading, "load", broken)
    result = run("check")
    assert result.exit_code == FAULT
    assert "a process of ours is gone" in result.stderr
