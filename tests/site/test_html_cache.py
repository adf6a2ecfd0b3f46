"""What is kept of pages, and how much of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from generator.site.cache import html_cache
from generator.site.cache.html_cache import HtmlCache, Row

ROW = 100_000
"""Bytes of a body."""


def _keep(
    cache: HtmlCache, keys: tuple[bytes, ...], monkeypatch: pytest.MonkeyPatch, start: int = 0
) -> None:
    """Keeps a row under each key, one an hour."""
    for hour, key in enumerate(keys, start):
        monkeypatch.setattr(html_cache, "_now", lambda hour=hour: hour)
        cache.keep("pages", [Row(key, b"facts", key * ROW)])


def test_what_was_not_used_for_longest_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = HtmlCache(tmp_path / "pages.sqlite")
    _keep(cache, (b"a", b"b", b"c", b"d"), monkeypatch)
    monkeypatch.setattr(html_cache, "_now", lambda: 4)
    cache.used("pages", [b"a"])
    cache.prune(largest=4 * ROW + 1000)
    assert set(cache.find("pages", (b"a", b"b", b"c", b"d"))) == {b"a", b"d"}


def test_nothing_goes_while_there_is_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = HtmlCache(tmp_path / "pages.sqlite")
    _keep(cache, (b"a", b"b", b"c"), monkeypatch)
    cache.prune(largest=4 * ROW)
    assert set(cache.find("pages", (b"a", b"b", b"c"))) == {b"a", b"b", b"c"}


def test_room_that_was_given_back_is_not_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = HtmlCache(tmp_path / "pages.sqlite")
    _keep(cache, (b"a", b"b", b"c", b"d"), monkeypatch)
    cache.prune(largest=2 * ROW)
    assert set(cache.find("pages", (b"a", b"b", b"c", b"d"))) == {b"d"}
    _keep(cache, (b"e", b"f"), monkeypatch, 4)
    cache.prune(largest=4 * ROW)  # The file still has the size of four.
    assert set(cache.find("pages", (b"d", b"e", b"f"))) == {b"d", b"e", b"f"}


def test_the_database_of_another_program_is_not_used_and_not_changed(tmp_path: Path) -> None:
    file = tmp_path / "pages.sqlite"
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("CREATE TABLE pages (name TEXT)")
        other.execute("INSERT INTO pages VALUES ('precious')")
    cache = HtmlCache(file)
    cache.keep("pages", [Row(b"a", b"facts", b"body")])
    assert cache.find("pages", [b"a"]) == {}
    assert not cache.works
    assert cache.notes[0].startswith("Without a cache of pages")
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("SELECT name FROM pages").fetchall() == [("precious",)]


def test_tables_of_another_version_are_emptied(tmp_path: Path) -> None:
    file = tmp_path / "pages.sqlite"
    HtmlCache(file).keep("pages", [Row(b"a", b"facts", b"body")])
    with closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA user_version = 99")
    cache = HtmlCache(file)
    assert cache.find("pages", [b"a"]) == {}
    assert cache.works
    assert cache.notes == []
