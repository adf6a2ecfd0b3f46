"""`catalogue attack show`, `import` and `migrate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.facts.attack import NOTICE, load_file
from tests.facts.attack.bundles import bundle

OLD = "title: a\ntags:\n  - attack.t1562.001  # tools\n"
NEW = "title: a\ntags:\n  - attack.t1685  # tools\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["attack", *arguments])


def test_show_names_every_domain_and_version() -> None:
    shown = run("show").stdout
    assert "enterprise-attack 19.1: 15 tactics, 222 techniques and 475 sub-techniques" in shown
    assert "ics-attack 18.1" in shown
    assert "mobile-attack 18.1" in shown
    assert NOTICE in shown


def test_import_writes_facts_that_can_be_loaded(here: Path) -> None:
    (here / "bundle.json").write_text(json.dumps(bundle()))
    made = run("import", "bundle.json")
    assert made.exit_code == 0, made.output
    assert "enterprise-attack 30.1: 2 tactics, 2 techniques" in made.stdout
    assert load_file(here / "enterprise-attack-30.1.json").version == "30.1"


def test_import_writes_where_it_is_told(here: Path) -> None:
    (here / "bundle.json").write_text(json.dumps(bundle(without=["x-mitre-collection"])))
    made = run("import", "bundle.json", "--attack-version", "18.1", "--output", "deep/facts.json")
    assert made.exit_code == 0, made.output
    assert load_file(here / "deep/facts.json").version == "18.1"


def test_import_takes_former_names_from_older_facts(here: Path) -> None:
    (here / "bundle.json").write_text(json.dumps(bundle()))
    run("import", "bundle.json", "--output", "old.json")
    renamed = (here / "old.json").read_text().replace("Valid Accounts", "Accounts")
    (here / "old.json").write_text(renamed)
    run("import", "bundle.json", "--since", "old.json", "--output", "new.json")
    assert load_file(here / "new.json").renamed == {"T1078": "Accounts"}


@pytest.mark.parametrize("text", ["{}", json.dumps(bundle(without=["x-mitre-tactic"]))])
def test_a_bundle_that_is_refused_ends_in_2_and_writes_nothing(here: Path, text: str) -> None:
    (here / "bundle.json").write_text(text)
    made = run("import", "bundle.json")
    assert made.exit_code == 2
    assert "bundle.json was not imported" in made.stderr
    assert [path.name for path in here.glob("*.json")] == ["bundle.json"]


def test_migrate_shows_a_diff_and_changes_nothing(here: Path) -> None:
    (here / "rules/a.yml").write_text(OLD)
    made = run("migrate")
    assert made.exit_code == 0, made.output
    assert "--- a/rules/a.yml\n+++ b/rules/a.yml\n" in made.stdout
    assert "-  - attack.t1562.001  # tools\n+  - attack.t1685  # tools\n" in made.stdout
    assert "1 tag in 1 file would change" in made.stderr
    assert (here / "rules/a.yml").read_text() == OLD


def test_migrate_writes_when_it_is_told(here: Path) -> None:
    (here / "rules/a.yml").write_text(OLD)
    (here / "rules/b.yml").write_text(OLD)
    made = run("migrate", "rules/a.yml", "--write")
    assert "1 tag in 1 file changed" in made.stderr
    assert (here / "rules/a.yml").read_text() == NEW
    assert (here / "rules/b.yml").read_text() == OLD
    assert "0 tags in 0 files changed" in run("migrate", "rules/a.yml", "--write").stderr


def test_migrate_names_what_is_left_with_its_place(here: Path) -> None:
    (here / "rules/a.yml").write_text("title: a\ntags:\n  - attack.defense-evasion\n")
    made = run("migrate")
    assert made.exit_code == 0
    assert "rules/a.yml:3:5: warning[undecided-tactic]: Defense Evasion was split" in made.stderr


def test_a_file_that_cannot_be_read_is_left_and_ends_in_1(here: Path) -> None:
    (here / "rules/a.yml").write_text("tags: [attack.t1562.001\n")
    made = run("migrate", "--write")
    assert made.exit_code == 1
    assert "malformed-yaml" in made.stderr
    assert (here / "rules/a.yml").read_text() == "tags: [attack.t1562.001\n"
