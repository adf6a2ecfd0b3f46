"""The published branch: what a push changes in it, and what it never does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.review.publish import Branch, Refused, site_files
from tests.review.publish.host import Host, Runner, git
from tests.support import REPOSITORY


def site(folder: Path, **pages: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"index": "home", **pages}.items():
        (folder / f"{name}.html").write_text(f"<html><head></head><body>{text}</body></html>")
    return folder


def published(runner: Runner) -> Branch:
    return Branch(repository=runner.clone)


def test_a_site_and_previews_stand_beside_each_other(runner: Runner, tmp_path: Path) -> None:
    branch = published(runner)
    branch.replace("", site_files(site(tmp_path / "one", old="old")), "site")
    branch.replace("previews/pr-1", site_files(site(tmp_path / "two")), "preview")
    branch.replace("previews/pr-12", site_files(site(tmp_path / "two")), "preview")
    branch.replace("", site_files(site(tmp_path / "three", new="new")), "site")
    assert runner.host.published() == dict.fromkeys(
        (".nojekyll", "index.html", "new.html", "previews/pr-1/index.html", "previews/pr-12/index.html"),
        "100644",
    )  # fmt: skip
    assert branch.remove("previews/pr-1", "gone")
    assert "previews/pr-12/index.html" in runner.host.published()
    assert "previews/pr-1/index.html" not in runner.host.published()


def test_the_branch_does_not_grow_with_each_push(runner: Runner, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        published(runner).replace(f"previews/pr-{number}", site_files(site(tmp_path / "a")), "m")
    assert git(runner.host.bare, "rev-list", "--count", "gh-pages") == "1"


def test_a_push_of_nothing_new_is_none(runner: Runner, tmp_path: Path) -> None:
    files = site_files(site(tmp_path / "a"))
    assert published(runner).replace("", files, "m")
    before = git(runner.host.bare, "rev-parse", "gh-pages")
    assert not published(runner).replace("", files, "m")
    assert git(runner.host.bare, "rev-parse", "gh-pages") == before


def test_nothing_is_removed_where_nothing_is(runner: Runner) -> None:
    assert not published(runner).remove("previews/pr-1", "gone")
    assert "gh-pages" not in git(runner.host.bare, "branch", "--list", "gh-pages")


def test_a_push_of_somebody_else_meanwhile_is_kept(
    runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch = published(runner)
    branch.replace("", site_files(site(tmp_path / "a")), "site")
    usual, done = Branch._tree, []

    def meanwhile(self: Branch, *given: object) -> str:
        if not done:
            done.append(True)
            Branch(repository=runner.clone).replace(
                "previews/pr-2", site_files(site(tmp_path / "b")), "another"
            )
        return usual(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Branch, "_tree", meanwhile)
    assert branch.replace("previews/pr-1", site_files(site(tmp_path / "c")), "mine")
    assert {"previews/pr-1/index.html", "previews/pr-2/index.html", "index.html"} < set(
        runner.host.published()
    )


def test_a_push_that_fails_again_and_again_is_refused(runner: Runner, tmp_path: Path) -> None:
    hook = runner.host.bare / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(Refused, match="git push failed"):
        published(runner).replace("", site_files(site(tmp_path / "a")), "m")


def test_the_clone_itself_is_left_as_it_is(runner: Runner, tmp_path: Path) -> None:
    published(runner).replace("", site_files(site(tmp_path / "a")), "m")
    assert git(runner.clone, "status", "--porcelain") == ""
    assert git(runner.clone, "branch", "--list").split() == ["*", "main"]
    assert not (runner.clone / "index.html").exists()


@pytest.mark.parametrize(
    "folder",
    ["previews", "previews/pr-1/..", "previews/pr-01", "previews/pr-1/x", "/", "..", "rules", "previews/pr-1\n"],
)  # fmt: skip
def test_no_folder_but_that_of_a_preview_can_be_named(
    runner: Runner, tmp_path: Path, folder: str
) -> None:
    files = site_files(site(tmp_path / "a"))
    with pytest.raises(Refused, match="no folder of a preview"):
        published(runner).replace(folder, files, "m")
    with pytest.raises(Refused):
        published(runner).remove(folder, "m")


def test_a_site_cannot_bring_previews_of_its_own(runner: Runner, tmp_path: Path) -> None:
    place = site(tmp_path / "a")
    site(place / "previews/pr-1")
    with pytest.raises(Refused, match="previews"):
        published(runner).replace("", site_files(place), "m")


def test_files_are_published_byte_by_byte(runner: Runner, tmp_path: Path) -> None:
    place = site(tmp_path / "a")
    (place / "text.txt").write_bytes(b"one\r\ntwo\r\n")
    (place / "run.txt").write_text("x")
    (place / "run.txt").chmod(0o755)
    git(runner.clone, "config", "core.autocrlf", "input")
    published(runner).replace("", site_files(place), "m")
    told = subprocess.run(
        ["git", "show", "gh-pages:text.txt"], cwd=runner.host.bare, capture_output=True, check=True
    )
    assert told.stdout == b"one\r\ntwo\r\n"
    assert runner.host.published()["run.txt"] == "100644"


def test_what_has_a_token_needs_the_standard_library_alone(host: Host) -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-c", "import generator.review.publish.__main__, sys; print(sorted(sys.modules))"],
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    ours = {name for name in eval(done.stdout) if name.startswith("generator")}
    shared = {"generator", "generator.review", "generator.base", "generator.base.git"}
    assert all(name in shared or name.startswith("generator.review.publish") for name in ours)
