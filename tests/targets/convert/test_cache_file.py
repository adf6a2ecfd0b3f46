"""The query cache carried from one machine to another."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.support import RULE, Project

CACHE = "build/cache/queries.sqlite"


@pytest.fixture
def built(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(project.write({"rules/a.yml": RULE}).folder)
    assert run("build", "-t", "splunk", "-t", "grep").exit_code == 0
    return project


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_a_fresh_machine_converts_nothing_after_it_took_in_the_queries(built: Project) -> None:
    assert "2 queries in q.cache" in run("cache", "export", "q.cache").output
    (built.folder / CACHE).unlink()
    assert "2 new queries" in run("cache", "import", "q.cache").output
    from generator.targets.convert.conversion import convert

    loaded = built.load("splunk", "grep")
    assert convert(loaded.catalogue, loaded.targets, cache=built.folder / CACHE).converted == 0


def test_what_is_there_already_is_not_taken_in_again(built: Project) -> None:
    run("cache", "export", "q.cache")
    assert "0 new queries" in run("cache", "import", "q.cache").output


def test_there_is_nothing_to_export_before_a_build(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.write({"rules/a.yml": RULE}).folder)
    result = run("cache", "export", "q.cache")
    assert result.exit_code == 2
    assert "there is no query cache at" in result.stderr
    assert not (project.folder / "q.cache").exists()


def damaged(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:3000])


def no_database(file: Path) -> None:
    file.write_text("queries")


def foreign(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as base:
        base.execute("CREATE TABLE other (key)")


def no_outcomes(file: Path) -> None:
    with sqlite3.connect(file) as base:
        base.execute("UPDATE queries SET outcome = '{}'")


def no_digests(file: Path) -> None:
    with sqlite3.connect(file) as base:
        base.execute("DELETE FROM queries WHERE key > (SELECT min(key) FROM queries)")
        base.execute("UPDATE queries SET key = x'00'")


@pytest.mark.parametrize("harm", [damaged, no_database, foreign, no_outcomes, no_digests])
def test_a_file_that_is_no_cache_changes_nothing(built: Project, harm) -> None:  # type: ignore[no-untyped-def]
    run("cache", "export", "q.cache")
    harm(built.folder / "q.cache")
    before = (built.folder / CACHE).read_bytes()
    result = run("cache", "import", "q.cache")
    assert result.exit_code == 2
    assert "q.cache is no query cache" in result.stderr
    assert (built.folder / CACHE).read_bytes() == before
