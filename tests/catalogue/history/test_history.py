"""What git tells of the files of a folder."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.catalogue.history import Change, FileHistory, Kind, histories
from generator.catalogue.history import repositories as reading
from tests.catalogue.history.repository import WHO, Repository
from tests.support import RULE

FILE = "rules/a.yml"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    made.write(FILE, RULE)
    made.commit("feat: a rule")
    return made


def history_of(repository: Repository, path: str = FILE) -> FileHistory:
    found = histories([repository.folder / "rules"])
    assert found.problems == ()
    history = found.of(repository.folder / path)
    assert history is not None
    return history


def kinds_after(repository: Repository, text: str) -> tuple[Kind, ...]:
    """What the newest commit is said to have changed, where it writes a text into the file."""
    repository.write(FILE, text)
    repository.commit("fix: something")
    return history_of(repository).changes[0].kinds


def test_the_first_commit_of_a_file_creates_it(repository: Repository) -> None:
    history = history_of(repository)
    (change,) = history.changes
    assert change == history.created
    assert (change.date, change.author, change.subject) == ("2026-01-01", WHO, "feat: a rule")
    assert change.kinds == (Kind.CREATED,)
    assert change.commit == repository.git("rev-parse", "HEAD").strip()
    assert not history.cut
    assert not history.uncommitted


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("parent.exe", "mother.exe", (Kind.DETECTION,)),
        ("level: high", "level: low", (Kind.LEVEL,)),
        ("status: test", "status: stable", (Kind.STATUS,)),
        ("    - attack.t1047", "    - attack.t1059", (Kind.TAGS,)),
        ("category: process_creation", "service: sysmon", (Kind.LOG_SOURCE,)),
        ("Says what happens.", "Says it.", (Kind.METADATA,)),
        ("date: 2026-11-24", "date: 2026-11-24\nmodified: 2026-11-25", (Kind.METADATA,)),
        ("level: high", "modified: 2026-11-25\nlevel: low", (Kind.LEVEL,)),
        ("level: high\n", "level: high\n# A comment.\n", (Kind.LAYOUT,)),
        ("    - An administrator\nlevel: high", "level: low", (Kind.LEVEL, Kind.METADATA)),
    ],
)
def test_a_commit_is_told_by_the_parts_of_the_rule_that_it_changed(
    repository: Repository, before: str, after: str, kinds: tuple[Kind, ...]
) -> None:
    assert before in RULE
    assert kinds_after(repository, RULE.replace(before, after)) == kinds


def test_a_file_is_followed_to_the_names_that_it_had(repository: Repository) -> None:
    (repository.folder / "rules/b").mkdir()
    (repository.folder / FILE).rename(repository.folder / "rules/b/new.yml")
    repository.commit("refactor: a better name")
    history = history_of(repository, "rules/b/new.yml")
    assert [change.kinds for change in history.changes] == [(Kind.RENAMED,), (Kind.CREATED,)]
    assert histories([repository.folder / "rules"]).of(repository.folder / FILE) is None


def test_what_is_renamed_and_changed_at_once_is_told_as_both(repository: Repository) -> None:
    (repository.folder / FILE).unlink()
    repository.write("rules/new.yml", RULE.replace("level: high", "level: low"))
    repository.commit("refactor: a better name, a lower level")
    newest = history_of(repository, "rules/new.yml").changes[0]
    assert newest.kinds == (Kind.RENAMED, Kind.LEVEL)


def test_a_file_of_a_name_that_was_used_before_begins_anew(repository: Repository) -> None:
    (repository.folder / FILE).unlink()
    repository.commit("fix: away with it")
    repository.write(FILE, "title: Of another kind\n")
    repository.commit("feat: another rule")
    assert [change.subject for change in history_of(repository).changes] == ["feat: another rule"]


def test_a_commit_to_one_file_leaves_the_history_of_others_as_it_is(
    repository: Repository,
) -> None:
    repository.write("rules/other.yml", RULE.replace("parent", "other"))
    repository.commit("feat: another")
    before = history_of(repository)
    repository.write("rules/other.yml", RULE.replace("parent", "changed"))
    repository.commit("fix: another")
    assert history_of(repository) == before


def test_commits_of_a_branch_are_told_and_merges_are_not(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--create", "branch")
    repository.write(FILE, RULE.replace("level: high", "level: low"))
    repository.commit("fix: level")
    repository.git("switch", "--quiet", "main")
    repository.write("rules/other.yml", "title: x\n")
    repository.commit("feat: other")
    repository.git(
        "merge", "--quiet", "--no-ff", "-m", "merge it", "branch", day="2026-02-01 12:00:00 +0000"
    )
    assert [c.subject for c in history_of(repository).changes] == ["fix: level", "feat: a rule"]


def test_a_shallow_clone_does_not_say_when_a_file_was_created(
    repository: Repository, tmp_path: Path
) -> None:
    repository.write(FILE, RULE.replace("level: high", "level: low"))
    repository.commit("fix: level")
    repository.write("rules/other.yml", "title: x\n")
    repository.commit("feat: other")
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", "--depth=2", f"file://{repository.folder}", str(clone))
    found = histories([clone / "rules"])
    assert found.of(clone / FILE) == FileHistory(changes=(), cut=True)
    other = found.of(clone / "rules/other.yml")
    assert other is not None
    assert other.created is not None
    assert not other.cut


def test_what_is_not_committed_is_told(repository: Repository) -> None:
    repository.write(FILE, RULE.replace("level: high", "level: low"))
    repository.write("rules/new.yml", RULE)
    changed = history_of(repository)
    assert changed.uncommitted
    assert [change.subject for change in changed.changes] == ["feat: a rule"]
    assert history_of(repository, "rules/new.yml") == FileHistory(changes=(), uncommitted=True)


def test_a_folder_outside_of_git_has_no_history(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    found = histories([tmp_path / "rules"])
    assert found.files == {}
    assert found.problems == ("rules is in no git work tree",)


def test_a_repository_without_a_commit_has_no_history(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.write(FILE, RULE)
    found = histories([repository.folder / "rules"])
    assert found.files == {}
    assert "git has no answer" in found.problems[0]


def test_without_git_there_is_no_history_and_the_reason_is_given(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert histories([repository.folder / "rules"]).problems == ("git is not installed",)


def test_a_partial_clone_is_not_made_to_fetch_what_it_lacks(
    repository: Repository, tmp_path: Path
) -> None:
    clone = tmp_path / "clone"
    repository.git("config", "uploadpack.allowFilter", "true")
    address = f"file://{repository.folder}"
    repository.git("clone", "--quiet", "--filter=blob:none", address, str(clone))
    (problem,) = histories([clone / "rules"]).problems
    assert "the clone is partial" in problem


def test_settings_of_a_user_do_not_change_what_is_read(repository: Repository) -> None:
    before = history_of(repository)
    for name, value in (
        ("color.ui", "always"),
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("diff.external", "false"),
        ("log.showSignature", "true"),
        ("format.pretty", "fuller"),
        ("diff.renames", "false"),
        ("log.follow", "true"),
        ("status.short", "true"),
        ("core.quotePath", "true"),
    ):
        repository.git("config", name, value)
    assert history_of(repository) == before


def test_names_that_git_would_quote_are_found(repository: Repository) -> None:
    path = 'rules/ü "x"\ty.yml'
    repository.write(path, RULE)
    repository.commit("feat: a strange name")
    assert [c.subject for c in history_of(repository, path).changes] == ["feat: a strange name"]


def test_a_mail_address_that_stands_for_a_name_is_not_shown(repository: Repository) -> None:
    repository.write(FILE, RULE.replace("level: high", "level: low"))
    repository.commit("fix: level", author="ada.l@example.org")
    assert history_of(repository).changes[0].author == "ada.l"


def test_what_a_rule_says_is_not_read_as_a_commit(repository: Repository) -> None:
    fake = f"\x01{'a' * 40}"
    text = RULE.replace(
        "level: high", f"level: low\n{fake}\n\ndiff --git a/x b/x\n@@ -1 +1 @@ tags\n"
    )
    repository.write(FILE, text)
    repository.commit("fix: level")
    assert [c.subject for c in history_of(repository).changes] == ["fix: level", "feat: a rule"]


def test_the_history_of_thousands_of_real_rules_takes_two_seconds_at_most(
    corpus: Path, tmp_path: Path
) -> None:
    clone = tmp_path / "clone"
    bundle = corpus / "sigma-history.bundle"
    subprocess.run(["git", "clone", "--quiet", str(bundle), str(clone)], check=True)
    folders = [clone / name for name in os.listdir(clone) if name.startswith("rules")]
    start = time.process_time()
    found = histories(folders)
    assert time.process_time() - start < 2.0
    rules = {file for folder in folders for file in folder.rglob("*.yml")}
    assert len(rules) > 3_700
    assert all(found.of(file) is not None for file in rules)
    changes: list[Change] = [change for h in found.files.values() for change in h.changes]
    assert sum(change.kinds == (Kind.TAGS,) for change in changes) > 1_500


def kept_file(cache: Path) -> Path:
    (file,) = cache.glob("history-*.json")
    return file


def test_what_is_kept_is_what_git_tells_and_git_is_not_asked_for_it_again(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write(FILE, RULE.replace("level: high", "level: low"))
    repository.commit("fix: level — ü")
    folders, cache = [repository.folder / "rules"], tmp_path / "cache"
    first = histories(folders, cache)
    assert first == histories(folders)
    monkeypatch.setattr(reading, "followed", None)
    assert histories(folders, cache) == first


def test_a_new_commit_makes_what_is_kept_anew(repository: Repository, tmp_path: Path) -> None:
    folders, cache = [repository.folder / "rules"], tmp_path / "cache"
    histories(folders, cache)
    repository.write(FILE, RULE.replace("level: high", "level: low"))
    repository.commit("fix: level")
    assert histories(folders, cache) == histories(folders)
    assert kept_file(cache)


@pytest.mark.parametrize("spoil", [lambda text: "", lambda text: text[:-9], lambda text: "[]"])
def test_a_spoilt_file_is_made_anew(
    repository: Repository, tmp_path: Path, spoil: Callable[[str], str]
) -> None:
    folders, cache = [repository.folder / "rules"], tmp_path / "cache"
    whole = histories(folders, cache)
    text = kept_file(cache).read_text("utf-8")
    kept_file(cache).write_text(spoil(text), "utf-8")
    assert histories(folders, cache) == whole
    assert kept_file(cache).read_text("utf-8") == text


def test_where_nothing_can_be_kept_the_history_is_told_all_the_same(
    repository: Repository, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be", "utf-8")
    folders = [repository.folder / "rules"]
    assert histories(folders, tmp_path / "cache") == histories(folders)
