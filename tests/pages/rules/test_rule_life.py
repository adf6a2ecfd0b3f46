"""The life of a rule on pages and in exports: in use or retired, whose it is, tested when, changed
by whom."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.build import build as building
from generator.cli import main
from generator.pages.attack.navigator import LAYER_OF_ALL
from tests.catalogue.history.repository import Repository
from tests.support import RULE, Project

ID = "5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11"
OLD_ID = "5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a22"
OLD = (
    RULE.replace(ID, OLD_ID)
    .replace("A program starts another one", "An older rule")
    .replace("status: test", "status: deprecated")
)
TECHNIQUE = "attack/techniques/T1047.md"
TACTIC = "attack/tactics/TA0002.md"
HOSTILE = "<img src=x onerror=alert(1)> | [x](javascript:alert(1)) **b**"
SAMPLES = f"""\
rule: {ID}
event: {{Channel: Microsoft-Windows-Sysmon/Operational, EventID: 1, ParentImage: 'C:\\parent.exe'}}
match:
    - why: the plain case
"""


def page(project: Project, name: str = "a") -> str:
    return project.build()[f"rules/{name}.md"]


def section(text: str, heading: str) -> str:
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0].strip()


def history_of(project: Project, name: str = "a") -> str:
    return section(page(project, name), "History")


def test_a_deprecated_rule_says_so_above_its_table_and_names_what_took_its_place(
    project: Project,
) -> None:
    new = RULE.replace("status: test", f"status: test\nrelated: [{{id: {OLD_ID}, type: obsolete}}]")
    text = page(project.write({"rules/a.yml": new, "rules/old.yml": OLD}), "old")
    notice = text.partition("\n---\n")[2].partition("| Title ")[0].strip()
    assert notice.startswith("> **Deprecated.** ")
    assert notice.endswith("Use [A program starts another one](a.md) instead.")


def test_an_unsupported_rule_says_that_it_cannot_be_used(project: Project) -> None:
    text = RULE.replace("status: test", "status: unsupported")
    assert "\n> **Unsupported.** " in page(project.write({"rules/a.yml": text}))


def test_a_rule_in_use_begins_with_its_table(project: Project) -> None:
    text = page(project.write({"rules/a.yml": RULE}))
    assert text.partition("\n---\n")[2].lstrip().startswith("| Title ")


@pytest.mark.parametrize("path", [TECHNIQUE, TACTIC])
def test_lists_name_retired_rules_below_the_others(project: Project, path: str) -> None:
    text = project.write({"rules/a.yml": RULE, "rules/old.yml": OLD}).build()[path]
    rows = [line for line in text.splitlines() if line.startswith("| [")]
    assert [row for row in rows if "a.md" in row]
    assert not [row for row in rows if "old.md" in row]
    assert "Not in use any more: [An older rule](../../rules/old.md) (deprecated)." in text


def test_a_retired_rule_covers_nothing(project: Project) -> None:
    made = project.write({"rules/old.yml": OLD}).build()
    told = {
        name: cell.strip()
        for _, name, cell, _ in (
            line.split("|") for line in made[TECHNIQUE].splitlines() if line.startswith("| **")
        )
    }
    rows = {name.strip(" *"): cell for name, cell in told.items()}
    assert rows["Rules"] == "none; 1 not in use any more"
    assert rows["Evidence"] == "none"
    assert "no rule in use" in rows["Missing"]
    layer = json.loads(made[LAYER_OF_ALL])
    assert "T1047" not in {entry["techniqueID"] for entry in layer["techniques"]}


def test_bundles_to_import_leave_out_retired_rules_and_the_api_does_not(project: Project) -> None:
    made = project.write({"rules/a.yml": RULE, "rules/old.yml": OLD}).build(["xpack-watcher"])
    bundle = next(text for path, text in made.items() if path.endswith("xpack-watcher.sh"))
    assert ID in bundle
    assert OLD_ID not in bundle
    whole = json.loads(made[f"api/v1/rules/{OLD_ID}.json"])
    assert whole["retired"]
    assert whole["queries"]["xpack-watcher"]["query"]


def test_the_owner_is_the_one_of_the_rule_else_the_last_that_its_path_fits(
    project: Project,
) -> None:
    project.write(
        {
            "catalogue.yml": "owners: {rules: All | of us, rules/b*: Team B, 'rules/c/': Team C}\n",
            "rules/a.yml": RULE,
            "rules/b.yml": RULE.replace(ID, OLD_ID),
            "rules/c/d.yml": RULE.replace(ID, OLD_ID[:-1] + "3"),
            "rules/c/e.yml": RULE.replace(ID, OLD_ID[:-1] + "4") + "owner: Ada\n",
        }
    )
    made = project.build()
    owners = {
        name: next(x for x in made[f"rules/{name}.md"].splitlines() if "**Owner**" in x)
        for name in "abde"
    }
    cells = {name: row.split(" | ", 1)[1].removesuffix(" |") for name, row in owners.items()}
    assert cells == {"a": "All &#124; of us", "b": "Team B", "d": "Team C", "e": "Ada"}
    assert json.loads(made[f"api/v1/rules/{ID}.json"])["owner"] == "All | of us"


def test_a_rule_without_an_owner_has_no_such_row(project: Project) -> None:
    assert "**Owner**" not in page(project.write({"rules/a.yml": RULE}))


def test_a_test_that_is_not_recorded_has_no_day(project: Project) -> None:
    project.write({"rules/a.yml": RULE, "regression_data/a.yml": SAMPLES})
    assert "Last passing test: not recorded." in section(page(project), "Proof")


def recorded(project: Project, monkeypatch: pytest.MonkeyPatch, *more: str) -> None:
    monkeypatch.chdir(project.folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    done = CliRunner().invoke(main, ["test", "--record", *more])
    assert done.exit_code in (0, 1), done.output


def test_the_day_of_a_passing_test_is_written_down_and_shown(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write({"rules/a.yml": RULE, "regression_data/a.yml": SAMPLES})
    recorded(project, monkeypatch)
    assert "Last passing test: 2023-11-14, on 1 sample." in section(page(project), "Proof")
    project.write({"rules/a.yml": RULE.replace("parent.exe", "changed.exe")})
    assert "on 1 sample, before its detection was changed." in section(page(project), "Proof")


def test_a_failing_rule_keeps_the_day_on_which_it_passed(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write({"rules/a.yml": RULE, "regression_data/a.yml": SAMPLES})
    recorded(project, monkeypatch)
    record = project.folder / "regression_data/last_passed.json"
    before = record.read_text("utf-8")
    project.write({"rules/a.yml": RULE.replace("parent.exe", "changed.exe")})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    CliRunner().invoke(main, ["test", "--record"])
    assert record.read_text("utf-8") == before


@pytest.mark.parametrize(
    "text", ["", "[]", '{"x": 1}', '{"' + ID + '": {"day": "<b>", "samples": 1, "digest": ""}}']
)
def test_a_record_of_another_form_counts_for_nothing(project: Project, text: str) -> None:
    project.write({"rules/a.yml": RULE, "regression_data/last_passed.json": text})
    assert "Last passing test" not in page(project)


@pytest.fixture
def kept(project: Project) -> Repository:
    """A project in git with one rule."""
    repository = Repository(project.folder)
    project.write({"rules/a.yml": RULE, ".gitignore": "build/\n"})
    repository.commit("feat: a rule")
    return repository


def test_a_page_tells_who_made_and_changed_its_file_and_what_of_it(
    project: Project, kept: Repository
) -> None:
    kept.write("rules/a.yml", RULE.replace("level: high", "level: low"))
    kept.commit("fix: it is not that bad", author="Grace Hopper")
    told = history_of(project)
    assert told.startswith(
        "Created on 2026-01-01 by Ada Lovelace; last changed on 2026-01-02 by Grace Hopper.\n"
    )
    assert "| 2026-01-02 | Grace Hopper | level | fix: it is not that bad |" in told
    assert "| 2026-01-01 | Ada Lovelace | created | feat: a rule |" in told


def test_what_commits_say_is_text(project: Project, kept: Repository) -> None:
    kept.write("rules/a.yml", RULE.replace("level: high", "level: low"))
    kept.commit(HOSTILE, author=HOSTILE.replace("<", "[").replace(">", "]"))
    told = history_of(project)
    row = next(line for line in told.splitlines() if line.startswith("| 2026-01-02"))
    assert row.count(" | ") == 3
    assert "<img" not in told
    assert "[x](" not in told.replace("\\[x\\](", "")
    assert "**b**" not in told


def test_commits_are_linked_where_the_repository_is_known(
    project: Project, kept: Repository
) -> None:
    project.write({"catalogue.yml": "repository: https://github.com/o/r\n"})
    commit = kept.git("rev-parse", "HEAD").strip()
    assert f"[feat: a rule](https://github.com/o/r/commit/{commit})" in history_of(project)


def test_the_history_can_be_switched_off(project: Project, kept: Repository) -> None:
    project.write({"catalogue.yml": "history: false\n"})
    made = project.build()
    assert "## History" not in made["rules/a.md"]
    assert json.loads(made[f"api/v1/rules/{ID}.json"])["history"] is None


def test_a_history_that_is_asked_for_and_not_there_is_reported(project: Project) -> None:
    project.write({"rules/a.yml": RULE, "catalogue.yml": "history: true\n"})
    made = building.build(project.config("splunk"), jobs=1)
    assert [d.message for d in made.diagnostics if d.code == "bad-setting"] == [
        "history is true, but rules is in no git work tree"
    ]


def test_only_the_newest_commits_are_listed(project: Project, kept: Repository) -> None:
    for number in range(24):
        kept.write("rules/a.yml", RULE.replace("Says", f"Says {number}"))
        kept.commit(f"docs: words {number}")
    told = history_of(project)
    assert told.count("\n| 2026-") == 20
    assert told.endswith("5 older commits are not listed.")
    assert told.startswith("Created on 2026-01-01 ")


def test_the_same_commit_gives_the_same_pages(project: Project, kept: Repository) -> None:
    first = project.build()
    project.folder.joinpath("rules/a.yml").touch()
    assert project.build() == first


def test_a_file_that_is_not_committed_says_so(project: Project, kept: Repository) -> None:
    kept.write("rules/new.yml", RULE.replace(ID, OLD_ID))
    assert history_of(project, "new") == "The file is not committed yet."
    kept.write("rules/a.yml", RULE.replace("level: high", "level: low"))
    assert "The file has changes that are not committed." in history_of(project)


def test_a_history_that_is_cut_tells_no_day_of_creation(
    project: Project, kept: Repository, tmp_path: Path
) -> None:
    kept.write("rules/a.yml", RULE.replace("level: high", "level: low"))
    kept.commit("fix: level")
    clone = tmp_path / "clone"
    kept.git("clone", "--quiet", "--depth=1", f"file://{kept.folder}", str(clone))
    told = history_of(Project(clone))
    assert told.startswith("The history is cut: ")
    assert "reated on" not in told
