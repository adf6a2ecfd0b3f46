"""Every kind of mistake by its smallest example: `invalid/<code>/` and what is printed about it.

A folder is a project. `invalid/good.yml` is put beside its rules; `make.sh` makes what git or a
file system does not carry everywhere; `expected.txt` has the lines that are printed.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.base.diagnostics import Diagnostic, Severity, as_text, in_order
from generator.build import build as building
from generator.catalogue import samples as sampling
from generator.cli import main
from generator.reporting.codes import ALL_CODES as CODES
from generator.settings import config as configuration
from generator.settings.config import Settings
from generator.targets.convert import conversion as convert
from tests.support import KINDS, REPOSITORY

INVALID = Path(__file__).with_name("invalid")
CHECKS_PAGE = REPOSITORY / "docs" / "checks.md"
FOLDERS = sorted(folder.name for folder in INVALID.iterdir() if folder.is_dir())
FOLLOWING = {
    "duplicate-title": ("duplicate-stem",),
    "sigmahq-status-to-high": ("future-date",),
}
"""Mistakes that cannot be made without another one: pages of entities are called after titles, and
a rule that stays too young for its status is from a day that has yet to come."""
GOOD_RULE = "9d5e4d0a-2f35-4b43-9f0e-6f4f2f3f8a01"


@pytest.fixture
def lay_out(tmp_path: Path) -> LayOut:
    return LayOut(tmp_path / "project")


class LayOut:
    """Makes the project of a folder of examples."""

    def __init__(self, project: Path) -> None:
        self.project = project

    def __call__(self, code: str) -> Path:
        shutil.copytree(INVALID / code, self.project)
        for kind in KINDS:
            (self.project / kind).mkdir(exist_ok=True)
        shutil.copy(INVALID / "good.yml", self.project / "rules")
        if (self.project / "make.sh").exists():
            subprocess.run(["sh", "-eu", "make.sh"], cwd=self.project, check=True)
        return self.project


def mistakes_in(project: Path) -> tuple[tuple[Diagnostic, ...], set[str]]:
    """All that is reported about a project, and the ids of the rules that it has."""
    configured = (project / "catalogue.yml").exists()
    settings = Settings(targets=() if configured else ("splunk",), today=date(2026, 11, 24))
    config, mistakes = configuration.load(project, settings=settings)
    loaded = building.load(config, costly=True)
    queries = convert.convert(loaded.catalogue, loaded.targets, jobs=1)
    samples = sampling.collect(loaded.catalogue, config.base, config.sample_folders)
    every = (*mistakes, *loaded.diagnostics, *queries.diagnostics, *samples.diagnostics)
    found = in_order(every)
    return found, {str(rule.id) for rule in loaded.catalogue.rules}


@pytest.mark.parametrize("code", FOLDERS)
def test_a_mistake_is_reported_in_these_words_and_hides_no_other_file(
    code: str, lay_out: LayOut, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "evtx", None)  # It is optional; without it, files are named.
    found, ids = mistakes_in(lay_out(code))
    expected = (INVALID / code / "expected.txt").read_text("utf-8").splitlines()
    assert [as_text(mistake) for mistake in found] == expected
    assert {mistake.code for mistake in found} == {code, *FOLLOWING.get(code, ())}
    assert GOOD_RULE in ids


def test_every_code_has_a_folder_and_every_folder_a_code() -> None:
    assert sorted(CODES) == FOLDERS


def sections() -> dict[str, str]:
    """The parts of docs/checks.md by their heading."""
    parts = re.split(r"^## (.+)$", CHECKS_PAGE.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_code_has_a_heading_and_every_heading_a_code() -> None:
    assert sorted(sections()) == FOLDERS


def test_the_table_of_the_page_leads_to_every_code_once() -> None:
    head = CHECKS_PAGE.read_text("utf-8").partition("\n## ")[0]
    assert sorted(re.findall(r"\[([a-z0-9-]+)\]\(#\1\)", head)) == FOLDERS


@pytest.mark.parametrize("code", FOLDERS)
def test_the_page_shows_an_example_that_is_true(code: str) -> None:
    section = sections()[code]
    assert section.strip().startswith(f"{CODES[code].severity.value.capitalize()}: ")
    folder = INVALID / code
    files = [f.read_bytes().decode("utf-8", "replace") for f in folder.rglob("*") if f.is_file()]
    shown = re.findall(r"^```(?:yaml|sh)[^\n]*\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    printed = re.findall(r"^```text\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert shown
    assert printed == [(folder / "expected.txt").read_text("utf-8")]
    for block in shown:
        assert any(block.rstrip("\n") in text for text in files), (
            f"no file of {folder} has\n{block}"
        )


@pytest.mark.parametrize("code", ["unknown-level", "unknown-key"])
def test_check_ends_in_1_for_errors_and_0_for_warnings(
    code: str, lay_out: LayOut, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(lay_out(code))
    result = CliRunner().invoke(main, ["check"])
    assert result.stdout == (INVALID / code / "expected.txt").read_text("utf-8")
    assert result.exit_code == int(CODES[code].severity is Severity.ERROR)


def test_check_prints_for_github_and_as_json(
    lay_out: LayOut, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(lay_out("unknown-level"))
    github = CliRunner().invoke(main, ["check", "--format", "github"]).stdout
    plain = CliRunner().invoke(main, ["check", "--format", "json"]).stdout
    found = json.loads(plain)
    assert found["path"] == "rules/bad.yml"
    assert found["line"] == 3
    assert github == (
        "::error file=rules/bad.yml,title=unknown-level,line=3,col=1::" + found["message"] + "\n"
    )
