"""Files as they come: links, pipes, rights, names and encodings."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.base.diagnostics import as_text
from generator.content import documents
from generator.content.documents import LARGEST_FILE, Documents
from generator.output.output_folder import MANIFEST
from generator.site.plugin import MARKER

NOBODY = 65534


def read(folder: Path, *sources: Path) -> Documents:
    return documents.read(sources or (folder,), base=folder)


def paths(reading: Documents) -> list[str]:
    return [document.path for document in reading.documents]


def reported(reading: Documents) -> list[str]:
    return [as_text(mistake).split("]:")[0] + "]" for mistake in reading.diagnostics]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file, in a place that is known by its real name."""
    place = tmp_path.resolve() / "content"
    place.mkdir()
    (place / "a.yml").write_text("title: a\n")
    return place


@contextmanager
def without_rights() -> Iterator[None]:
    """As a user who may not read everything, where the tests run as one who may."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_both_suffixes_are_read_in_any_case_and_hidden_files_are_not(folder: Path) -> None:
    for name in ("b.yaml", "c.YML", ".d.yml", "e.txt", ".git/f.yml"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("title: a\n")
    assert paths(read(folder)) == ["a.yml", "b.yaml", "c.YML"]


@pytest.mark.parametrize("marker", [MANIFEST, MARKER])
def test_what_was_built_into_a_folder_of_content_is_none(folder: Path, marker: str) -> None:
    built = folder / "build" / "pages"
    (built / "rules").mkdir(parents=True)
    (built / marker).touch()
    (built / "index.yml").write_text("title: built\n")
    (built / "rules" / "b.yml").write_text("title: built\n")
    (folder / "build" / "c.yml").write_text("title: c\n")
    assert paths(read(folder)) == ["a.yml", "build/c.yml"]


def test_a_folder_that_is_called_like_a_file_is_a_folder(folder: Path) -> None:
    (folder / "x.yml").mkdir()
    (folder / "x.yml" / "b.yml").write_text("title: b\n")
    assert paths(read(folder)) == ["a.yml", "x.yml/b.yml"]


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yml").write_text("title: secret\n")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "b.yml").write_text("title: b\n")
    (folder / "link.yml").symlink_to("../secret.yml")
    (folder / "link").symlink_to(tmp_path / "other")
    (folder / "sub").mkdir()
    (folder / "sub" / "link.txt").symlink_to("/etc/hostname")
    reading = read(folder)
    assert paths(reading) == ["a.yml"]
    assert sorted(reported(reading)) == [
        "link.yml: error[outside-tree]",
        "link: error[outside-tree]",
        "sub/link.txt: error[outside-tree]",
    ]


def test_links_inside_of_the_folder_lead_to_files_that_are_read_once(folder: Path) -> None:
    (folder / "0.yml").symlink_to("a.yml")
    (folder / "sub").symlink_to(".")
    reading = read(folder)
    assert paths(reading) == ["a.yml"]
    assert reported(reading) == []


def test_a_file_that_two_sources_hold_is_read_once(folder: Path) -> None:
    twice = folder / ".." / folder.name
    assert paths(read(folder, folder, twice, folder / "a.yml")) == ["a.yml"]


def test_links_to_nothing_and_to_themselves_are_reported(folder: Path) -> None:
    (folder / "loop.yml").symlink_to("loop.yml")
    (folder / "nothing.yml").symlink_to("nowhere.yml")
    reading = read(folder)
    assert paths(reading) == ["a.yml"]
    assert sorted(reported(reading)) == [
        "loop.yml: error[unreadable-file]",
        "nothing.yml: error[unreadable-file]",
    ]


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.yml")
    assert reported(read(folder)) == ["pipe.yml: error[unreadable-file]"]
    assert reported(read(folder, folder / "pipe.yml")) == ["pipe.yml: error[unreadable-file]"]
    assert reported(read(folder, Path("/dev/zero"))) == ["/dev/zero: error[unreadable-file]"]


def test_what_may_not_be_read_hides_nothing_else() -> None:
    with tempfile.TemporaryDirectory() as name:  # The one of pytest is closed to others.
        folder = Path(name).resolve()
        folder.chmod(0o755)
        (folder / "a.yml").write_text("title: a\n")
        (folder / "b.yml").write_text("title: b\n")
        (folder / "b.yml").chmod(0)
        (folder / "closed").mkdir(mode=0)
        with without_rights():
            reading = read(folder)
        (folder / "closed").chmod(0o700)
    assert paths(reading) == ["a.yml"]
    assert sorted(reported(reading)) == [
        "b.yml: error[unreadable-file]",
        "closed: error[unreadable-file]",
    ]


@pytest.mark.parametrize("source", ["nowhere", "a.yml/b", "x" * 5000, "a\0b"])
def test_a_source_that_cannot_be_is_reported(folder: Path, source: str) -> None:
    reading = read(folder, folder / source, folder)
    assert paths(reading) == ["a.yml"]
    assert [mistake.code for mistake in reading.diagnostics] in (
        ["missing-folder"],
        ["unreadable-file"],
    )


@pytest.mark.parametrize("name", ["a\nb.yml", "a b.yml", "日本.yml", "...yml", "-rf.yml", "a'.yml"])
def test_any_name_of_a_file_is_read(folder: Path, name: str) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / name).write_text("title: b\n")
    names = [] if name.startswith(".") else [f"sub/{name}"]
    assert paths(read(folder)) == ["a.yml", *names]


def test_a_name_that_is_not_utf8_is_reported_and_read(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.yml")).write_text("title: b\n")
    reading = read(folder)
    assert paths(reading) == ["a.yml", "caf\\xe9.yml"]
    assert reported(reading) == ["caf\\xe9.yml: error[not-utf8]"]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("title: é\n".encode("latin-1"), "b.yml:1:8"),
        ("é: é\nb: ".encode() + b"\xff\n", "b.yml:2:4"),
        ("title: a\n".encode("utf-16"), "b.yml:1:1"),
        (b"\xed\xa0\x80", "b.yml:1:1"),
    ],
)
def test_what_is_not_utf8_has_its_place(folder: Path, content: bytes, place: str) -> None:
    (folder / "b.yml").write_bytes(content)
    assert reported(read(folder)) == [f"{place}: error[not-utf8]"]


def test_a_byte_order_mark_and_line_ends_of_windows_do_no_harm(folder: Path) -> None:
    (folder / "a.yml").write_bytes(b"\xef\xbb\xbftitle: |\r\n  a\r\n  b\r\n")
    reading = read(folder)
    assert reading.documents[0].parts[0].data == {"title": "a\nb\n"}
    assert reported(reading) == []


@pytest.mark.parametrize(
    "content", ["", "\ufeff", "\n\n", "# x\n", "---\n", "---\n---\n", "null\n"]
)
def test_a_file_that_holds_nothing_is_reported(folder: Path, content: str) -> None:
    (folder / "b.yml").write_text(content)
    assert reported(read(folder)) == ["b.yml: error[empty-file]"]


def test_a_file_that_is_too_large_is_not_parsed(folder: Path) -> None:
    (folder / "b.yml").write_text("a" * (LARGEST_FILE + 1))
    assert reported(read(folder)) == ["b.yml: error[file-too-large]"]
