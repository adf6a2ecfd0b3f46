"""Rows of a cache in real SQLite files."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from generator.base.kept_rows import RowCache
from tests.support import REPOSITORY

INSERT = "INSERT OR REPLACE INTO rows VALUES (?, ?)"
ROWS = [(b"%04d" % number, bytes(1000)) for number in range(1200)]


def prepare(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE IF NOT EXISTS rows (key BLOB PRIMARY KEY, value BLOB)")
    connection.execute("SELECT key, value FROM rows LIMIT 1").fetchone()


@contextmanager
def opened(file: Path | None) -> Iterator[RowCache]:
    with closing(RowCache(file, prepare, "cache of rows")) as rows:
        yield rows


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "rows.sqlite"


def filled(file: Path) -> Path:
    with opened(file) as rows:
        assert rows.change(INSERT, ROWS) == len(ROWS)
    return file


def found(rows: RowCache) -> dict[bytes, bytes]:
    return dict(rows.select("rows", "value", (key for key, _ in ROWS)))


def test_rows_are_found_again(file: Path) -> None:
    filled(file)
    with opened(file) as rows:
        assert found(rows) == dict(ROWS)
        assert list(rows.select("rows", "value", [b"other"])) == []
        assert rows.read("SELECT count(*) FROM rows") == [(len(ROWS),)]
        assert rows.works
        assert rows.notes == []


def test_a_change_is_made_whole_or_not_at_all(file: Path) -> None:
    with opened(file) as rows:
        rows.change("INSERT INTO rows VALUES (?, ?)", [(b"1", b"")])
        assert rows.change("INSERT INTO rows VALUES (?, ?)", [(b"2", b""), (b"1", b"")]) is None
    with opened(file) as rows:
        assert rows.read("SELECT key FROM rows") == [(b"1",)]


def test_a_change_of_no_rows_is_none(file: Path) -> None:
    with opened(file) as rows:
        assert rows.change(INSERT, []) == 0


def test_without_a_file_nothing_is_kept_and_nothing_is_said() -> None:
    with opened(None) as rows:
        assert rows.change(INSERT, ROWS) is None
        assert found(rows) == {}
        assert not rows.works
        assert rows.notes == []


def fill_with_noise(file: Path) -> None:
    file.write_bytes(b"no database" * 1000)


def cut_in_half(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def overwrite_the_middle(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.seek(8192)
        stream.write(b"\xa5" * (file.stat().st_size - 8192))


@pytest.mark.parametrize("damage", [fill_with_noise, cut_in_half, overwrite_the_middle])
def test_a_damaged_file_is_set_aside_at_once_or_when_the_damage_is_seen(
    file: Path, damage: Callable[[Path], None]
) -> None:
    damage(filled(file))
    with opened(file) as rows:
        found(rows)
        rows.change(INSERT, ROWS)
        assert any(f"{file} was damaged; it is now rows.damaged" in note for note in rows.notes)
    assert file.with_name("rows.damaged").exists()
    filled(file)
    with opened(file) as rows:
        assert found(rows) == dict(ROWS)
        assert rows.notes == []


def test_what_the_damaged_file_had_beside_it_is_removed(file: Path) -> None:
    fill_with_noise(filled(file))
    file.with_name("rows.sqlite-wal").write_bytes(b"of the damaged file")
    with opened(file) as rows:
        assert rows.works
        assert found(rows) == {}


def test_the_database_of_another_program_is_not_used_and_not_changed(file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("CREATE TABLE rows (name TEXT)")
        other.execute("INSERT INTO rows VALUES ('precious')")
    with opened(file) as rows:
        assert not rows.works
        assert rows.change(INSERT, ROWS) is None
        assert rows.notes == [
            f"Without a cache of rows: {file} cannot be used (no such column: key)."
        ]
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("SELECT name FROM rows").fetchall() == [("precious",)]


def test_a_file_in_the_place_of_the_folder_costs_the_cache_alone(file: Path) -> None:
    file.parent.write_text("in the way")
    with opened(file) as rows:
        assert rows.change(INSERT, ROWS) is None
        assert found(rows) == {}
        (note,) = rows.notes
        assert note.startswith(f"Without a cache of rows: {file} cannot be used (")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_costs_the_cache_alone(file: Path) -> None:
    file.parent.mkdir(mode=0o500)
    with opened(file) as rows:
        assert rows.change(INSERT, ROWS) is None
        assert len(rows.notes) == 1


def test_a_locked_file_costs_the_cache_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.base.kept_rows._SECONDS", 0.1)
    filled(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with opened(file) as rows:
            assert found(rows) == dict(ROWS), "reading goes on while another process writes"
            assert rows.change(INSERT, ROWS) is None
            assert rows.notes == [
                f"The cache of rows {file} could not be written (database is locked); this build "
                "goes on without it."
            ]
            assert not rows.works
            assert found(rows) == {}
            assert len(rows.notes) == 1
    assert not file.with_name("rows.damaged").exists()


def test_a_full_disk_costs_the_cache_alone(file: Path) -> None:
    filled(file)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with opened(file) as rows:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size, hard))
        try:
            changed = rows.change(INSERT, [(b"%d" % n, bytes(100_000)) for n in range(100)])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert changed is None
        assert len(rows.notes) == 1
    with opened(file) as rows:
        assert found(rows) == dict(ROWS)
        assert rows.notes == []


def test_git_does_not_see_a_cache(file: Path) -> None:
    filled(file)
    assert (file.parent / ".gitignore").read_bytes() == b"*\n"


WRITER = """
import sys
from pathlib import Path
from tests.base.test_kept_rows import INSERT, opened
with opened(Path(sys.argv[1])) as rows:
    for number in range(200):
        assert rows.change(INSERT, [(b"%s %d" % (sys.argv[2].encode(), number), b"x")]) == 1
    assert rows.notes == [], rows.notes
"""


def test_two_writers_at_once_keep_the_rows_of_both(file: Path) -> None:
    filled(file)
    both = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(file), letter],
            cwd=REPOSITORY,
            stderr=subprocess.PIPE,
            text=True,
        )
        for letter in "ab"
    ]
    assert [one.communicate(timeout=120)[1] for one in both] == ["", ""]
    with opened(file) as rows:
        assert rows.read("SELECT count(*) FROM rows") == [(len(ROWS) + 400,)]
