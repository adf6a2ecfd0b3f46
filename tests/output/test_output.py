"""What is written and what is removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.content.model import Artifact, Deferred
from generator.output.output_folder import MANIFEST, OutputError
from generator.output.write import Written, write, write_all


def artifact(path: str, content: str = "text") -> Artifact:
    return Artifact(path=path, content=content)


def test_a_file_that_no_view_makes_any_more_is_removed_with_its_folder(tmp_path: Path) -> None:
    write([artifact("rules/a.md"), artifact("old/b.md")], tmp_path)
    written = write([artifact("rules/a.md")], tmp_path)
    assert written.removed == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == [MANIFEST, "rules"]


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    write([artifact("rules/a.md")], tmp_path)
    write([], tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_file_that_did_not_change_keeps_its_time(tmp_path: Path) -> None:
    write([artifact("a.md"), artifact("b.md")], tmp_path)
    before = (tmp_path / "a.md").stat().st_mtime_ns
    written = write([artifact("a.md"), artifact("b.md", "other")], tmp_path)
    assert written.changed == 1
    assert (tmp_path / "a.md").stat().st_mtime_ns == before


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "index.md").write_text("mine")
    with pytest.raises(OutputError, match="was not written by this program"):
        write([artifact("a.md"), artifact("index.md")], tmp_path)
    assert (tmp_path / "index.md").read_text() == "mine"
    assert not (tmp_path / MANIFEST).exists()


def test_a_first_run_that_was_interrupted_is_followed_by_a_whole_one(tmp_path: Path) -> None:
    def interrupted() -> Iterator[Artifact]:
        yield artifact("a.md", "first")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(interrupted(), tmp_path)
    assert write([artifact("a.md", "second")], tmp_path).changed == 1


@pytest.mark.parametrize("path", ["../a.md", "/a.md", "rules/../../a.md", "a\\..\\b.md", ""])
def test_nothing_leaves_the_output_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="leads out"):
        write([artifact(path)], tmp_path / "out")
    assert not (tmp_path / "a.md").exists()


def test_a_manifest_of_somebody_else_removes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "precious").write_text("x")
    (out / MANIFEST).write_text('{"paths": ["../precious", 7, "/etc/hostname"]}')
    write([artifact("a.md")], out)
    assert (tmp_path / "precious").exists()


def test_an_output_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, no folder")
    with pytest.raises(OutputError, match="--output"):
        write([artifact("a.md")], tmp_path / "out")


def _with_later(folder: Path, *contents: Artifact, jobs: int = 2) -> Written:
    deferred = Deferred(paths=tuple(one.path for one in contents), make=lambda: iter(contents))
    return write_all([lambda: [artifact("a.md")]], folder, jobs=jobs, deferred=[deferred])


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_was_put_off_is_there_when_it_is_finished(tmp_path: Path, jobs: int) -> None:
    written = _with_later(tmp_path, artifact("d/big.zip", "big"), jobs=jobs)
    assert written.paths == ("a.md", "d/big.zip")
    written.finish()
    assert (tmp_path / "d/big.zip").read_text() == "big"
    written.finish()
    assert _with_later(tmp_path).removed == 1
    assert not (tmp_path / "d").exists()


def test_what_is_put_off_overwrites_nothing_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "big.zip").write_text("mine")
    with pytest.raises(OutputError, match="was not written by this program"):
        _with_later(tmp_path, artifact("big.zip", "big"))
    assert (tmp_path / "big.zip").read_text() == "mine"
    assert not (tmp_path / MANIFEST).exists()


def test_trouble_with_what_was_put_off_is_told_when_it_is_finished(tmp_path: Path) -> None:
    written = _with_later(tmp_path, artifact("a.md/below", "no folder"))
    with pytest.raises(OutputError, match=r"a\.md.* cannot be written"):
        written.finish()
