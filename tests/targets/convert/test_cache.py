"""Queries are kept by everything that can change them, and never at the cost of a build."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from generator.content.model import Query
from generator.targets.convert import query_cache as cache
from generator.targets.convert.conversion import convert
from generator.targets.convert.worker import Job, Outcome
from generator.targets.registry import PRESETS
from tests.support import RULE, Project

TARGET = next(target for target in PRESETS if target.id == "es-qs")
OTHER = next(target for target in PRESETS if target.id == "esql")
JOB = Job(documents=({"title": "t"},), problem=None)
OUTCOMES = {
    b"1": Outcome(query=Query(text="query")),
    b"2": Outcome(query=Query(reason="reason"), fault="fault"),
}


def test_what_was_kept_is_found_again(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "queries.sqlite"
    with cache.QueryCache(file) as kept:
        kept.keep(OUTCOMES)
    with cache.QueryCache(file) as kept:
        assert kept.find([b"1", b"2", b"3"]) == OUTCOMES
        assert kept.notes == []


def test_everything_that_can_change_a_query_changes_its_key() -> None:
    keys = {
        *cache.keys_of(JOB, [TARGET]),
        *cache.keys_of(replace(JOB, documents=({"title": "u"},)), [TARGET]),
        *cache.keys_of(replace(JOB, documents=({"title": "t"}, {})), [TARGET]),
        *cache.keys_of(replace(JOB, problem="p"), [TARGET]),
        *cache.keys_of(JOB, [replace(TARGET, pipelines=())]),
        *cache.keys_of(JOB, [replace(TARGET, format="other")]),
        *cache.keys_of(JOB, [replace(TARGET, backend=OTHER.backend)]),
    }
    assert len(keys) == 7


def test_only_what_is_not_kept_is_converted(project: Project, tmp_path: Path) -> None:
    project.write({"rules/a.yml": RULE, "rules/b.yml": RULE.replace("5f9b", "6f9b")})
    file = tmp_path / "queries.sqlite"
    loaded = project.load("splunk")
    assert convert(loaded.catalogue, loaded.targets, cache=file).converted == 2
    again = convert(loaded.catalogue, loaded.targets, cache=file)
    assert again.converted == 0
    project.write({"rules/b.yml": RULE.replace("5f9b", "6f9b").replace("parent.exe", "p.exe")})
    changed = project.load("splunk")
    result = convert(changed.catalogue, changed.targets, cache=file)
    assert result.converted == 1
    assert result.queries["rules/a.yml", 0] == again.queries["rules/a.yml", 0]
    assert "p.exe" in (result.queries["rules/b.yml", 0]["splunk"].text or "")


def test_a_damaged_file_is_set_aside_and_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "queries.sqlite"
    file.write_bytes(b"no database " * 1000)
    with cache.QueryCache(file) as kept:
        kept.keep(OUTCOMES)
        assert kept.find([b"1"]) == {b"1": OUTCOMES[b"1"]}
        assert "damaged" in kept.notes[0]
    assert (tmp_path / "queries.damaged").exists()


def test_a_database_of_something_else_is_not_used(tmp_path: Path) -> None:
    file = tmp_path / "queries.sqlite"
    with sqlite3.connect(file) as foreign:
        foreign.execute("CREATE TABLE queries (name TEXT)")
        foreign.execute("INSERT INTO queries VALUES ('precious')")
    foreign.close()
    with cache.QueryCache(file) as kept:
        kept.keep(OUTCOMES)
        assert kept.find([b"1"]) == {}
        assert kept.notes
    with sqlite3.connect(file) as foreign:
        assert foreign.execute("SELECT name FROM queries").fetchall() == [("precious",)]
    foreign.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_costs_only_the_cache(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with cache.QueryCache(tmp_path / "cache" / "queries.sqlite") as kept:
        kept.keep(OUTCOMES)
        assert kept.find([b"1"]) == {}
        assert kept.notes


def test_a_file_where_the_folder_should_be_costs_only_the_cache(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with cache.QueryCache(tmp_path / "cache" / "queries.sqlite") as kept:
        kept.keep(OUTCOMES)
        assert kept.find([b"1"]) == {}
        assert "Without a query cache" in kept.notes[0]
