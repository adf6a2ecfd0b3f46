"""`catalogue new`: valid files, the next free number, and nothing overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from generator.base.diagnostics import Severity
from generator.cli import main
from tests.support import RULE, Project

UNUSED = {"unused-logging-policy"}
"""What is said of a policy before a Data Needed names it."""


@pytest.fixture
def here(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(project.folder)
    return project.write({"rules/one.yml": RULE})


def new(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["new", *arguments])


RULE_OF = ("rule", "Shell by: a database", "--product", "windows", "--category", "process_creation")


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (
            (*RULE_OF, "--technique", "T1505.001"),
            "rules/windows/process_creation/shell_by_a_database.yml",
        ),
        (
            ("data-needed", "Account created", "--event-id", "4720"),
            "data_needed/DN_0001_4720_account_created.yml",
        ),
        (("data-needed", "auditd execve"), "data_needed/DN_0001_auditd_execve.yml"),
        (("logging-policy", "Audit accounts"), "logging_policies/LP_0001_audit_accounts.yml"),
        (("trigger", "t1505.001"), "triggers/T1505.001/T1505.001.yaml"),
    ],
)
def test_a_new_file_is_one_that_check_accepts(
    here: Project, arguments: tuple[str, ...], path: str
) -> None:
    made = new(*arguments)
    assert made.exit_code == 0, made.output
    assert (here.folder / path).is_file()
    found = [d for d in here.load().diagnostics if d.path == path]
    assert {d.code for d in found if d.severity is not Severity.NOTE} <= UNUSED


def test_what_is_to_be_filled_in_is_listed_with_its_line(here: Project) -> None:
    told = new(*RULE_OF).output.splitlines()
    place = "rules/windows/process_creation/shell_by_a_database.yml"
    assert told[0] == f"wrote: {place}"
    lines = (here.folder / place).read_text().splitlines()
    gaps = [n for n, line in enumerate(lines, 1) if "FILL IN" in line]
    assert [line.split(":")[1] for line in told[1:]] == [str(n) for n in gaps]


def test_the_tags_of_a_technique_are_written(here: Project) -> None:
    new(*RULE_OF, "--technique", "T1505.001", "--technique", "T1047")
    rule = yaml.safe_load(
        (here.folder / "rules/windows/process_creation/shell_by_a_database.yml").read_text()
    )
    assert rule["title"] == "Shell by: a database"
    assert rule["tags"] == [
        "attack.persistence",
        "attack.execution",
        "attack.t1505.001",
        "attack.t1047",
    ]


def test_two_rules_have_two_ids(here: Project) -> None:
    new(*RULE_OF)
    new("rule", "Another", *RULE_OF[2:])
    folder = here.folder / "rules/windows/process_creation"
    assert len({yaml.safe_load(file.read_text())["id"] for file in folder.iterdir()}) == 2


def test_the_next_number_is_after_the_highest(here: Project) -> None:
    here.write({"logging_policies/LP_0041_x.yml": "title: LP_0041_x\n"})
    new("logging-policy", "y")
    assert (here.folder / "logging_policies/LP_0042_y.yml").is_file()


@pytest.mark.parametrize("arguments", [RULE_OF, ("trigger", "T1047")])
def test_a_file_that_exists_is_left_as_it_is(here: Project, arguments: tuple[str, ...]) -> None:
    new(*arguments)
    before = {p: p.read_bytes() for p in here.folder.rglob("*") if p.is_file()}
    made = new(*arguments)
    assert made.exit_code == 2
    assert "is there already" in made.output
    assert {p: p.read_bytes() for p in here.folder.rglob("*") if p.is_file()} == before


def test_a_technique_that_there_is_not_is_refused(here: Project) -> None:
    made = new("trigger", "T9999")
    assert made.exit_code == 2
    assert "T9999 is no technique" in made.output


def test_a_rule_without_a_log_source_is_refused(here: Project) -> None:
    assert "needs a --product" in new("rule", "x").output


@pytest.mark.parametrize("title", ["../../x", "…", ""])
def test_a_title_cannot_lead_out_of_the_folder(here: Project, title: str) -> None:
    above = here.folder.parent
    before = {path for path in above.iterdir() if path.suffix == ".yml"}
    new("rule", title, "--product", "../..")
    new("rule", title, "--product", "windows")
    assert {path for path in above.iterdir() if path.suffix == ".yml"} == before


@pytest.mark.parametrize("title", ["yes", "a: b", "# x", "'", '"', "x\ny: z", "a - b", "{a}"])
def test_a_title_is_text_whatever_is_in_it(here: Project, title: str) -> None:
    made = new("rule", f"{title} word", "--product", "windows")
    assert made.exit_code == 0, made.output
    (file,) = (here.folder / "rules/windows").iterdir()
    assert yaml.safe_load(file.read_text())["title"] == f"{title} word"


def test_a_first_file_of_a_kind_begins_with_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of one's own takes the library's place, so that nothing dangles."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/one.yml").write_text(RULE)
    monkeypatch.chdir(tmp_path)
    made = new("logging-policy", "mine")
    assert "was copied there first" in made.output
    assert len(list((tmp_path / "logging_policies").iterdir())) > 10


def test_what_the_library_has_is_not_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/one.yml").write_text(RULE)
    monkeypatch.chdir(tmp_path)
    made = new("trigger", "T1003.001")
    assert made.exit_code == 2
    assert "library that comes with the program has" in made.output
    assert not (tmp_path / "triggers").exists()
