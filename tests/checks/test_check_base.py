"""`catalogue check --base`: rules that look for something else than before and do not say since when."""

from __future__ import annotations

import datetime
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.catalogue.history.repository import Repository
from tests.support import RULE, Project

WRITTEN = RULE.replace("2026-11-24", "2025-06-02")
CHANGED = WRITTEN.replace("parent.exe", "other.exe")
SAID = CHANGED.replace("date: 2025-06-02", "date: 2025-06-02\nmodified: 2025-07-01")
OTHER = "7f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a13"
DAY = "2025-07-01 12:00:00 +0000"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A project whose rule is committed on main, and a branch `topic` that is checked out."""
    made = Repository(tmp_path / "project")
    Project(made.folder)
    made.write(".gitignore", "build/\n.git*\n")
    made.write("rules/a.yml", WRITTEN)
    made.commit("A rule")
    made.git("checkout", "--quiet", "-b", "topic")
    monkeypatch.chdir(made.folder)
    return made


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--quick", *arguments])


def stale(*arguments: str) -> list[str]:
    """The places and messages of what is reported; nothing else is."""
    lines = check(*arguments).stdout.splitlines()
    assert all("warning[stale-modified]: " in line for line in lines)
    return lines


def committed(repository: Repository, text: str, path: str = "rules/a.yml") -> None:
    repository.write(path, text)
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "-m", "Change", day=DAY)


def test_a_detection_that_a_branch_changed_without_a_day_is_reported_with_its_line(
    repository: Repository,
) -> None:
    committed(repository, CHANGED)
    assert stale("--base", "main") == [
        "rules/a.yml:8:1: warning[stale-modified]: the detection changed since the base, and the "
        "rule's day is still 2025-06-02; write the day of the change as `modified`"
    ]


def test_a_change_that_is_not_committed_is_seen_without_a_base(repository: Repository) -> None:
    repository.write("rules/a.yml", CHANGED)
    (line,) = stale()
    assert "the detection changed since the last commit" in line


def test_a_change_that_is_committed_is_not_seen_without_a_base(repository: Repository) -> None:
    committed(repository, CHANGED)
    assert stale() == []


def test_a_later_day_is_enough(repository: Repository) -> None:
    committed(repository, SAID)
    assert stale("--base", "main") == []


def test_what_main_changed_meanwhile_is_not_the_branch_s(repository: Repository) -> None:
    committed(repository, WRITTEN.replace("level: high", "level: low"))
    repository.git("checkout", "--quiet", "main")
    committed(repository, CHANGED)
    repository.git("checkout", "--quiet", "topic")
    assert stale("--base", "main") == []


def test_a_merge_commit_is_held_against_the_branch_that_it_goes_into(
    repository: Repository,
) -> None:
    committed(repository, CHANGED)
    repository.git("checkout", "--quiet", "main")
    committed(repository, RULE.replace("id: 5f", "id: 6f"), "rules/b.yml")
    repository.git("merge", "--quiet", "--no-edit", "topic", day=DAY)
    assert [line.partition(":")[0] for line in stale("--base", "HEAD^1")] == ["rules/a.yml"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("level: high", "level: low"),
        ("    condition: selection", "    # Why.\n    condition:   selection"),
        ("'\\parent.exe'", '"\\\\parent.exe"'),
        (
            "    product: windows\n    category: process_creation",
            "    category: process_creation\n    product: windows",
        ),
        ("category: process_creation", "category: process_creation\n    definition: Be thorough"),
    ],
    ids=["level", "comment", "quotes", "order", "definition"],
)
def test_what_means_the_same_needs_no_day(repository: Repository, old: str, new: str) -> None:
    text = WRITTEN.replace(old, new)
    assert text != WRITTEN
    committed(repository, text)
    assert stale("--base", "main") == []


def test_the_order_of_values_means_nothing_and_another_value_does(repository: Repository) -> None:
    def values(*names: str) -> str:
        listed = "".join(f"\n            - '\\{name}.exe'" for name in names)
        return WRITTEN.replace(" '\\parent.exe'", listed)

    repository.git("checkout", "--quiet", "main")
    committed(repository, values("one", "two"))
    repository.git("checkout", "--quiet", "-B", "topic")
    repository.write("rules/a.yml", values("two", "one"))
    assert stale() == []
    repository.write("rules/a.yml", values("one", "three"))
    assert len(stale()) == 1


def test_a_detection_is_seen_wherever_in_the_file_it_stands(repository: Repository) -> None:
    flow = (
        "{{title: A, id: 5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11, date: 2025-06-02, level: low, "
        "logsource: {{product: windows}}, detection: {{a: {{Image: {}}}, condition: a}}}}\n"
    )
    shared = WRITTEN.replace("detection:", "x-names: &names [{}]\ndetection:").replace(
        " '\\parent.exe'", " *names"
    )
    for number, text in enumerate((flow, shared)):
        path = f"rules/{number}.yml"
        text = text.replace("5f9b0d3c", f"{number}f9b0d3c")
        repository.write(path, text.format("x"))
        repository.commit("Another rule")
        repository.write(path, text.format("y"))
        lines = check().stdout.splitlines()
        assert [line for line in lines if line.startswith(path) and "stale-modified" in line]


def test_the_order_of_the_keys_of_a_correlation_means_nothing(repository: Repository) -> None:
    def counted(*entries: str) -> str:
        body = "".join(f"    {entry}\n" for entry in entries)
        return f"{WRITTEN}---\ntitle: B\nid: {OTHER}\ndate: 2025-06-02\ncorrelation:\n{body}"

    entries = [
        "type: event_count",
        "rules: [5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11]",
        "group-by: [Computer]",
        "timespan: 5m",
        "condition: {gte: 5}",
    ]
    repository.write("rules/a.yml", counted(*entries))
    repository.commit("A correlation")
    repository.write("rules/a.yml", counted(*reversed(entries)))
    assert "stale-modified" not in check().stdout
    repository.write("rules/a.yml", counted(*entries[:-1], "condition: {gte: 6}"))
    assert "stale-modified" in check().stdout


def test_another_log_source_is_reported(repository: Repository) -> None:
    committed(repository, WRITTEN.replace("category: process_creation", "service: sysmon"))
    (line,) = stale("--base", "main")
    assert "the log source changed" in line


def test_a_rule_is_followed_to_another_file(repository: Repository) -> None:
    (repository.folder / "rules/a.yml").unlink()
    committed(repository, CHANGED, "rules/folder/b.yml")
    assert [line.partition(":")[0] for line in stale("--base", "main")] == ["rules/folder/b.yml"]


def test_a_file_that_was_moved_by_hand_is_followed_before_git_knows_of_it(
    repository: Repository,
) -> None:
    (repository.folder / "rules/a.yml").unlink()
    repository.write("rules/b.yml", CHANGED.replace("A program", "Any program"))
    assert [line.partition(":")[0] for line in stale()] == ["rules/b.yml"]


def test_a_rename_alone_needs_no_day(repository: Repository) -> None:
    repository.git("mv", "rules/a.yml", "rules/b.yml")
    repository.git("commit", "--quiet", "-m", "Rename")
    assert stale("--base", "main") == []


def test_a_rule_without_an_id_is_followed_through_a_rename(repository: Repository) -> None:
    without = WRITTEN.replace("id: 5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11\n", "")
    repository.git("checkout", "--quiet", "main")
    committed(repository, without)
    repository.git("checkout", "--quiet", "-B", "topic")
    (repository.folder / "rules/a.yml").unlink()
    committed(repository, without.replace("parent.exe", "other.exe"), "rules/b.yml")
    lines = check("--base", "main").stdout.splitlines()
    assert any("rules/b.yml:7:1: warning[stale-modified]" in line for line in lines)


def test_of_several_rules_in_a_file_the_changed_one_is_named(repository: Repository) -> None:
    other = WRITTEN.replace("id: 5f", "id: 6f").replace("A program", "Any program")
    repository.git("checkout", "--quiet", "main")
    committed(repository, f"{WRITTEN}---\n{other}")
    repository.git("checkout", "--quiet", "-B", "topic")
    committed(repository, f"{WRITTEN}---\n{other.replace('parent.exe', 'x.exe')}")
    lines = check("--base", "HEAD~1").stdout.splitlines()
    assert [line.split(" ")[0] for line in lines if "stale-modified" in line] == [
        "rules/a.yml:30:1:"
    ]


def test_a_rule_that_is_new_or_gone_or_names_no_day_is_left_alone(repository: Repository) -> None:
    committed(repository, WRITTEN.replace("id: 5f", "id: 6f").replace("A program", "Any program"))
    assert stale("--base", "main") == []


def test_a_day_that_was_taken_away_is_missed(repository: Repository) -> None:
    committed(repository, CHANGED.replace("date: 2025-06-02\n", ""))
    (line,) = stale("--base", "main")
    assert line.startswith("rules/a.yml:1:1:")
    assert "the rule names no day" in line


def test_a_second_change_on_the_day_of_the_first_needs_no_other_day(
    repository: Repository,
) -> None:
    committed(repository, SAID)
    committed(repository, SAID.replace("other.exe", "third.exe"))
    assert stale("--base", "HEAD~1") == []


def test_a_second_change_today_that_is_not_committed_needs_no_other_day(
    repository: Repository,
) -> None:
    today = SAID.replace("2025-07-01", datetime.date.today().isoformat())
    committed(repository, today)
    repository.write("rules/a.yml", today.replace("other.exe", "third.exe"))
    assert stale() == []


def test_only_the_files_that_were_named_are_reported(repository: Repository) -> None:
    committed(repository, CHANGED)
    repository.write("rules/b.yml", RULE.replace("id: 5f", "id: 6f").replace("A pro", "Any pro"))
    assert stale("--base", "main", "rules/b.yml") == []
    assert len(stale("--base", "main", "rules/a.yml")) == 1


def test_a_full_run_tells_one_change_once(repository: Repository) -> None:
    committed(repository, CHANGED)
    result = CliRunner().invoke(main, ["check", "--base", "main"])
    assert result.stdout.count("stale-modified") == 1


def test_it_can_be_waived_and_made_an_error(repository: Repository) -> None:
    committed(repository, CHANGED)
    repository.write("catalogue.yml", "checks: {stale-modified: error}\n")
    result = check("--base", "main")
    assert "error[stale-modified]" in result.stdout
    assert result.exit_code == 1
    repository.write(
        "catalogue.yml",
        "waivers:\n  - {check: stale-modified, path: rules/a.yml, reason: x, expires: 2999-01-01}\n",
    )
    assert stale("--base", "main") == []


@pytest.mark.parametrize("revision", ["nosuch", "-x", "", "main:rules/a.yml"])
def test_a_revision_that_is_not_there_is_said(repository: Repository, revision: str) -> None:
    result = check(f"--base={revision}")
    assert result.exit_code == 2
    assert f"--base cannot be used: git knows no commit '{revision}' here; fetch it" in " ".join(
        result.stderr.split()
    )


def test_a_shallow_clone_that_does_not_reach_the_base_says_how_to_get_more(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed(repository, CHANGED)
    repository.git("checkout", "--quiet", "main")
    committed(repository, RULE.replace("id: 5f", "id: 6f"), "rules/b.yml")
    clone = tmp_path / "clone"
    address = f"file://{repository.folder}"
    for arguments in (
        ["clone", "--quiet", "--depth=1", "--branch=topic", address, str(clone)],
        ["-C", str(clone), "fetch", "--quiet", "--depth=1", "origin", "main:main"],
    ):
        subprocess.run(["git", *arguments], check=True, capture_output=True)
    monkeypatch.chdir(clone)
    for kind in ("data_needed", "logging_policies", "enrichments", "triggers"):
        (clone / kind).mkdir(exist_ok=True)
    result = check("--base", "main")
    assert result.exit_code == 2
    assert "this shallow clone does not reach" in " ".join(result.stderr.split())
    result = check("--base", "HEAD~1")
    assert "git knows no commit 'HEAD~1' in this shallow clone; fetch more" in " ".join(
        result.stderr.split()
    )
    subprocess.run(["git", "fetch", "--quiet", "--unshallow", "origin"], check=True)
    assert len(stale("--base", "main")) == 1


def test_branches_without_a_common_commit_are_said(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "--orphan", "other")
    repository.commit("Anew")
    result = check("--base", "main")
    assert result.exit_code == 2
    assert "have no commit in common" in result.stderr


def test_without_git_only_an_explicit_base_is_a_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project(tmp_path / "plain").write({"rules/a.yml": WRITTEN})
    monkeypatch.chdir(project.folder)
    assert check().exit_code == 0
    result = check("--base", "main")
    assert result.exit_code == 2
    assert "in no git work tree" in result.stderr


def test_nothing_is_compared_before_the_first_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Repository(tmp_path / "new")
    Project(made.folder).write({"rules/a.yml": WRITTEN})
    monkeypatch.chdir(made.folder)
    assert stale() == []
    assert "there is no commit here yet" in check("--base", "main").stderr


def test_a_broken_former_file_stops_nothing(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "main")
    committed(repository, "title: [")
    repository.git("checkout", "--quiet", "-B", "topic")
    committed(repository, CHANGED)
    assert stale("--base", "HEAD~1") == []
