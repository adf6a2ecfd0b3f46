"""git, run in real repositories."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from generator.base.git import MAY_FETCH, GitError, git, git_text
from tests.catalogue.history.repository import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    made.write("a.txt", "one\n")
    made.commit("feat: a file")
    return made


def test_what_git_prints_is_given_as_bytes_or_as_text(repository: Repository) -> None:
    head = repository.git("rev-parse", "HEAD")
    assert git(repository.folder, "rev-parse", "HEAD") == head.encode()
    assert git_text(repository.folder, "rev-parse", "HEAD") == head


def test_bytes_that_are_not_utf_8_are_replaced_in_text(repository: Repository) -> None:
    (repository.folder / "b.txt").write_bytes(b"\xff\n")
    repository.commit("feat: bytes")
    assert git(repository.folder, "show", "HEAD:b.txt") == b"\xff\n"
    assert git_text(repository.folder, "show", "HEAD:b.txt") == "\N{REPLACEMENT CHARACTER}\n"


def test_git_reads_what_is_given_and_nothing_else(repository: Repository) -> None:
    key = git(repository.folder, "hash-object", "--stdin", given=b"one\n")
    assert git(repository.folder, "cat-file", "--batch", given=key).endswith(b"\none\n\n")
    assert git(repository.folder, "cat-file", "--batch") == b""


def test_names_of_files_are_printed_unquoted(repository: Repository) -> None:
    repository.write("ü.txt", "two")
    repository.commit("feat: a name")
    repository.git("config", "core.quotePath", "true")
    assert git_text(repository.folder, "ls-files") == "a.txt\nü.txt\n"


def test_an_error_has_what_git_said_and_its_exit_code(repository: Repository) -> None:
    with pytest.raises(GitError, match=r"^git cat-file failed: fatal: ") as caught:
        git(repository.folder, "--literal-pathspecs", "cat-file", "-p", "nothing")
    assert caught.value.code == 128
    assert caught.value.said.startswith("fatal: ")


def test_an_exit_code_may_be_an_answer(repository: Repository) -> None:
    ask = ("config", "--get", "no.such")
    assert git(repository.folder, *ask, answers=(0, 1)) == b""
    with pytest.raises(GitError) as caught:
        git(repository.folder, *ask)
    assert (caught.value.code, caught.value.said) == (1, "")


def test_a_folder_in_no_repository_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="not a git repository") as caught:
        git(tmp_path, "rev-parse", "HEAD", environment={"GIT_CEILING_DIRECTORIES": str(tmp_path)})
    assert caught.value.code == 128


def test_a_folder_that_is_missing_is_not_taken_for_missing_git(tmp_path: Path) -> None:
    with pytest.raises(GitError, match=r"cannot be run in .*gone: No such file") as caught:
        git(tmp_path / "gone", "version")
    assert caught.value.code is None


def test_a_file_in_the_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(GitError, match=r"cannot be run in .*file: Not a directory"):
        git(tmp_path / "file", "version")


def test_missing_git_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: Repository
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match=r"^git is not installed$"):
        git(repository.folder, "version")


def test_git_is_stopped_at_its_time_limit(repository: Repository) -> None:
    os.mkfifo(repository.folder / "pipe")  # Nobody writes into it.
    start = time.monotonic()
    with pytest.raises(GitError, match=r"^git hash-object took longer than 0\.2 seconds$"):
        git(repository.folder, "hash-object", "pipe", seconds=0.2)
    assert time.monotonic() - start < 30


@pytest.mark.parametrize(
    ("more", "expected"), [({}, "0 0 1 C v"), (MAY_FETCH, "0 0 0 C v"), ({"LC_ALL": "D"}, "0 0 1 D v")]
)  # fmt: skip
def test_the_environment_is_quiet_but_for_what_a_caller_says(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, more: dict[str, str], expected: str
) -> None:
    monkeypatch.setenv("OF_THE_USER", "v")
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "1")
    names = "$GIT_OPTIONAL_LOCKS $GIT_TERMINAL_PROMPT $GIT_NO_LAZY_FETCH $LC_ALL $OF_THE_USER"
    alias = f"alias.tell=!echo {names}"
    assert git_text(repository.folder, "-c", alias, "tell", environment=more).strip() == expected


def test_no_other_module_starts_git() -> None:
    """Of the program; tests and benchmarks make repositories with it."""
    home = Path(__file__).parents[2] / "generator"
    starting = {
        file.relative_to(home).as_posix()
        for file in home.rglob("*.py")
        if "subprocess" in file.read_text("utf-8")
    }
    assert starting == {"base/git.py"}
